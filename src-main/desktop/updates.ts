import type { UpdateState } from '#contract/desktop.ts'
import type { Words } from './languages/words.ts'
import type { NoUpdates, UpdatePolicy } from './update-policy.ts'

/** Where newer versions come from; updater.ts is the real one. */
export interface UpdateFeed {
  /** Version of a newer one; null: there is none. Rejects where the feed does not answer. */
  check(): Promise<string | null>
  /** Fetches what `check` found, and checks who signed it. */
  download(onProgress: (percent: number) => void): Promise<void>
  /** Ends the program, installs, and starts it again. */
  install(): void
}

export interface UpdatesOptions {
  readonly policy: UpdatePolicy
  readonly feed: UpdateFeed
  /** Whether the user lets it look by itself. */
  readonly looksByItself: () => boolean
  readonly skippedVersion: () => string | null
  readonly skip: (version: string | null) => void
  /** Why nothing may be downloaded or installed now; null: it may. */
  readonly waits: () => string | null
  /** Told once of each version that is found and not skipped. */
  readonly tell: (version: string) => void
  readonly onChanged: () => void
  /** What the shell says now. */
  readonly words: () => Words
  /** For the log. */
  readonly note: (text: string) => void
}

/** A start has other things to do first, in ms. */
const FIRST_LOOK_MS = 60_000
const LOOK_EVERY_MS = 24 * 3_600_000

/** As {@link UpdateState}, without words: they are found when it is asked for. */
type Where =
  | Exclude<UpdateState, { kind: 'none' | 'failed' }>
  | { readonly kind: 'none'; readonly why: NoUpdates }
  /** `version` null: the look itself failed, else its download. */
  | { readonly kind: 'failed'; readonly version: string | null }

/** What became of a wish, for a person; null: it is done, or under way. */
export type Refusal = string | null

/**
 * Newer versions of the desktop app: looked for once a day where the user wants that, downloaded and installed when they
 * say so, and never while a stream is live through this computer.
 */
export class Updates {
  readonly #options: UpdatesOptions
  #state: Where
  readonly #told = new Set<string>()
  #timer: NodeJS.Timeout | null = null

  constructor(options: UpdatesOptions) {
    this.#options = options
    const { policy } = options
    this.#state = policy.kind === 'none' ? policy : { kind: 'idle', checked_at: null }
  }

  get state(): UpdateState {
    const state = this.#state
    switch (state.kind) {
      case 'available':
        return { ...state, skipped: this.#isSkipped(state.version) }
      case 'none':
        return { kind: 'none', why: this.#whyNone(state.why) }
      case 'failed': {
        const { version } = state
        const { checkFailed, downloadFailed } = this.#texts
        return { kind: 'failed', version, message: version === null ? checkFailed : downloadFailed(version) }
      }
      default:
        return state
    }
  }

  start(): void {
    if (this.#options.policy.kind === 'none') return
    this.#timer = setTimeout(() => this.#lookAgain(), FIRST_LOOK_MS)
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  /** Looks for a newer version now. */
  async check(): Promise<Refusal> {
    const { policy, feed } = this.#options
    if (policy.kind === 'none') return this.#whyNone(policy.why)
    const { kind } = this.#state
    // What is under way, or done already, is not thrown away by a look.
    if (kind === 'checking' || kind === 'downloading' || kind === 'ready') return null
    this.#become({ kind: 'checking' })
    try {
      const version = await feed.check()
      if (version === null) {
        this.#become({ kind: 'idle', checked_at: new Date().toISOString() })
        return null
      }
      this.#become({ kind: 'available', version, installs: policy.kind === 'install', skipped: false })
      this.#tell(version)
    } catch (error) {
      this.#fail(null, error)
    }
    return null
  }

  async download(): Promise<Refusal> {
    const { policy, feed, waits } = this.#options
    const version = this.#versionToFetch()
    if (version === null || policy.kind !== 'install') return this.#texts.nothingToDownload
    const why = waits()
    if (why !== null) return why
    this.#become({ kind: 'downloading', version, percent: null })
    try {
      await feed.download((percent) => {
        if (this.#state.kind === 'downloading') this.#become({ ...this.#state, percent: within100(percent) })
      })
      this.#become({ kind: 'ready', version })
    } catch (error) {
      this.#fail(version, error)
    }
    return null
  }

  /** Why the version that is ready cannot be installed now; null: it can, with `installNow`. */
  whyNotInstall(): Refusal {
    if (this.#state.kind !== 'ready') return this.#texts.nothingToInstall
    return this.#options.waits()
  }

  installNow(): void {
    if (this.whyNotInstall() === null) this.#options.feed.install()
  }

  /** Version that would be installed; null: none. */
  get ready_version(): string | null {
    return this.#state.kind === 'ready' ? this.#state.version : null
  }

  skip(on: boolean): Refusal {
    if (this.#state.kind !== 'available') return this.#texts.nothingToSkip
    this.#options.skip(on ? this.#state.version : null)
    this.#options.onChanged()
    return null
  }

  /** Where packages are; null: this build knows of no such page. */
  get page(): string | null {
    const { policy } = this.#options
    return policy.kind === 'none' ? null : policy.page
  }

  get #texts(): Words['updates'] {
    return this.#options.words().updates
  }

  #whyNone(why: NoUpdates): string {
    const { fromSources, noFeed, feedNotHttps } = this.#texts
    return { from_sources: fromSources, no_feed: noFeed, feed_not_https: feedNotHttps }[why]
  }

  #lookAgain(): void {
    this.#timer = setTimeout(() => this.#lookAgain(), LOOK_EVERY_MS)
    if (this.#options.looksByItself()) void this.check()
  }

  /** Also what a download that failed was about. */
  #versionToFetch(): string | null {
    const state = this.#state
    return state.kind === 'available' || state.kind === 'failed' ? state.version : null
  }

  #tell(version: string): void {
    if (this.#told.has(version) || this.#isSkipped(version)) return
    this.#told.add(version)
    this.#options.tell(version)
  }

  #isSkipped(version: string): boolean {
    return this.#options.skippedVersion() === version
  }

  #fail(version: string | null, error: unknown): void {
    this.#options.note(`updates: ${error instanceof Error ? error.message : String(error)}`)
    this.#become({ kind: 'failed', version })
  }

  #become(state: Where): void {
    this.#state = state
    this.#options.onChanged()
  }
}

function within100(percent: number): number {
  return Math.min(100, Math.max(0, percent))
}
