/** Where a box is, as `[USER@]HOST` says it. */
export interface BoxAddress {
  readonly user: string | null
  readonly host: string
  readonly port: number | null
}

/**
 * Reads `HOST`, `USER@HOST`, `USER@HOST:PORT`, `USER@[IPV6]:PORT` or a bare IPv6 address.
 * @returns null where it is none of these
 */
export function parseBoxAddress(text: string): BoxAddress | null {
  const at = text.lastIndexOf('@')
  const user = at === -1 ? null : text.slice(0, at)
  const rest = text.slice(at + 1)
  if (user !== null && !/^[^\s@:/]{1,64}$/.test(user)) return null
  const bracketed = /^\[([0-9A-Fa-f:.%\w]+)\](?::(\d{1,5}))?$/.exec(rest)
  const bareIpv6 = /^[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(?:%\w+)?$/.test(rest)
  const plain = /^([^\s:/[\]@]{1,255})(?::(\d{1,5}))?$/.exec(rest)
  const [host, portText] = bracketed?.slice(1) ?? (bareIpv6 ? [rest] : (plain?.slice(1) ?? []))
  // A leading dash would read as an option wherever the name is handed on to a command.
  if (host === undefined || host === '' || host.startsWith('-')) return null
  const port = portText === undefined ? null : Number(portText)
  if (port !== null && (port < 1 || port > 65_535)) return null
  return { user, host, port }
}

/** `host:port`, with the brackets that an IPv6 address needs; without the port where it is SSH's own. */
export function formatAddress(host: string, port: number): string {
  if (port === 22) return host
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
