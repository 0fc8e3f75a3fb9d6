import type { LiveEvent } from '#contract/live-event.ts'
import { type Notice, noticeOf, noticeOfMissed } from './alert-notices.ts'
import type { StartAtLogin } from './autostart.ts'
import type { ClusterPicture } from './cluster-picture.ts'
import type { UnknownReason } from './cluster-problem.ts'
import { type ClusterStatus, statusOf, unknownStatus } from './cluster-status.ts'
import type { ClusterListener } from './cluster-watch.ts'
import { HeardAlerts } from './heard-alerts.ts'
import type { Words } from './languages/words.ts'
import { decideClosing } from './leaving.ts'
import type { PreferenceFile } from './preferences.ts'
import type { TrayFacts } from './tray-menu.ts'

/** What the desktop shows of the cluster outside its window. */
export interface DeskView {
  showTray(facts: TrayFacts): void
  notify(notice: Notice): void
  /** Keeps the computer awake, or lets it sleep again. */
  keepAwake(on: boolean): void
}

export interface ClusterDeskOptions {
  readonly view: DeskView
  readonly preferences: PreferenceFile
  readonly start_at_login: StartAtLogin
  readonly platform: NodeJS.Platform
  /** What the shell says now. */
  readonly words: () => Words
}

/** A large cluster says hundreds of things a second; a tray changes once in this time, in ms. */
const LOOK_EVERY_MS = 1_000
/** Timers of Node's count no further, in ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Turns what is heard of the cluster into the tray, notifications and whether the computer may sleep. */
export class ClusterDesk implements ClusterListener {
  readonly #options: ClusterDeskOptions
  #picture: ClusterPicture | null = null
  readonly #alerts = new HeardAlerts()
  #status = unknownStatus('starting')
  /** What was known last; an origin that does not answer may still carry streams. */
  #last_known: ClusterStatus | null = null
  #looking: NodeJS.Timeout | null = null
  #resuming: NodeJS.Timeout | null = null

  constructor(options: ClusterDeskOptions) {
    this.#options = options
  }

  /** What is known, or was known last. */
  get status(): ClusterStatus {
    return this.#status.health === 'unknown' ? (this.#last_known ?? this.#status) : this.#status
  }

  onPicture(picture: ClusterPicture, event: LiveEvent | null): void {
    this.#picture = picture
    const is_paused = this.#pausedUntil() !== null
    if (event === null) {
      this.#tell(noticeOfMissed(this.#alerts.catchUp(picture, is_paused), this.#options.words()))
      this.#look()
    } else {
      if (this.#alerts.hear(event, picture, is_paused)) this.#tell(noticeOf(event, this.#options.words()))
      this.#looking ??= setTimeout(() => this.#look(), LOOK_EVERY_MS)
    }
  }

  onUnknown(why: UnknownReason): void {
    this.#picture = null
    this.#status = unknownStatus(why)
    this.refresh()
  }

  /** Nothing is told for so long, in ms; null: alerts are told again. */
  pauseAlerts(for_ms: number | null): void {
    const until = for_ms === null ? null : new Date(Date.now() + for_ms).toISOString()
    this.#options.preferences.change({ alerts_paused_until: until })
    this.refresh()
  }

  /** Shows what is known, after something else than the cluster changed. */
  refresh(): void {
    const { view, preferences, start_at_login, platform } = this.#options
    const { origin, close_to_tray } = preferences.current
    const paused_until = this.#pausedUntil()
    const is_here = origin.kind === 'local'
    view.showTray({
      status: this.#status,
      remote_host: is_here ? null : new URL(origin.url).host,
      paused_until,
      starts_at_login: start_at_login.isOn(),
      closes_to_tray: platform === 'darwin' ? null : decideClosing(platform, close_to_tray, true, false) === 'hide',
    })
    view.keepAwake(is_here && (this.status.live_streams.length > 0 || this.status.runs_active > 0))
    if (this.#resuming !== null) clearTimeout(this.#resuming)
    this.#resuming = paused_until === null ? null : this.#later(paused_until, () => this.refresh())
  }

  stop(): void {
    for (const timer of [this.#looking, this.#resuming]) if (timer !== null) clearTimeout(timer)
    this.#options.view.keepAwake(false)
  }

  #look(): void {
    if (this.#looking !== null) clearTimeout(this.#looking)
    this.#looking = null
    if (this.#picture === null) return
    this.#status = statusOf(this.#picture)
    this.#last_known = this.#status
    this.refresh()
  }

  #tell(notice: Notice | null): void {
    if (notice !== null) this.#options.view.notify(notice)
  }

  #later(at: number, act: () => void): NodeJS.Timeout {
    return setTimeout(act, Math.min(Math.max(at - Date.now(), LOOK_EVERY_MS), LONGEST_TIMER_MS))
  }

  #pausedUntil(): number | null {
    const until = this.#options.preferences.current.alerts_paused_until
    const at = until === null ? 0 : Date.parse(until)
    return at > Date.now() ? at : null
  }
}
