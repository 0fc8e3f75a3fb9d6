import type { ChildProgram } from './child-program.ts'
import {
  type FailureReason,
  type LifecycleEffect,
  type LifecycleEvent,
  type LifecycleState,
  type PanelAddress,
  START_DEADLINE_MS,
  STOP_DEADLINE_MS,
  transition,
} from './origin-lifecycle.ts'
import type { ProcessLog } from './process-log.ts'
import { type FromOrigin, fromOriginSchema, type ToOrigin } from './shell-messages.ts'

/** What the supervisor shows to the user. */
export interface OriginView {
  showPanel(panel: PanelAddress): void
  showFailure(reason: FailureReason): void
  showRestarting(): void
  /** Opens the panel signed in, through a link that works once. */
  showSignIn(sign_in_url: string): void
}

/** What the origin asks of the shell besides being kept alive. */
export interface OriginRequests {
  launchNode(request: Extract<FromOrigin, { type: 'launch_node' }>, answer: (message: ToOrigin) => void): void
  stopNode(request: Extract<FromOrigin, { type: 'stop_node' }>): void
  /** Seals and opens by the keyring of the system; never rejects. */
  askKeyring(request: Extract<FromOrigin, { type: 'keyring' }>): Promise<ToOrigin>
}

export interface OriginSupervisorOptions {
  /** Starts the origin's process. */
  readonly fork: () => ChildProgram
  readonly view: OriginView
  readonly requests: OriginRequests
  readonly log: ProcessLog
}

/** Keeps the origin's process running, as origin-lifecycle.ts decides. */
export class OriginSupervisor {
  readonly #options: OriginSupervisorOptions
  #state: LifecycleState = { kind: 'idle' }
  #child: ChildProgram | null = null
  #timer: NodeJS.Timeout | undefined
  readonly #stopped = Promise.withResolvers<void>()
  /** Shows again what was shown last of this origin; another page may have taken its place. */
  #show: () => void = () => undefined

  constructor(options: OriginSupervisorOptions) {
    this.#options = options
  }

  /** Starts the origin, or tries again after it could not start. */
  start(): void {
    this.#take({ kind: 'start_asked' })
  }

  /** Ends the origin, in order within 4.5 s, else by force; a second call forces it. */
  stop(): Promise<void> {
    this.#take({ kind: 'stop_asked' })
    return this.#stopped.promise
  }

  /** Asks a running origin for a fresh link; the view shows it. */
  signInAgain(): void {
    if (this.#state.kind === 'running') this.#child?.post({ type: 'sign_in_link_wanted' } satisfies ToOrigin)
  }

  /** Shows what is to be seen of the origin, after something else was. */
  showAgain(): void {
    this.#show()
  }

  #take(event: LifecycleEvent): void {
    const { state, effects } = transition(this.#state, event, performance.now())
    if (state.kind !== this.#state.kind) {
      clearTimeout(this.#timer)
      this.#options.log.note(`origin: ${this.#state.kind} -> ${state.kind} (${event.kind})`)
    }
    this.#state = state
    for (const effect of effects) this.#act(effect)
  }

  #act(effect: LifecycleEffect): void {
    const { view } = this.#options
    switch (effect.kind) {
      case 'launch':
        this.#launch()
        break
      case 'show_panel':
        this.#show = () => view.showPanel(effect.panel)
        this.#show()
        break
      case 'show_failure':
        this.#show = () => view.showFailure(effect.reason)
        this.#show()
        break
      case 'show_restarting':
        this.#show = () => view.showRestarting()
        this.#show()
        break
      case 'schedule_restart':
        this.#schedule({ kind: 'restart_due' }, effect.delay_ms)
        break
      case 'dismiss':
        this.#child?.post({ type: 'stop' } satisfies ToOrigin)
        break
      case 'ask_to_stop':
        this.#child?.post({ type: 'stop' } satisfies ToOrigin)
        this.#schedule({ kind: 'stop_late' }, STOP_DEADLINE_MS)
        break
      case 'kill':
        this.#child?.kill()
        break
      case 'finish':
        this.#stopped.resolve()
        break
      default:
        effect satisfies never
    }
  }

  #schedule(event: LifecycleEvent, delay_ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#take(event), delay_ms)
  }

  #launch(): void {
    const { fork, log } = this.#options
    const child = fork()
    this.#child = child
    this.#schedule({ kind: 'start_late' }, START_DEADLINE_MS)
    for (const output of [child.stdout, child.stderr]) output?.on('data', (chunk: Buffer) => log.write(chunk))
    child.onMessage((message) => {
      if (this.#child === child) this.#hear(message, child)
    })
    child.onExit((exit_code) => {
      if (this.#child !== child) return
      this.#child = null
      this.#take({ kind: 'exited', exit_code })
    })
  }

  #hear(raw: unknown, child: ChildProgram): void {
    const { log, requests, view } = this.#options
    const parsed = fromOriginSchema.safeParse(raw)
    if (!parsed.success) {
      log.note(`the origin sent a message that is none: ${parsed.error.message}`)
      return
    }
    const message = parsed.data
    switch (message.type) {
      case 'ready':
        this.#take({ kind: 'ready', panel: message })
        break
      case 'start_failed':
        this.#take({ kind: 'start_failed', reason: { kind: 'said', message: message.message, hint: message.hint } })
        break
      case 'launch_node':
        requests.launchNode(message, (answer) => {
          // An origin that ended meanwhile hears of its node when it is back, from the node itself.
          if (this.#child === child) child.post(answer)
        })
        break
      case 'stop_node':
        requests.stopNode(message)
        break
      case 'keyring':
        void requests.askKeyring(message).then((answer) => {
          if (this.#child === child) child.post(answer)
        })
        break
      case 'sign_in_link':
        view.showSignIn(message.sign_in_url)
        break
      default:
        message satisfies never
    }
  }
}
