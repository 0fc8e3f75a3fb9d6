/** What may be used of a string: itself, or nothing. */
type Rule = (text: string) => string | null

/** Trusted Types as far as the panel uses them; TypeScript's own types do not know them yet. */
interface TrustedTypes {
  createPolicy(name: string, rules: { readonly createHTML: Rule; readonly createScriptURL: Rule }): unknown
}

/**
 * Lets text through that can become no element. Mantine and React write the text of style elements as HTML; markup, which nobody
 * in the panel has to write so, is refused.
 */
export function textWithoutMarkup(text: string): string | null {
  return text.includes('<') ? null : text
}

/** Lets the worker through that is the door to the nodes; nothing else is loaded as a script by its address. */
export function scriptOfTheDoor(address: string, page: string): string | null {
  if (!URL.canParse(address, page)) return null
  const { origin, pathname, search } = new URL(address, page)
  const is_door = origin === new URL(page).origin && search === '' && /^\/assets\/media-door-[\w-]+\.js$/.test(pathname)
  return is_door ? address : null
}

// The one policy that the panel's content security policy allows, for whoever hands strings to the browser. It has no rule for
// the text of scripts: that is always refused. Browsers that know no Trusted Types go without.
const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes }
trustedTypes?.createPolicy('default', {
  createHTML: textWithoutMarkup,
  createScriptURL: (address) => scriptOfTheDoor(address, window.location.href),
})
