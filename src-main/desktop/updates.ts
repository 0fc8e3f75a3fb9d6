import type { UpdateState } from '#contract/desktop.ts'
import type { UpdatePolicy } from './update-policy.ts'

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
  /** For the log. */
  readonly note: (text: string) => void
}

/** A start has other things to do first, in ms. */
const FIRST_LOOK_MS = 60_000
const LOOK_EVERY_MS = 24 * 3_600_000

/** What became of a wish, for a person; null: it is done, or under way. */
export type Refusal = string | null

/**
 * Newer versions of the desktop app: looked for once a day where the user wants that, downloaded and installed when they
 * say so, and never while a stream is live through this computer.
 */
export class Updates {
  readonly #options: UpdatesOptions
  #state: UpdateState
  readonly #told = new Set<string>()
  #timer: NodeJS.Timeout | null = null

  constructor(options: UpdatesOptions) {
    this.#options = options
    const { policy } = options
    this.#state = policy.kind === 'none' ? policy : { kind: 'idle', checked_at: null }
  }

  get state(): UpdateState {
    const state = this.#state
    return state.kind === 'available' ? { ...state, skipped: this.#isSkipped(state.version) } : state
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
    if (policy.kind === 'none') return policy.why
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
      this.#fail('The address of updates does not answer. See that this computer is online.', null, error)
    }
    return null
  }

  async download(): Promise<Refusal> {
    const { policy, feed, waits } = this.#options
    const version = this.#versionToFetch()
    if (version === null || policy.kind !== 'install') return 'There is nothing to download. Look for updates first.'
    const why = waits()
    if (why !== null) return why
    this.#become({ kind: 'downloading', version, percent: null })
    try {
      await feed.download((percent) => {
        if (this.#state.kind === 'downloading') this.#become({ ...this.#state, percent: within100(percent) })
      })
      this.#become({ kind: 'ready', version })
    } catch (error) {
      this.#fail(
        `Version ${version} could not be downloaded, or was not signed by whoever signed this one. Try again later.`,
        version,
        error,
      )
    }
    return null
  }

  /** Why the version that is ready cannot be installed now; null: it can, with `installNow`. */
  whyNotInstall(): Refusal {
    if (this.#state.kind !== 'ready') return 'There is nothing to install. Download it first.'
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
    if (this.#state.kind !== 'available') return 'There is no version to skip.'
    this.#options.skip(on ? this.#state.version : null)
    this.#options.onChanged()
    return null
  }

  /** Where packages are; null: this build knows of no such page. */
  get page(): string | null {
    const { policy } = this.#options
    return policy.kind === 'none' ? null : policy.page
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

  #fail(message: string, version: string | null, error: unknown): void {
    this.#options.note(`updates: ${error instanceof Error ? error.message : String(error)}`)
    this.#become({ kind: 'failed', message, version })
  }

  #become(state: UpdateState): void {
    this.#state = state
    this.#options.onChanged()
  }
}

function within100(percent: number): number {
  return Math.min(100, Math.max(0, percent))
}
