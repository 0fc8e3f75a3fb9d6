/** What somebody typed as the address of an origin, read; or why it cannot be used, for a person. */
export type ReadAddress =
  | { readonly url: string; readonly problem: null }
  | { readonly url: null; readonly problem: string }

/**
 * Reads an address as people type it: `origin.example.com`, `10.0.0.5:8090`, `https://origin.example.com/nodes`. Without a
 * scheme it is https; without TLS only this computer itself is reached, for example through a tunnel of SSH.
 */
export function readRemoteAddress(typed: string): ReadAddress {
  const text = typed.trim()
  if (text === '') return no('Type the address of the origin, as it stands in the address bar of a browser.')
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`)
  if (url === null || url.hostname === '')
    return no(`${text} is no address. An address is like https://origin.example.com:8090.`)
  if (url.username !== '' || url.password !== '')
    return no('An address has no user name and no password in it. You sign in afterwards.')
  if (url.protocol === 'http:' && !isThisComputer(url.hostname)) {
    return no(`Over http everybody in between could read your password. Use https://${url.host}.`)
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return no(`An origin is reached by https, not by ${url.protocol.slice(0, -1)}.`)
  // A path that was copied along is of the panel, and not of the origin.
  return { url: url.origin, problem: null }
}

function isThisComputer(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}

function no(problem: string): ReadAddress {
  return { url: null, problem }
}
