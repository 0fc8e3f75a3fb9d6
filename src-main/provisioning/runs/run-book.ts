import type { LiveEvent } from '#contract/live-event.ts'
import type { SshTarget } from '#contract/provisioning.ts'
import type { RunLogLine, StepProgress } from '#contract/provisioning-run.ts'
import type { ActivityLog, NewActivity } from '../../store/activity-log.ts'
import type { Store } from '../../store/store.ts'
import { RunError } from './run-error.ts'
import { LONGEST_LINE, RunLog } from './run-log.ts'
import { RUNS_KEPT, RunRows, type Sealing } from './run-rows.ts'
import { isOver, type StoredRun, type StoredStep, viewOf } from './stored-run.ts'

/** What a {@link RunBook} is made from. */
export interface RunBookOptions {
  readonly store: Store
  readonly sealing: Sealing
  readonly activity: ActivityLog
  readonly events: {
    publish(event: Extract<LiveEvent, { type: 'provisioning_run' | 'provisioning_log' }>): void
  }
  readonly clock: { now(): { readonly at: string } }
  /** Told of a run that is let go of, so that what it left goes as well. */
  readonly onRemoved: (id: string) => void
}

/** How long lines wait for others to be written with, in ms. */
const LOG_FLUSH_MS = 250
/** Lines that are written at once without waiting. */
const LOG_FLUSH_LINES = 200

interface Waiting {
  last: number
  readonly lines: RunLogLine[]
  timer: NodeJS.Timeout | null
}

/** All runs: on disk, in memory, and told to the panels; the one place through which they change. */
export class RunBook {
  readonly #options: RunBookOptions
  readonly #rows: RunRows
  readonly #log: RunLog
  readonly #runs = new Map<string, StoredRun>()
  readonly #waiting = new Map<string, Waiting>()

