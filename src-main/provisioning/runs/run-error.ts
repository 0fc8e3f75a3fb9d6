import type { StepFailureCode } from '#contract/failure-code.ts'
import { render, type Sentence } from '#contract/sentence.ts'

/** Why a run cannot be what was asked for; `code` is stable. */
export type RunErrorCode =
  | 'run_not_found'
  | 'run_file_not_found'
  | 'run_kind_unavailable'
  | 'box_busy'
  | 'run_not_resumable'
  | 'run_not_cancellable'
  | 'run_not_undoable'
  | 'run_of_other_box'
  | 'host_key_not_shown'
  | 'login_not_kept'
  | 'node_not_found'
  | 'own_node'
  | 'name_taken'
  | 'not_confirmed'
  | 'too_many_runs'

/** A refusal: what was asked of which run or box, why not, and what to do instead. */
export class RunError extends Error {
  readonly code: RunErrorCode
  readonly hint: string | null
  readonly details: Readonly<Record<string, unknown>>
  constructor(
    code: RunErrorCode,
    message: string,
    hint: string | null = null,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message)
    this.name = 'RunError'
    this.code = code
    this.hint = hint
    this.details = details
  }
}

/** Why a step ended without having done what it should; what is thrown by steps looks like this. */
export class StepError extends Error {
  readonly code: StepFailureCode
  readonly hint: string | null
  /** Message and hint as they can be told in other languages. */
  readonly sentences: { readonly message: Sentence; readonly hint: Sentence | null }
  /** `output`: the last lines of what the box said. */
  readonly details: Readonly<Record<string, unknown>>
  constructor(
    code: StepFailureCode,
    message: Sentence,
    hint: Sentence | null = null,
    details: { readonly output?: readonly string[] } = {},
    options?: ErrorOptions,
  ) {
    super(render(message), options)
    this.name = 'StepError'
    this.code = code
    this.hint = hint === null ? null : render(hint)
    this.sentences = { message, hint }
    this.details = details
  }
}
