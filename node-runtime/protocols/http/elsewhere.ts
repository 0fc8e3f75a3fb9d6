import { isIPv6 } from 'node:net'
import { type Elsewhere, parseHops, writeHops } from '../../media/play-elsewhere.ts'
import { splitTarget } from './media-request.ts'

/**
 * The address of what was asked for on another node, with the nodes the viewer has been to. Without a scheme, so that a viewer of HTTPS stays
 * with HTTPS (RFC 3986 4.2).
 */
export function locationElsewhere(target: string, { node, hops }: Elsewhere): string {
  const { location, query } = splitTarget(target)
  const asked = new URLSearchParams(query)
  asked.set('hop', writeHops(hops))
  // A ticket is for the nodes that it names; there the viewer is one without.
  asked.delete('ticket')
  const host = isIPv6(node.address) ? `[${node.address}]` : node.address
  // One slash: two would begin another host.
  return `//${host}:${node.media_port}/${location.replace(/^\/+/, '')}?${asked}`
}

/** The ticket that a client came with; null: none. */
export function ticketOf(target: string): string | null {
  return new URLSearchParams(splitTarget(target).query).get('ticket')
}

/** Nodes that sent this viewer here. */
export function hopsOf(target: string): string[] {
  return parseHops(new URLSearchParams(splitTarget(target).query).get('hop'))
}
