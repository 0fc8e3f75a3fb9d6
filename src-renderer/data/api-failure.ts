/** Why a call of the origin's API did not work, in the origin's own words where it answered. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure'
  /** Stable: the origin's code, or `origin_unreachable`, `origin_timed_out`, `bad_answer`. */
  readonly code: string
  /** What to do about it; null where the origin named nothing. */
  readonly hint: string | null
  /** It says the panel itself, in its language; everything else is in English. */
  readonly by_panel: boolean
  /** HTTP status; null where no answer came. */
  readonly status: number | null
  /** What else the origin says about it, for the panel itself. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(facts: {
    code: string
    message: string
    hint?: string | null
    status?: number | null
    details?: Readonly<Record<string, unknown>>
    by_panel?: boolean
  }) {
    super(facts.message)
    this.code = facts.code
    this.hint = facts.hint ?? null
    this.by_panel = facts.by_panel ?? false
    this.status = facts.status ?? null
    this.details = facts.details ?? {}
  }
}

/** Whether the origin said that nobody is signed in (any more). */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiFailure && error.status === 401
}

/** Any thrown value as a failure that can be shown. */
export function asFailure(error: unknown): ApiFailure {
  if (error instanceof ApiFailure) return error
  return new ApiFailure({ code: 'unexpected', message: error instanceof Error ? error.message : String(error) })
}
