import type { Words } from './languages/words.ts'
import { chooseOriginPage, confirmOriginPage, type FoundOrigin, lookingPage } from './origin-pages.ts'
import type { PreferenceFile } from './preferences.ts'
import { readRemoteAddress } from './remote-address.ts'
import { type AskBySystem, lookAtOrigin, NoOrigin } from './remote-look.ts'

export interface OriginChooserOptions {
  readonly window: { showPlain(page: string): void; open(): void }
  readonly preferences: PreferenceFile
  readonly askBySystem: AskBySystem
  /** What the shell says now. */
  readonly words: () => Words
  /** Shows what was shown before. */
  readonly back: () => void
  /** The choice is another one now: the program starts again with it. */
  readonly apply: () => void
}

/** Has the user choose which origin the window shows. What is chosen holds from the next start of the program, which follows at once. */
export class OriginChooser {
  readonly #options: OriginChooserOptions
  /** What was found and waits for a word. */
  #found: FoundOrigin | null = null
  #looking: AbortController | null = null

  constructor(options: OriginChooserOptions) {
    this.#options = options
  }

  open(): void {
    this.#forget()
    this.#options.window.open()
    this.#show('', null)
  }

  /** Looks at the origin at an address, as typed, and asks whether it is the right one. */
  async look(typed: string): Promise<void> {
    this.#forget()
    const { window, askBySystem } = this.#options
    const words = this.#options.words()
    const { url, problem } = readRemoteAddress(typed, words.origin)
    if (url === null) {
      this.#show(typed, problem)
      return
    }
    const looking = new AbortController()
    this.#looking = looking
    window.showPlain(lookingPage(new URL(url).host, words))
    try {
      const found = await lookAtOrigin(url, askBySystem, words.origin, looking.signal)
      if (looking.signal.aborted) return
      this.#found = found
      window.showPlain(confirmOriginPage(found, words))
    } catch (error) {
      if (looking.signal.aborted) return
      const why = error instanceof NoOrigin ? error.message : words.origin.notLooked(String(error))
      this.#show(typed, why)
    }
  }

  /** What was found is the right one. */
  confirm(): void {
    if (this.#found === null) return
    const { url, authority_pem } = this.#found
    this.#forget()
    this.#options.preferences.change({ origin: { kind: 'remote', url, authority_pem } })
    this.#options.apply()
  }

  /** Back to the origin of this computer. */
  useLocal(): void {
    this.#forget()
    this.#options.preferences.change({ origin: { kind: 'local' } })
    this.#options.apply()
  }

  back(): void {
    const was_found = this.#found !== null
    this.#forget()
    // From the question back to the address, from there back to the panel.
    if (was_found) this.#show('', null)
    else this.#options.back()
  }

  #show(typed: string, problem: string | null): void {
    const { window, preferences, words } = this.#options
    window.showPlain(chooseOriginPage(preferences.current.origin, typed, problem, words()))
  }

  #forget(): void {
    this.#looking?.abort(new Error('something else was asked for'))
    this.#looking = null
    this.#found = null
  }
}
