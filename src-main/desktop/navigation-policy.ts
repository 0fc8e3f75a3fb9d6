/** Links of the shell's own pages; no such host can exist (RFC 2606), the shell acts on the attempt to go there. */
export const shellActions = {
  retry: 'https://retry.headwater.invalid/',
  open_log: 'https://open-log.headwater.invalid/',
  quit: 'https://quit.headwater.invalid/',
  /** Choose which origin is shown. */
  choose_origin: 'https://choose-origin.headwater.invalid/',
  /** Show the origin of this computer. */
  use_local: 'https://use-local.headwater.invalid/',
  /** The origin that was looked at is the right one. */
  confirm: 'https://confirm.headwater.invalid/',
  /** As it was before. */
  back: 'https://back.headwater.invalid/',
} as const

/** Where the form sends the address that somebody typed, as `?address=`. */
export const attachAction = 'https://attach.headwater.invalid/'

/** What the user asks for on a page of the shell. */
export type ShellAction = keyof typeof shellActions

/** What becomes of an attempt to leave the page in the window. */
export type NavigationDecision =
  | { readonly kind: 'allow' }
  | { readonly kind: 'deny' }
  | { readonly kind: 'act'; readonly action: ShellAction }
  /** Look at the origin at this address, as typed. */
  | { readonly kind: 'attach'; readonly address: string }

/** More than any address has. */
const MAX_ADDRESS_CHARACTERS = 300

/**
 * Decides on a navigation, a redirect or a frame.
 * @param target where it would go
 * @param current URL of the page that asks
 * @param panelUrl URL of the running origin's panel; null while there is none
 */
export function decideNavigation(target: string, current: string, panelUrl: string | null): NavigationDecision {
  const asked = askedFor(target)
  // Only the page that the shell wrote itself can ask for something; a page of the panel cannot.
  if (asked !== null) return current.startsWith('data:') ? asked : { kind: 'deny' }
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
export function isSameOrigin(target: string, panelUrl: string | null): boolean {
  const [to, panel] = [URL.parse(target), panelUrl === null ? null : URL.parse(panelUrl)]
  if (to === null || panel === null) return false
  if (!/^https?:$/.test(to.protocol) || to.username !== '' || to.password !== '') return false
  return to.origin === panel.origin
}

function askedFor(target: string): Extract<NavigationDecision, { kind: 'act' | 'attach' }> | null {
  for (const [action, url] of Object.entries(shellActions)) {
    if (target === url) return { kind: 'act', action: action as ShellAction }
  }
  if (!target.startsWith(`${attachAction}?`)) return null
  const address = new URL(target).searchParams.get('address')
  return { kind: 'attach', address: (address ?? '').slice(0, MAX_ADDRESS_CHARACTERS) }
}
