import { isIP } from 'node:net'

/** What a node writes where it does not know its own address: it is the one its channel comes from. */
const UNSPECIFIED = new Set(['0.0.0.0', '::'])

/**
 * Under which address others reach a node: what it advertises, else where its channel comes from.
 *
 * @param remote the peer address of the channel's socket
 * @param loopback_means what other machines call this one; null where nothing but this machine is in the cluster
 */
export function reachableAddress(
  advertised: string,
  remote: string | undefined,
  loopback_means: string | null,
): string {
  if (!UNSPECIFIED.has(advertised)) return advertised
  const seen = plainAddress(remote ?? '127.0.0.1')
  return isLoopback(seen) ? (loopback_means ?? seen) : seen
}

/** An address without the clothes IPv6 puts on an IPv4 one (RFC 4291, 2.5.5.2) and without a zone. */
export function plainAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined && isIP(mapped) === 4) return mapped
  return address.replace(/%.*$/, '')
}

/** Whether an address is of this very machine. */
export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.')
}
