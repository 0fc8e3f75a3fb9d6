/** Why something about who may publish and watch cannot be done; `code` is stable. */
export type AccessErrorCode =
  | 'access_policy_not_found'
  | 'access_pattern_taken'
  | 'too_many_access_policies'
  | 'stream_key_not_found'
  | 'stream_key_ended'
  | 'too_many_stream_keys'
  | 'signing_key_not_found'
  | 'too_many_signing_keys'
  | 'no_signing_key'
  | 'keep_out_not_found'
  | 'too_many_keep_outs'
  | 'publisher_without_key'

/** A refusal: what was asked for, why not, and what to do instead. Never holds a secret. */
export class AccessError extends Error {
  readonly code: AccessErrorCode
  readonly hint: string | null
  readonly details: Readonly<Record<string, unknown>>
  constructor(
    code: AccessErrorCode,
    message: string,
    options: { readonly hint?: string; readonly details?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message)
    this.name = 'AccessError'
    this.code = code
    this.hint = options.hint ?? null
    this.details = options.details ?? {}
  }
}
