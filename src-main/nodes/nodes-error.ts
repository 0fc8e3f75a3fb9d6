/** Why the nodes feature cannot do what it was asked for; `code` is stable. */
export type NodesErrorCode =
  | 'node_not_found'
  | 'name_taken'
  | 'key_in_use'
  | 'cluster_mismatch'
  | 'last_routable_node'
  | 'reason_required'
  | 'node_not_normal'
  | 'own_node'
  | 'expires_in_the_past'
  /** FrameWorks' own words (contracts F-39). */
  | 'NOT_FOUND'
  | 'INVALID_MODE'
  | 'ALREADY_IN_MODE'
  | 'own_name'
  | 'server_id_in_use'
  | 'node_gone'
  | 'too_many_members'
  | 'node_away'
  | 'node_silent'
  | 'node_log_unavailable'
  | 'node_log_busy'

/** A refusal of the nodes feature: what was asked of which node, why not, and what to do instead. */
export class NodesError extends Error {
  readonly code: NodesErrorCode
  readonly hint: string | null
  readonly details: Readonly<Record<string, unknown>>
  constructor(
    code: NodesErrorCode,
    message: string,
    options: { readonly hint?: string; readonly details?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message)
    this.name = 'NodesError'
    this.code = code
    this.hint = options.hint ?? null
    this.details = options.details ?? {}
  }
}
