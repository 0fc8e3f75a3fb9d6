import type { ApiKeyScope, OperatorSession } from '#contract/operators.ts'

/** Who proved to be calling, and what they may do: what a session's cookie or an API key stands for. */
export interface Principal {
  /** As the activity log names it: `operator:<name>`, `api_key:<prefix>` or `wall_link:<name>`. */
  readonly actor: string
  readonly operator_id: string
  readonly operator_name: string
  readonly role: OperatorSession['role']
  readonly by: OperatorSession['by']
  /** When the proof runs out; null: never. */
  readonly expires_at: string | null
  /** Null for an API key. */
  readonly session_id: string | null
  /** Of an API key; null: all that the role may. */
  readonly scopes: readonly ApiKeyScope[] | null
  /** Until when what is sensitive needs no further proof; null: it needs one. */
  readonly proven_until: string | null
}
