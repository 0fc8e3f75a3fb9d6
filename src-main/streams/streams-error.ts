/** Why the streams feature cannot do what it was asked for; `code` is stable. */
export type StreamsErrorCode =
  | 'stream_not_found'
  | 'no_candidates'
  | 'protocol_not_supported'
  | 'stream_full'
  | 'no_viewers_there'
  | 'node_not_found'
  | 'viewer_not_found'
  | 'policy_not_found'
  | 'policy_pattern_taken'
  | 'policy_contradiction'
  | 'too_many_policies'

/** A refusal of the streams feature: what was asked of which stream, why not, and what to do instead. */
export class StreamsError extends Error {
  readonly code: StreamsErrorCode
  readonly hint: string | null
  readonly details: Readonly<Record<string, unknown>>
  constructor(
    code: StreamsErrorCode,
    message: string,
    options: { readonly hint?: string; readonly details?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message)
    this.name = 'StreamsError'
    this.code = code
    this.hint = options.hint ?? null
    this.details = options.details ?? {}
  }
}
