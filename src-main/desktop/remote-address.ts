import type { Words } from './languages/words.ts'

/** What somebody typed as the address of an origin, read; or why it cannot be used, for a person. */
export type ReadAddress =
  | { readonly url: string; readonly problem: null }
  | { readonly url: null; readonly problem: string }

/**
 * Reads an address as people type it: `origin.example.com`, `10.0.0.5:8090`, `https://origin.example.com/nodes`. Without a
 * scheme it is https; without TLS only this computer itself is reached, for example through a tunnel of SSH.
 */
export function readRemoteAddress(typed: string, texts: Words['origin']): ReadAddress {
  const text = typed.trim()
  if (text === '') return no(texts.noAddress)
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`)
  if (url === null || url.hostname === '') return no(texts.badAddress(text))
  if (url.username !== '' || url.password !== '') return no(texts.withPassword)
  if (url.protocol === 'http:' && !isThisComputer(url.hostname)) return no(texts.openHttp(url.host))
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return no(texts.otherScheme(url.protocol.slice(0, -1)))
  // A path that was copied along is of the panel, and not of the origin.
  return { url: url.origin, problem: null }
}

function isThisComputer(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}

function no(problem: string): ReadAddress {
  return { url: null, problem }
}
