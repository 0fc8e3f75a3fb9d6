/** Links of the failure page; no such host can exist (RFC 2606), the shell acts on the attempt to go there. */
export const failureActions = {
  retry: 'https://retry.headwater.invalid/',
  open_log: 'https://open-log.headwater.invalid/',
  quit: 'https://quit.headwater.invalid/',
} as const

/** What the user asks for on the failure page. */
export type FailureAction = keyof typeof failureActions

/** What becomes of an attempt to leave the page in the window. */
export type NavigationDecision =
  | { readonly kind: 'allow' }
  | { readonly kind: 'deny' }
  | { readonly kind: 'act'; readonly action: FailureAction }

/**
 * Decides on a navigation, a redirect or a frame.
 * @param target where it would go
 * @param current URL of the page that asks
 * @param panelUrl URL of the running origin's panel; null while there is none
 */
export function decideNavigation(target: string, current: string, panelUrl: string | null): NavigationDecision {
  const action = actionOf(target)
  // Only the page that the shell wrote itself can ask for something; a page of the panel cannot.
  if (action !== null) return current.startsWith('data:') ? { kind: 'act', action } : { kind: 'deny' }
  return isSameOrigin(target, panelUrl) ? { kind: 'allow' } : { kind: 'deny' }
}

/** What becomes of a new window, which the shell never opens: https goes to the browser, everything else nowhere. */
export function decideNewWindow(target: string): { readonly open_externally: string | null } {
  const url = URL.parse(target)
  const usable = url !== null && url.protocol === 'https:' && url.username === '' && url.password === ''
  // The parsed form goes out, so that the system sees exactly what was judged.
  return { open_externally: usable ? url.href : null }
}

/** Permissions that the panel may have: full screen for the player, notices, and copying text. */
const GRANTED: ReadonlySet<string> = new Set(['fullscreen', 'notifications', 'clipboard-sanitized-write'])

/** Decides on a permission (Electron's name for it) asked for by a page of this URL or origin. */
export function decidePermission(permission: string, requester: string, panelUrl: string | null): boolean {
  return GRANTED.has(permission) && isSameOrigin(requester, panelUrl)
}

/** Compares scheme, host and port as parsed: a prefix of the text would also fit `http://127.0.0.1:80901` or `user@host`. */
function isSameOrigin(target: string, panelUrl: string | null): boolean {
  const [to, panel] = [URL.parse(target), panelUrl === null ? null : URL.parse(panelUrl)]
  if (to === null || panel === null) return false
  if (!/^https?:$/.test(to.protocol) || to.username !== '' || to.password !== '') return false
  return to.origin === panel.origin
}

function actionOf(target: string): FailureAction | null {
  for (const [action, url] of Object.entries(failureActions)) {
    if (target === url) return action as FailureAction
  }
  return null
}
