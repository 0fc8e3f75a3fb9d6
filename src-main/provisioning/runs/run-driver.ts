import { isDeepStrictEqual } from 'node:util'
import type { SshTarget } from '#contract/provisioning.ts'
import type { ShownHostKey, StepFailure, StepState } from '#contract/provisioning-run.ts'
import { withValues } from '#contract/sentence.ts'
import { isDiskRefusal } from '../../store/store-error.ts'
import { type ConnectBox, type OpenBox, reachBox, WaitForPerson } from './box-link.ts'
import { runHalf } from './half.ts'
import { Masks } from './masks.ts'
import { ProgressRate } from './progress-rate.ts'
import { runActivity } from './run-activity.ts'
import type { RunBook } from './run-book.ts'
import { StepError } from './run-error.ts'
import type { StoredNotes } from './run-notes.ts'
import { HALF_DEADLINES_MS, type Step, type StepContext, type StepHalf } from './step.ts'
import { isFinished, type KeyOfHost, newStep, type StoredRun, type StoredStep } from './stored-run.ts'

/** What drives runs needs of its surroundings. */
export interface DriverOptions {
  readonly book: RunBook
  readonly connect: ConnectBox
  /** What there is to know of a key that a box shows. */
  readonly judged: (shown: KeyOfHost) => ShownHostKey
  /** The steps of a run as it stands; `connect` is the first. */
  readonly planOf: (run: StoredRun, notes: StoredNotes, open: () => OpenBox) => readonly Step[]
  readonly notesOf: (id: string, onSecret: (secret: string) => void) => StoredNotes
  /** Where a run may leave a file, and which names are allowed. */
  readonly fileOf: (id: string, name: string) => string
  /** It is logged in to the box, the first time or again. */
  readonly onConnected: (run: StoredRun, target: SshTarget | null) => void
  /** Written in one with the end of a run that succeeded. */
  readonly onSucceeded: (run: StoredRun, target: SshTarget | null) => void
  readonly clock: { now(): { readonly at: string; readonly monotonic_ms: number } }
  readonly reconnect_pauses_ms: readonly number[]
}

export const CONNECT_STEP = 'connect'
/** How often a step is begun again because its connection was lost. */
const MAX_LOSSES = 5
/** Lines of a step's log that a failure shows. */
const OUTPUT_LINES = 20

/** Drives one run from where it is on disk until it is over or waits; every state is on disk before what it names is done. */
export class RunDriver {
  readonly #id: string
  readonly #options: DriverOptions
  readonly #stop: AbortSignal
  readonly #masks = new Masks()
  readonly #notes: StoredNotes
  #open: OpenBox | null = null
  #losses = 0
  /** Ends what is going on when the run is cancelled; null: it must not be ended. */
  #interrupt: AbortController | null = null

  /** @param stop ends the driving and leaves the run on disk as it is */
  constructor(id: string, options: DriverOptions, stop: AbortSignal) {
    this.#id = id
    this.#options = options
    this.#stop = stop
    this.#notes = options.notesOf(id, (secret) => this.#masks.add(secret))
  }

  /** Ends when the run is over, waits for a person, or was stopped. @throws what nobody foresaw; the run is on disk as it was then */
  async drive(): Promise<void> {
    try {
      const { book } = this.#options
      if (this.#run.state === 'queued') book.change(this.#id, { state: 'running' })
      while (!this.#stop.aborted && (await this.#turn()));
    } catch (error) {
      if (!this.#stop.aborted) throw error
    } finally {
      await this.#close()
    }
  }

  /** The run is `cancelling` on disk: what may be given up in the middle is. */
  cancel(): void {
    this.#interrupt?.abort(new Error('the run is cancelled'))
  }

  get #run(): StoredRun {
    return this.#options.book.get(this.#id)
  }

  /** One step; false: there is no further. */
  async #turn(): Promise<boolean> {
    const plan = this.#plan()
    const { state, steps } = this.#run
    switch (state) {
      case 'running': {
        const next = steps.find((step) => !isFinished(step))
        return next === undefined ? this.#succeed() : await this.#step(plan, next)
      }
      case 'cancelling': {
        const middle = steps.find((step) => isBegun(step) && stepOf(plan, step)?.interruptible === false)
        return middle === undefined ? this.#cancelled() : await this.#step(plan, middle)
      }
      case 'undoing': {
        const last = steps.findLast((step) => step.applied && stepOf(plan, step)?.undo !== undefined)
        return last === undefined ? this.#undone() : await this.#undo(plan, last)
      }
      default:
        return false
    }
  }

  /** The steps as the program knows them now; what is on disk is brought to the same. */
  #plan(): readonly Step[] {
    const plan = this.#options.planOf(this.#run, this.#notes, () => this.#opened())
    const { steps } = this.#run
    const merged = plan.map(({ id, title }) => {
      const known = steps.find((step) => step.id === id)
      return known === undefined || known.title !== title ? { ...(known ?? newStep({ id, title })), title } : known
    })
    if (!isDeepStrictEqual(merged, steps)) this.#options.book.change(this.#id, { steps: merged })
    return plan
  }

