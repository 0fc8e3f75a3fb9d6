import type { BlockCoverage } from './block-coverage.ts'
import { type FuzzTarget, PropertyBroken } from './fuzz-target.ts'
import { mutate } from './mutator.ts'
import { Random } from './random.ts'
import { shrink } from './shrink.ts'

/** Mutants tried between two looks at the coverage: one look costs as much as some twenty of them. */
const BATCH = 64
/** No input may take longer, in ms. The slowest honest one takes a few; what a busy machine adds is tried again before it counts. */
const SLOW_MS = 250
const SLOW_TRIES = 4
/** Kinds of outcome remembered, at most. */
const MOST_OUTCOMES = 64
const SHRINK_MS = 3_000

/** An input for which something did not hold. */
export interface FuzzFailure {
  readonly input: Buffer
  readonly error: Error
}

/** How far a run got. */
export interface FuzzFigures {
  readonly executions: number
  /** Inputs in the corpus. */
  readonly inputs: number
  /** Characters of source reached. */
  readonly reached: number
}

/** Tries mutants of a corpus on one target, and keeps those that reach code, or an outcome, that none before did. */
export class FuzzRun {
  readonly #target: FuzzTarget
  readonly #coverage: BlockCoverage
  readonly #random: Random
  readonly #corpus: Buffer[] = []
  readonly #outcomes = new Set<string>()
  /** Called before an input is tried, so that somebody else knows it if it never comes back. */
  readonly #onTry: (input: Buffer) => void
  #executions = 0

  constructor(target: FuzzTarget, coverage: BlockCoverage, seed: number, onTry: (input: Buffer) => void) {
    this.#target = target
    this.#coverage = coverage
    this.#random = new Random(seed)
    this.#onTry = onTry
  }

  get figures(): FuzzFigures {
    return { executions: this.#executions, inputs: this.#corpus.length, reached: this.#coverage.reached }
  }

  /** Tries an input of a corpus; whether it adds anything to those before. A failure is returned instead. */
  async admit(input: Buffer): Promise<boolean | FuzzFailure> {
    const outcome = await this.#try(input)
    if (typeof outcome !== 'string') return outcome
    const fresh = this.#coverage.look(this.#target.covers, { remember: true }) > 0
    if (!this.#isNewOutcome(outcome) && !fresh) return false
    this.#corpus.push(input)
    return true
  }

  /** One batch of mutants; the inputs that were kept, or what failed. */
  async step(): Promise<readonly Buffer[] | FuzzFailure> {
    const batch = Array.from({ length: BATCH }, () => this.#mutant())
    const kept = new Set<Buffer>()
    for (const mutant of batch) {
      const outcome = await this.#try(mutant)
      if (typeof outcome !== 'string') return await this.#shrunk(outcome)
      if (this.#isNewOutcome(outcome)) kept.add(mutant)
    }
    if (this.#coverage.look(this.#target.covers, { remember: false }) > 0) {
      for (const mutant of batch) {
        await this.#target.check(mutant)
        if (this.#coverage.look(this.#target.covers, { remember: true }) > 0) kept.add(mutant)
      }
    }
    this.#corpus.push(...kept)
    return [...kept]
  }

  #mutant(): Buffer {
    if (this.#corpus.length === 0) return this.#random.bytes(1 + this.#random.below(64))
    // Half of the mutants come from the newest eighth of the corpus: what was just reached is what to go on from.
    const newest = Math.ceil(this.#corpus.length / 8)
    const base = this.#random.pick(this.#random.below(2) === 0 ? this.#corpus.slice(-newest) : this.#corpus)
    const other = this.#random.pick(this.#corpus)
    const { dictionary, max_bytes } = this.#target
    return mutate(base, max_bytes, { random: this.#random, dictionary, other })
  }

  #isNewOutcome(outcome: string): boolean {
    if (this.#outcomes.has(outcome) || this.#outcomes.size >= MOST_OUTCOMES) return false
    this.#outcomes.add(outcome)
    return true
  }

  async #try(input: Buffer): Promise<string | FuzzFailure> {
    this.#executions += 1
    this.#onTry(input)
    try {
      let outcome = ''
      for (let tries = SLOW_TRIES; tries > 0; tries -= 1) {
        const from = cpuOfThreadMs()
        const said = this.#target.check(input)
        // Most are done at once, and a turn of the queue costs more than some of them.
        outcome = typeof said === 'string' ? said : await said
        if (cpuOfThreadMs() - from <= SLOW_MS) return outcome
      }
      throw new PropertyBroken(`it takes more than ${SLOW_MS} ms of this thread every time`)
    } catch (error) {
      return { input, error: error instanceof Error ? error : new Error(String(error)) }
    }
  }

  async #shrunk(failure: FuzzFailure): Promise<FuzzFailure> {
    const until = performance.now() + SHRINK_MS
    const kind = kindOf(failure.error)
    const stillFails = async (input: Buffer) => {
      const outcome = await this.#try(input)
      return typeof outcome !== 'string' && kindOf(outcome.error) === kind
    }
    const input = await shrink(failure.input, stillFails, () => performance.now() < until)
    const again = await this.#try(input)
    return typeof again === 'string' ? failure : again
  }
}

/** What this thread has computed so far, in ms. The time of day also counts what other programs of a busy machine computed. */
function cpuOfThreadMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

/** The error without what varies in it. */
function kindOf(error: Error): string {
  return `${error.name}: ${error.message.replaceAll(/\d+/g, '#')}`
}
