/**
 * Why trust was refused. The `enrollment_token_*` codes are the refusal reasons of the token model: unknown,
 * used up, expired, revoked; `not_found` is about a token's id, which is no secret.
 */
export type TrustErrorCode =
  | 'sign_in_link_invalid'
  | 'sign_in_link_expired'
  | 'operator_not_found'
  | 'api_key_not_found'
  | 'enrollment_token_not_found'
  | 'enrollment_token_unknown'
  | 'enrollment_token_usage_exceeded'
  | 'enrollment_token_expired'
  | 'enrollment_token_revoked'
  | 'enrollment_token_wrong_address'
  | 'enrollment_token_wrong_name'

/** A proof that was refused, or something of trust that does not exist. Never holds a secret. */
export class TrustError extends Error {
  readonly code: TrustErrorCode
  readonly hint: string
  constructor(code: TrustErrorCode, message: string, hint: string) {
    super(message)
    this.name = 'TrustError'
    this.code = code
    this.hint = hint
  }
}
