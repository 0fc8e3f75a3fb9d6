/**
 * Why trust was refused. The `enrollment_token_*` codes are the refusal reasons of the token model: unknown,
 * used up, expired, revoked; `not_found` is about a token's id, which is no secret.
 */
export type TrustErrorCode =
  | 'sign_in_link_invalid'
  | 'sign_in_link_expired'
  | 'sign_in_refused'
  | 'second_factor_required'
  | 'second_factor_wrong'
  | 'account_slowed'
  | 'sign_in_busy'
  | 'proof_refused'
  | 'totp_already_on'
  | 'totp_not_begun'
  | 'totp_code_wrong'
  | 'passkey_refused'
  | 'passkey_unusable'
  | 'passkey_not_found'
  | 'too_many_passkeys'
  | 'wall_link_not_found'
  | 'too_many_wall_links'
  | 'password_refused'
  | 'operator_not_found'
  | 'operator_name_taken'
  | 'last_owner'
  | 'too_many_operators'
  | 'session_not_found'
  | 'api_key_not_found'
  | 'too_many_api_keys'
  | 'enrollment_token_not_found'
  | 'enrollment_token_unknown'
  | 'enrollment_token_usage_exceeded'
  | 'enrollment_token_expired'
  | 'enrollment_token_revoked'
  | 'enrollment_token_wrong_address'
  | 'enrollment_token_wrong_name'
  | 'cluster_token_not_found'
  | 'cluster_token_ended'
  | 'too_many_cluster_tokens'

/** A proof that was refused, or something of trust that does not exist. Never holds a secret. */
export class TrustError extends Error {
  readonly code: TrustErrorCode
  readonly hint: string
  readonly details: Readonly<Record<string, unknown>> | null
  constructor(
    code: TrustErrorCode,
    message: string,
    hint: string,
    details: Readonly<Record<string, unknown>> | null = null,
  ) {
    super(message)
    this.name = 'TrustError'
    this.code = code
    this.hint = hint
    this.details = details
  }
}
