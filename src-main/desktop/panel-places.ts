import { isSameOrigin } from './navigation-policy.ts'
import type { PanelAddress } from './origin-lifecycle.ts'

/** Where in the panel the window is, was, and shall go. */
export class PanelPlaces {
  #panel: PanelAddress | null = null
  /** Where the user was when the panel went away; null: not in it yet, or not signed in. */
  #last: string | null = null
  /** Whether the window shows a signed-in page. */
  #is_in = false
  /** A screen that somebody asked for before it could be shown. */
  #wanted: string | null = null

  /** The panel that is to be seen; null while a plain page is. */
  get panel(): PanelAddress | null {
    return this.#panel
  }

  /**
   * There is a panel. Whoever was signed in stays so, and finds the screen again; a panel on another port is another one.
   * @returns what a window shows that is opened later, and what is to be loaded now
   */
  enter(panel: PanelAddress): { readonly page: string; readonly load: string } {
    this.#panel = panel
    const place = this.#last !== null && isSignedInPage(panel, this.#last) ? this.#last : null
    return { page: place ?? panel.url, load: place ?? panel.sign_in_url }
  }

  /** A plain page takes the place of the panel. @param current URL of the page until now */
  leave(current: string | null): void {
    if (this.#panel !== null && current !== null && isSignedInPage(this.#panel, current)) this.#last = current
    this.#panel = null
    this.#is_in = false
  }

  /** Somebody wants to see a screen. @returns what to load now; null: it is shown once somebody is signed in */
  want(path: string): string | null {
    this.#wanted = path
    // A sign-in that is under way is not cut off.
    return this.#is_in && this.#panel !== null ? this.#take(this.#panel) : null
  }

  /** The page is there now. @returns what is to be loaded instead; null: nothing */
  arrive(current: string): string | null {
    const panel = this.#panel
    this.#is_in = panel !== null && isSignedInPage(panel, current)
    return panel !== null && this.#is_in ? this.#take(panel) : null
  }

  /** Whether a URL is one of the panel that is to be seen. */
  isOfPanel(url: string): boolean {
    return this.#panel !== null && isSameOrigin(url, this.#panel.url)
  }

  #take(panel: PanelAddress): string | null {
    const wanted = this.#wanted
    this.#wanted = null
    return wanted === null ? null : new URL(wanted, panel.url).href
  }
}

/** Whether a page is a signed-in page of this panel. */
function isSignedInPage(panel: PanelAddress, page: string): boolean {
  const url = URL.parse(page)
  return url !== null && isSameOrigin(page, panel.url) && !url.pathname.startsWith('/sign-in')
}
