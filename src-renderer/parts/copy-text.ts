/**
 * Puts text on the clipboard. Over plain http from another machine browsers have no clipboard for scripts; there the text is selected in a
 * field that nobody sees, and copied as by hand.
 * @param near where the one who asked sits: a dialog keeps the focus inside itself
 * @returns whether it is there
 */
export async function copyText(text: string, near: Element): Promise<boolean> {
  try {
    // Absent where the page is no secure context, whatever its type says.
    const clipboard = navigator.clipboard as Clipboard | undefined
    if (clipboard !== undefined) {
      await clipboard.writeText(text)
      return true
    }
  } catch {
    // Refused, by a policy or because the page has no focus: the other way may do.
  }
  return copyAsByHand(text, near)
}

function copyAsByHand(text: string, near: Element): boolean {
  const field = document.createElement('textarea')
  field.value = text
  field.readOnly = true
  field.setAttribute('aria-hidden', 'true')
  field.className = 'hw-hidden'
  const focused = document.activeElement
  const within = near.closest('[role="dialog"]') ?? document.body
  within.append(field)
  try {
    field.select()
    field.setSelectionRange(0, text.length)
    return document.execCommand('copy')
  } finally {
    field.remove()
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true })
  }
}
