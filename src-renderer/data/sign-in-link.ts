/** Path that a sign-in link opens; the token stands behind `#`, so that no server and no log ever sees it. */
export const SIGN_IN_PATH = '/sign-in'

let taken: string | null | undefined

/**
 * The token of the sign-in link that opened this page, null where there is none. The first call also takes it out of
 * the address bar and the history: a link works once, and must not be copied from there. Later calls give the same.
 */
export function takeLinkToken(): string | null {
  if (taken !== undefined) return taken
  taken = window.location.hash.slice(1) || null
  if (taken !== null) window.history.replaceState(window.history.state, '', SIGN_IN_PATH)
  return taken
}

let came_by_link = false

/** Says that this page was signed in by its link. */
export function rememberLink(): void {
  came_by_link = true
}

/** Nobody has to be reminded of it any more. */
export function forgetLink(): void {
  came_by_link = false
}

/** Whether this page was signed in by a link; a page that is loaded again was not. */
export function cameByLink(): boolean {
  return came_by_link
}