  constructor(options: RunBookOptions) {
    this.#options = options
    this.#rows = new RunRows(options.store, options.sealing)
    this.#log = new RunLog(options.store)
    for (const run of this.#rows.all()) this.#runs.set(run.id, run)
  }

  /** The oldest first. */
  all(): readonly StoredRun[] {
    return [...this.#runs.values()]
  }

  find(id: string): StoredRun | undefined {
    return this.#runs.get(id)
  }

  /** @throws {RunError} run_not_found */
  get(id: string): StoredRun {
    const run = this.#runs.get(id)
    if (run !== undefined) return run
    throw new RunError('run_not_found', `there is no run ${id}`, 'GET /api/v1/provisioning-runs lists them.')
  }

  /** Puts new runs on disk, all or none, and lets go of the oldest that are over. */
  add(made: readonly { readonly run: StoredRun; readonly target: SshTarget; readonly entry: NewActivity }[]): void {
    const { store, activity, onRemoved } = this.#options
    const over = this.all().filter(isOver)
    const gone = over.slice(0, Math.max(0, over.length + made.length - RUNS_KEPT))
    store.transaction(() => {
      for (const { id } of gone) this.#rows.remove(id)
      for (const { run, target, entry } of made) {
        this.#rows.add(run, target)
        activity.record(entry)
      }
    })
    for (const { id } of gone) {
      this.#runs.delete(id)
      this.#waiting.delete(id)
      onRemoved(id)
    }
    for (const { run } of made) {
      this.#runs.set(run.id, run)
      this.#tell(run)
    }
  }

  /**
   * On disk when it returns, all or nothing: the change, the lines that were logged until now, the entry, and what `within` writes.
   */
  change(
    id: string,
    change: Partial<StoredRun>,
    { entry, within }: { readonly entry?: NewActivity | undefined; readonly within?: () => void } = {},
  ): StoredRun {
    const { store, activity, clock } = this.#options
    const before = this.get(id)
    const run = { ...before, ...change, updated_at: clock.now().at }
    const waiting = this.#waiting.get(id)
    const lines = waiting === undefined ? [] : [...waiting.lines]
    store.transaction(() => {
      this.#log.write(id, lines)
      this.#rows.change(before, run)
      within?.()
      if (entry !== undefined) activity.record(entry)
    })
    this.#runs.set(id, run)
    this.#written(id, lines)
    this.#tell(run)
    return run
  }

  /** A step, and what becomes of the run with it, in one. */
  changeStep(
    id: string,
    step_id: string,
    change: Partial<StoredStep>,
    of_run: Partial<StoredRun> = {},
    entry?: NewActivity,
  ): StoredRun {
    const steps = this.get(id).steps.map((step) => (step.id === step_id ? { ...step, ...change } : step))
    return this.change(id, { steps, ...of_run }, { entry })
  }

  /** In memory and to the panels only; it is on disk with the step's next change. */
  progress(id: string, step_id: string, progress: StepProgress): void {
    const before = this.get(id)
    const steps = before.steps.map((step) => (step.id === step_id ? { ...step, progress } : step))
    const run = { ...before, steps }
    this.#runs.set(id, run)
    this.#tell(run)
  }

  /** A line of a step's log; it is on disk, and told, within moments. */
  log(id: string, step: string, text: string): void {
    const waiting = this.#waiting.get(id) ?? { last: this.#log.lastNumber(id), lines: [], timer: null }
    this.#waiting.set(id, waiting)
    const { at } = this.#options.clock.now()
    for (const line of text.split(/\r?\n/)) {
      waiting.last += 1
      waiting.lines.push({ number: waiting.last, step, at, text: line.slice(0, LONGEST_LINE) })
    }
    if (waiting.lines.length >= LOG_FLUSH_LINES) this.#spareFlush(id)
    else waiting.timer ??= setTimeout(() => this.#spareFlush(id), LOG_FLUSH_MS)
  }

  /** The last lines of a step, also those that wait to be written. */
  lastLines(id: string, step: string, count: number): string[] {
    const waiting = this.#waiting.get(id)?.lines ?? []
    const last = waiting[0] === undefined ? this.#log.lastNumber(id) : waiting[0].number - 1
    const written = this.#log.read(id, Math.max(0, last - count), step, count)
    return [...written, ...waiting.filter((line) => line.step === step)].slice(-count).map(({ text }) => text)
  }

  readLog(id: string, after: number, step: string | undefined, limit: number): RunLogLine[] {
    this.#spareFlush(this.get(id).id)
    return this.#log.read(id, after, step, limit)
  }

  target(id: string): SshTarget | null {
    return this.#rows.target(id)
  }

  setTarget(id: string, target: SshTarget): void {
    this.#rows.setTarget(id, target)
  }

  forgetSecrets(id: string): void {
    this.#rows.forgetSecrets(id)
  }

  /** Writes what waits, as far as the disk takes it. */
  stop(): void {
    for (const id of this.#waiting.keys()) this.#spareFlush(id)
    for (const { timer } of this.#waiting.values()) if (timer !== null) clearTimeout(timer)
    this.#waiting.clear()
  }

  /** Lines that the disk does not take wait for the next time. */
  #spareFlush(id: string): void {
    const waiting = this.#waiting.get(id)
    if (waiting === undefined) return
    const lines = [...waiting.lines]
    if (this.#options.store.spare(() => this.#log.write(id, lines))) this.#written(id, lines)
    else waiting.lines.splice(0, Math.max(0, waiting.lines.length - LOG_FLUSH_LINES))
  }

  #written(id: string, lines: readonly RunLogLine[]): void {
    const waiting = this.#waiting.get(id)
    if (waiting === undefined) return
    waiting.lines.splice(0, lines.length)
    if (waiting.timer !== null) clearTimeout(waiting.timer)
    waiting.timer = null
    if (lines.length > 0) this.#options.events.publish({ type: 'provisioning_log', run_id: id, lines: [...lines] })
  }

  #tell(run: StoredRun): void {
    this.#options.events.publish({ type: 'provisioning_run', run: viewOf(run) })
  }
}