  async #step(plan: readonly Step[], stored: StoredStep): Promise<boolean> {
    const step = stepOf(plan, stored)
    if (step === undefined) throw new Error(`${stored.id} is no step of this run`)
    return await this.#guarded(stored.id, step.interruptible !== false, async (signal) => {
      const open = await this.#connected(stored.id, signal)
      if (stored.id === CONNECT_STEP) return
      const context = this.#context(step, open)
      this.#begin(stored.id, 'checking')
      const finding = await this.#half(step, 'check', signal, (ended) => step.check(context, ended))
      const found = this.#masks.clean(finding.found)
      const { applied } = this.#stored(stored.id)
      if (finding.state === 'skip') return this.#finish(stored.id, 'skipped', found)
      if (finding.state === 'done' && !applied) return this.#finish(stored.id, 'already_so', found)
      if (finding.state === 'to_do') {
        this.#change(stored.id, { state: 'applying', applied: true, found })
        await this.#half(step, 'apply', signal, (ended) => step.apply(context, ended))
      }
      this.#change(stored.id, { state: 'verifying' })
      const verified = await this.#half(step, 'verify', signal, (ended) => step.verify(context, ended))
      this.#finish(stored.id, 'done', this.#masks.clean(verified))
    })
  }

  async #undo(plan: readonly Step[], stored: StoredStep): Promise<boolean> {
    const step = stepOf(plan, stored)
    return await this.#guarded(stored.id, false, async (signal) => {
      const open = await this.#connected(stored.id, signal)
      if (step?.undo === undefined) return
      const context = this.#context(step, open)
      this.#begin(stored.id, 'undoing')
      await this.#half(step, 'undo', signal, (ended) => step.undo?.(context, ended) ?? Promise.resolve())
      this.#change(stored.id, { state: 'undone', applied: false, ended_at: this.#now })
      this.#losses = 0
    })
  }

  #half<Result>(step: Step, half: StepHalf, signal: AbortSignal, work: (signal: AbortSignal) => Promise<Result>) {
    const own = step.deadlines_ms?.[half]
    return runHalf(`${step.title} (${half})`, own === undefined ? HALF_DEADLINES_MS[half] : own, signal, work)
  }

  /** Does it, and makes of every way it may fail what becomes of the run; whether there is a further turn. */
  async #guarded(id: string, interruptible: boolean, work: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
    const interrupt = new AbortController()
    this.#interrupt = interruptible ? interrupt : null
    try {
      await work(AbortSignal.any([this.#stop, interrupt.signal]))
      return true
    } catch (error) {
      this.#stop.throwIfAborted()
      if (isDiskRefusal(error)) throw error
      if (interrupt.signal.aborted) {
        this.#giveUp(isBegun, CANCELLED)
        return true
      }
      if (error instanceof WaitForPerson) return this.#wait(error)
      if (await this.#wasLost(error)) {
        await this.#close()
        this.#losses += 1
        if (this.#losses <= MAX_LOSSES) {
          this.#log(id, 'The connection broke off; this step is begun again over another one.')
          return true
        }
      }
      return this.#fail(error instanceof FailedToConnect ? CONNECT_STEP : id, error)
    } finally {
      this.#interrupt = null
    }
  }

  /** A connection, new where there is none; the step `connect` says so. @throws {WaitForPerson | FailedToConnect} */
  async #connected(for_step: string, signal: AbortSignal): Promise<OpenBox> {
    if (this.#open !== null && for_step !== CONNECT_STEP) return this.#open
    await this.#close()
    const { book, connect, judged, onConnected, reconnect_pauses_ms } = this.#options
    const target = book.target(this.#id)
    for (const login of target === null ? [] : [target, ...target.jump]) {
      for (const secret of [login.password, login.passphrase, login.private_key]) this.#masks.add(secret)
    }
    this.#begin(CONNECT_STEP, 'checking')
    const pauses = this.#run.was_connected ? reconnect_pauses_ms : []
    try {
      const say = (text: string) => this.#log(CONNECT_STEP, text)
      const open = await reachBox(connect, target, pauses, { say, judged, actor: this.#run.actor }, signal)
      this.#open = open
      const { host_key, box } = open
      const found = `Logged in as ${box.user}; the box showed the ${host_key.algorithm} key ${host_key.fingerprint}.`
      const done = { state: 'done', found, ended_at: this.#now } as const
      book.changeStep(this.#id, CONNECT_STEP, done, { was_connected: true })
      onConnected(this.#run, target)
      return open
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof WaitForPerson || isDiskRefusal(error)) throw error
      throw new FailedToConnect('the box could not be connected to', { cause: error })
    }
  }

  async #wasLost(error: unknown): Promise<boolean> {
    if (this.#open === null) return false
    return codeOf(error) === 'ssh_connection_lost' || (await this.#open.isLost())
  }

  #context(step: Step, open: OpenBox): StepContext {
    const { book, clock, fileOf } = this.#options
    const id = this.#id
    const rate = new ProgressRate()
    const run = () => this.#run
    return {
      run_id: id,
      kind: run().kind,
      request: run().request,
      host: run().host,
      get node_id() {
        return run().node_id
      },
      actor: run().actor,
      box: open.box,
      notes: this.#notes,
      log: (text) => this.#log(step.id, text),
      progress: (made) => {
        const told = rate.add(made, clock.now().monotonic_ms)
        if (told !== null) book.progress(id, step.id, told)
      },
      isNode: (node_id, node_name) => void book.change(id, { node_id, node_name }),
      versions: ({ from, to }) =>
        void book.change(id, {
          ...(from === undefined ? {} : { from_version: from }),
          ...(to === undefined ? {} : { to_version: to }),
        }),
      file: (name) => {
        const path = fileOf(id, name)
        if (!run().files.includes(name)) book.change(id, { files: [...run().files, name] })
        return path
      },
      mask: (secret) => this.#masks.add(secret),
    }
  }

  #begin(id: string, state: 'checking' | 'undoing'): void {
    const { attempt } = this.#stored(id)
    const began = { attempt: attempt + 1, started_at: this.#now, ended_at: null }
    this.#change(id, { state, ...began, failure: null, progress: null })
  }

  #finish(id: string, state: 'done' | 'already_so' | 'skipped', found: string): void {
    this.#losses = 0
    this.#change(id, { state, found, ended_at: this.#now })
  }

  #fail(id: string, thrown: unknown): boolean {
    const failure = this.#failureOf(id, thrown instanceof FailedToConnect ? thrown.cause : thrown)
    if (this.#run.state === 'cancelling') return this.#giveUp((step) => step.id === id || isBegun(step), failure)
    const step = { state: 'failed', failure, ended_at: this.#now } as const
    const direction = this.#run.state === 'undoing' ? 'back' : 'forward'
    const after = { state: 'failed', direction, ended_at: this.#now } as const
    this.#options.book.changeStep(
      this.#id,
      id,
      step,
      after,
      runActivity(this.#run, 'failed', 'origin', failure.message),
    )
    return false
  }

  #wait({ waiting_for, shown }: WaitForPerson): boolean {
    const { book } = this.#options
    if (this.#run.state === 'cancelling') return this.#giveUp(isBegun, { ...CANCELLED, message: waiting_for.text })
    const steps = this.#run.steps.map((step): StoredStep => (isBegun(step) ? { ...step, state: 'pending' } : step))
    const direction = this.#run.state === 'undoing' ? 'back' : 'forward'
    const entry = runActivity(this.#run, 'waiting', 'origin', waiting_for.text)
    book.change(this.#id, { state: 'waiting', waiting_for, shown_key: shown, steps, direction }, { entry })
    return false
  }

  /** The run is to be cancelled, and these steps did not get to their end. */
  #giveUp(which: (step: StoredStep) => boolean, failure: StepFailure): true {
    const steps = this.#run.steps.map(
      (step): StoredStep => (which(step) ? { ...step, state: 'failed', failure, ended_at: this.#now } : step),
    )
    this.#options.book.change(this.#id, { steps })
    return true
  }

  #succeed(): boolean {
    const { book, onSucceeded } = this.#options
    const target = book.target(this.#id)
    const run = this.#run
    const within = () => onSucceeded(run, target)
    const entry = runActivity(run, 'succeeded', 'origin')
    book.change(this.#id, { state: 'succeeded', ended_at: this.#now }, { entry, within })
    return false
  }

  #cancelled(): boolean {
    const { book } = this.#options
    if (this.#run.after_cancel === 'undo') {
      const entry = runActivity(this.#run, 'undo_begun', 'origin')
      book.change(this.#id, { state: 'undoing', direction: 'back' }, { entry })
      return true
    }
    const entry = runActivity(this.#run, 'cancelled', 'origin')
    book.change(this.#id, { state: 'cancelled', ended_at: this.#now }, { entry })
    return false
  }

  #undone(): boolean {
    const entry = runActivity(this.#run, 'undone', 'origin')
    this.#options.book.change(this.#id, { state: 'undone', ended_at: this.#now }, { entry })
    return false
  }

  #failureOf(id: string, thrown: unknown): StepFailure {
    const clean = (text: string) => this.#masks.clean(text)
    const said = outputOf(thrown) ?? this.#options.book.lastLines(this.#id, id, OUTPUT_LINES)
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    const hint = typeof thrown === 'object' && thrown !== null && 'hint' in thrown ? thrown.hint : null
    const short = (text: string) => clean(text).slice(0, 4_096)
    return {
      code: codeOf(thrown) ?? 'step_failed',
      message: short(message),
      hint: typeof hint === 'string' ? short(hint) : null,
      output: said.slice(-OUTPUT_LINES).map(short),
      ...(thrown instanceof StepError ? { sentences: cleanSentences(thrown.sentences, short) } : {}),
    }
  }

  #log(id: string, text: string): void {
    this.#options.book.log(this.#id, id, this.#masks.clean(text))
  }

  #change(id: string, change: Partial<StoredStep>): void {
    this.#options.book.changeStep(this.#id, id, change)
  }

  #stored(id: string): StoredStep {
    const step = this.#run.steps.find((one) => one.id === id)
    if (step === undefined) throw new Error(`${id} is no step of this run`)
    return step
  }

  #opened(): OpenBox {
    if (this.#open === null) throw new Error('a step was run without a connection')
    return this.#open
  }

  get #now(): string {
    return this.#options.clock.now().at
  }

  async #close(): Promise<void> {
    const open = this.#open
    this.#open = null
    await open?.[Symbol.asyncDispose]()
  }
}

function cleanSentences({ message, hint }: StepError['sentences'], clean: (text: string) => string) {
  return { message: withValues(message, clean), hint: hint === null ? null : withValues(hint, clean) }
}

const CANCELLED: StepFailure = {
  ...{ code: 'run_cancelled', message: 'It was given up in the middle, as the run was cancelled.' },
  ...{ hint: 'Undo the run to take back what it did.', output: [] },
}

/** The box could not be reached, or not be logged in to. */
class FailedToConnect extends Error {}

const BEGUN: ReadonlySet<StepState> = new Set(['checking', 'applying', 'verifying'])
const isBegun = ({ state }: StoredStep) => BEGUN.has(state)
const stepOf = (plan: readonly Step[], { id }: StoredStep) => plan.find((step) => step.id === id)

function codeOf(thrown: unknown): string | null {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : null
  return typeof code === 'string' && /^[a-z][a-z0-9_]*$/.test(code) ? code : null
}

function outputOf(thrown: unknown): string[] | null {
  const details: unknown = typeof thrown === 'object' && thrown !== null && 'details' in thrown ? thrown.details : null
  const output: unknown = typeof details === 'object' && details !== null && 'output' in details ? details.output : null
  if (Array.isArray(output)) return output.map(String)
  return typeof output === 'string' ? output.trimEnd().split(/\r?\n/) : null
}
