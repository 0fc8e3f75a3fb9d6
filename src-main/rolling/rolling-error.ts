/** Why a rolling drain cannot be what was asked for; `code` is stable. */
export type RollingErrorCode =
  | 'rolling_drain_not_found'
  | 'rolling_drain_ended'
  | 'node_in_rolling_drain'
  | 'nothing_to_drain'
  | 'too_many_nodes'
  | 'node_not_normal'
  | 'node_not_found'
  | 'not_enough_capacity'

/** A refusal: what was asked of which run or node, why not, and what to do instead. */
export class RollingError extends Error {
  readonly code: RollingErrorCode
  readonly hint: string | null
  readonly details: Readonly<Record<string, unknown>>
  constructor(
    code: RollingErrorCode,
    message: string,
    options: { readonly hint?: string; readonly details?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message)
    this.name = 'RollingError'
    this.code = code
    this.hint = options.hint ?? null
    this.details = options.details ?? {}
  }
}
