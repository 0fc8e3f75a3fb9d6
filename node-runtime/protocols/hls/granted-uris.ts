/** A line that is an address, and one that has it in an attribute (RFC 8216bis 4.1, 4.2). */
const URI_LINE = /^(?!#)\S.*$/gm
const URI_ATTRIBUTE = /URI="([^"]+)"/g
/** What a viewer goes on with. */
const GRANTED = ['grant', 'ip'] as const

/**
 * A playlist whose every address carries what its viewer goes on with, so that its renditions, segments and parts are fetched by the same right.
 * @param session by what its requests are known; an address may have it already
 * @param granted fields of a query
 */
export function grantedUris(playlist: string, session: string, granted: string): string {
  const carried = (uri: string) => {
    const known = uri.includes('session=') ? '' : `session=${session}&`
    return `${uri}${uri.includes('?') ? '&' : '?'}${known}${granted}`
  }
  return playlist.replace(URI_LINE, carried).replace(URI_ATTRIBUTE, (_, uri: string) => `URI="${carried(uri)}"`)
}

/** What the query of an address has of what a viewer goes on with; null: it has nothing. */
export function grantIn(query: string): string | null {
  const asked = new URLSearchParams(query)
  if (!asked.has('grant')) return null
  const all = GRANTED.map((name) => [name, asked.get(name)] as const).filter(([, value]) => value !== null)
  return new URLSearchParams(all as [string, string][]).toString()
}
