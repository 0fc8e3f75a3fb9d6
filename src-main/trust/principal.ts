import type { OperatorSession } from '#contract/api.ts'

/** Who proved to be calling, and what they may do: what a session's cookie or an API key stands for. */
export interface Principal {
  /** As the activity log names it: `operator:<name>` or `api_key:<prefix>`. */
  readonly actor: string
  readonly operator_id: string
  readonly operator_name: string
  readonly role: OperatorSession['role']
  readonly by: OperatorSession['by']
  /** When the proof runs out; null: never. */
  readonly expires_at: string | null
}
