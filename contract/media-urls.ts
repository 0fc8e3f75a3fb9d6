import type { StreamPath } from './ids.ts'
import type { NodeEndpoints } from './node.ts'
import type { MediaProtocol } from './stream.ts'

/** Where a client plays a stream from a node. */
export function playUrl(endpoints: NodeEndpoints, protocol: MediaProtocol, path: StreamPath): string {
  const secure = endpoints.media_tls === true ? 's' : ''
  switch (protocol) {
    case 'rtmp':
      return `rtmp://${hostOf(endpoints)}:${endpoints.rtmp_port}/${path}`
    case 'flv':
      return `http${secure}://${hostOf(endpoints)}:${endpoints.media_port}/${path}.flv`
    case 'ws':
      return `ws${secure}://${hostOf(endpoints)}:${endpoints.media_port}/${path}.flv`
    case 'hls':
      return `http${secure}://${hostOf(endpoints)}:${endpoints.media_port}/${path}.m3u8`
    default:
      return protocol satisfies never
  }
}

/** Where a client publishes a stream to a node; null where nodes do not take publishers by this protocol. */
export function publishUrl(endpoints: NodeEndpoints, protocol: MediaProtocol, path: StreamPath): string | null {
  if (protocol === 'hls') return null
  const url = playUrl(endpoints, protocol, path)
  // The address alone tells a WebSocket that publishes from one that plays.
  return protocol === 'ws' ? `${url}?publish` : url
}

/** The URL with a ticket for the node behind it. */
export function withTicket(url: string, ticket_id: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}ticket=${ticket_id}`
}

/** The same over TLS, which nodes of ours speak on the same ports. */
export function securedUrl(url: string): string {
  return url.replace(/^(http|ws):/, '$1s:')
}

/** An address as it stands in a URL: IPv6 in brackets (RFC 3986 3.2.2). */
function hostOf({ address }: NodeEndpoints): string {
  return address.includes(':') ? `[${address}]` : address
}
