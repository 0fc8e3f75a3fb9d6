/** Why the authority did not do what it was asked for. */
export type AuthorityErrorCode =
  | 'authority_not_found'
  | 'authority_signs'
  | 'authority_in_use'
  | 'rotation_under_way'
  | 'certificate_request_invalid'

/** Never holds a secret. */
export class AuthorityError extends Error {
  readonly code: AuthorityErrorCode
  readonly hint: string
  constructor(code: AuthorityErrorCode, message: string, hint: string) {
    super(message)
    this.name = 'AuthorityError'
    this.code = code
    this.hint = hint
  }
}
