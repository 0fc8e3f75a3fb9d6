import { type Profiler, Session } from 'node:inspector'

/**
 * Which blocks of code were ever reached, as V8 counts them itself (precise coverage with blocks). Nothing is instrumented, so that the code runs as it
 * ships, at near its usual speed; a look costs a fifth of a millisecond. Code must be loaded after the coverage was
 * started, or V8 counts whole functions of it only.
 */
export class BlockCoverage implements Disposable {
  readonly #session = new Session()
  /** By function: a byte for each of its characters, 1 where it was reached. */
  readonly #reached = new Map<string, Uint8Array>()
  #reached_characters = 0

  constructor() {
    this.#session.connect()
    this.#post('Profiler.enable')
    this.#post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  }

  /** Characters of source reached so far. */
  get reached(): number {
    return this.#reached_characters
  }

  /**
   * How many characters of source the code run since the last look reached for the first time; remembers them if told so.
   * @param covers parts of the paths of the files that count
   */
  look(covers: readonly string[], { remember }: { readonly remember: boolean }): number {
    let reached_now = 0
    for (const script of this.#take()) {
      if (!covers.some((part) => script.url.includes(part))) continue
      for (const covered of script.functions) reached_now += this.#note(script.url, covered, remember)
    }
    if (remember) this.#reached_characters += reached_now
    return reached_now
  }

  [Symbol.dispose](): void {
    this.#session.disconnect()
  }

  #note(url: string, { ranges }: Profiler.FunctionCoverage, remember: boolean): number {
    const [whole] = ranges
    if (whole === undefined || whole.count === 0) return 0
    const { startOffset: start, endOffset: end } = whole
    const key = `${url}:${start}:${end}`
    const known = this.#reached.get(key)
    // Ranges are nested, the outer before the inner, so that the innermost has the last word.
    const now = new Uint8Array(end - start)
    for (const range of ranges) now.fill(range.count > 0 ? 1 : 0, range.startOffset - start, range.endOffset - start)
    let fresh = 0
    for (let at = 0; at < now.length; at += 1) {
      if (now[at] !== 1 || known?.[at] === 1) continue
      fresh += 1
      if (remember && known) known[at] = 1
    }
    if (remember && !known) this.#reached.set(key, now)
    return fresh
  }

  #take(): readonly Profiler.ScriptCoverage[] {
    let taken: readonly Profiler.ScriptCoverage[] = []
    this.#session.post('Profiler.takePreciseCoverage', (error, answer) => {
      if (error !== null) throw new Error('V8 gives no coverage', { cause: error })
      taken = answer.result
    })
    return taken
  }

  #post(method: 'Profiler.enable' | 'Profiler.startPreciseCoverage', options?: object): void {
    this.#session.post(method, options, (error: Error | null) => {
      if (error !== null) throw new Error(`V8 refused ${method}`, { cause: error })
    })
  }
}
