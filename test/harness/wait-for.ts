/** What {@link waitFor} takes besides what to look at. */
export interface WaitOptions {
  /** Time until it gives up, in ms. */
  readonly deadline_ms?: number
  /** Time between two looks, in ms. */
  readonly every_ms?: number
}

/** Something that should have been seen by its deadline was not; says what, and what was seen last. */
export class DeadlineError extends Error {
  constructor(what: string, deadline_ms: number, last: unknown) {
    super(`not seen within ${deadline_ms} ms: ${what}${last === undefined ? '' : `; last: ${describe(last)}`}`)
    this.name = 'DeadlineError'
  }
}

/** Thrown by what is looked at: waiting on is of no use. */
export class Hopeless extends Error {
  constructor(why: unknown) {
    super(describe(why))
    this.name = 'Hopeless'
  }
}

function describe(value: unknown): string {
  if (value instanceof Error) return value.message
  return typeof value === 'string' ? value : JSON.stringify(value)
}

export function pause(duration_ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, duration_ms))
}

/**
 * Looks until `look` answers with something true, and returns that. What `look` throws counts as not yet seen and is
 * told in the error.
 * @throws {DeadlineError} when the deadline comes first
 * @throws {Hopeless} at once, when `look` throws it
 */
export async function waitFor<Seen>(
  what: string,
  look: () => Seen | Promise<Seen>,
  { deadline_ms = 10_000, every_ms = 50 }: WaitOptions = {},
): Promise<Exclude<Seen, undefined | null | false | 0 | ''>> {
  const until = performance.now() + deadline_ms
  let last: unknown
  for (;;) {
    try {
      const seen = await look()
      if (seen) return seen as Exclude<Seen, undefined | null | false | 0 | ''>
      last = seen === undefined || seen === null || seen === false ? last : seen
    } catch (error) {
      if (error instanceof Hopeless) throw error
      last = error
    }
    if (performance.now() >= until) throw new DeadlineError(what, deadline_ms, last)
    await pause(every_ms)
  }
}

/**
 * Looks again and again for `duration_ms` that something stays true.
 * @throws {Error} at the first look where it is not
 */
export async function staysTrue(what: string, duration_ms: number, look: () => boolean | Promise<boolean>) {
  const until = performance.now() + duration_ms
  while (performance.now() < until) {
    if (!(await look())) throw new Error(`did not stay true for ${duration_ms} ms: ${what}`)
    await pause(50)
  }
}

/** The promise's value, or a {@link DeadlineError} that says what did not come. */
export async function within<Value>(what: string, deadline_ms: number, promise: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineError(what, deadline_ms, undefined)), deadline_ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
