import { useEffect } from 'react'

/** A dialog or a menu that closes gives the focus back by itself within so many ms. */
const GIVEN_BACK_WITHIN_MS = 80

/** Where the focus is at home when what had it is gone, from the nearest part outward. */
const HOMES = '[role="dialog"], section, [role="region"], #content'

/** Focuses what is no control itself, without a jump of the page. Tab goes on from there. */
function focusPart(part: HTMLElement): void {
  if (part.tabIndex < 0 && !part.hasAttribute('tabindex')) part.setAttribute('tabindex', '-1')
  part.focus({ preventScroll: true })
}

/** Puts the focus on the heading of the screen, or on the screen where its heading is not drawn yet. */
export function focusScreen(): void {
  const content = document.getElementById('content')
  const home = content?.querySelector<HTMLElement>('h1') ?? content
  if (home !== null && home !== undefined) focusPart(home)
}

/** The ancestors of what has the focus, inmost first: what is removed cannot be asked for them any more. */
function homesOf(element: HTMLElement): HTMLElement[] {
  const homes: HTMLElement[] = []
  let home = element.parentElement?.closest<HTMLElement>(HOMES)
  while (home !== null && home !== undefined) {
    homes.push(home)
    home = home.parentElement?.closest<HTMLElement>(HOMES)
  }
  return homes
}

/** What a dialog goes back to: the control that had the focus before it; of an entry of a menu, which is gone by then, the menu's button. */
function openerOf(element: HTMLElement): HTMLElement {
  const button = element.closest('[role="menu"]')?.getAttribute('aria-labelledby')
  return (typeof button === 'string' ? document.getElementById(button) : null) ?? element
}

/** Who opened the dialog that `element` was in; of a dialog opened from another that is gone as well, who opened that one. */
function goBackFrom(element: HTMLElement, openers: WeakMap<Element, HTMLElement>): HTMLElement | undefined {
  const dialog = element.closest('[role="dialog"]')
  const opener = dialog === null ? undefined : openers.get(dialog)
  return opener === undefined || opener.isConnected ? opener : goBackFrom(opener, openers)
}

/**
 * Never leaves the focus on nothing: where what had it is removed (a row that was deleted, one that a live event took out of a long
 * table, a dialog), it goes to the control that opened the dialog, or to the dialog, or the heading of the part of the screen, around it.
 */
export function useFocusKeeper(): void {
  useEffect(() => {
    let last: HTMLElement | null = null
    let homes: readonly HTMLElement[] = []
    /** Of the last that had it within the screen: a dialog stands outside, and is gone with all that was in it. */
    let homes_on_screen: readonly HTMLElement[] = []
    const openers = new WeakMap<Element, HTMLElement>()
    let later: number | undefined
    const remember = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement) || target === document.body) return
      const dialog = target.closest('[role="dialog"]')
      if (dialog !== null && last !== null && !dialog.contains(last) && !openers.has(dialog))
        openers.set(dialog, openerOf(last))
      last = target
      homes = homesOf(target)
      if (target.closest('#content') !== null) homes_on_screen = homes
    }
    const isLost = () => document.activeElement === document.body && last !== null && !last.isConnected
    const bringBack = () => {
      later = undefined
      if (!isLost() || last === null) return
      const opener = goBackFrom(last, openers)
      opener?.focus()
      if (opener !== undefined && document.activeElement === opener) return
      const home = [...homes, ...homes_on_screen].find((one) => one.isConnected)
      if (home === undefined || home.id === 'content') focusScreen()
      else focusPart(home.role === 'dialog' ? home : (home.querySelector<HTMLElement>('h2, h3') ?? home))
    }
    const observer = new MutationObserver(() => {
      if (later === undefined && isLost()) later = window.setTimeout(bringBack, GIVEN_BACK_WITHIN_MS)
    })
    document.addEventListener('focusin', remember)
    observer.observe(document.body, { childList: true, subtree: true })
    return () => {
      document.removeEventListener('focusin', remember)
      observer.disconnect()
      window.clearTimeout(later)
    }
  }, [])
}
