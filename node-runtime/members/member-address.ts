import { isIPv6 } from 'node:net'
import type { Peer } from '#contract/control-channel.ts'
import type { NodeEndpoints } from '#contract/node.ts'

const hostOf = ({ address }: NodeEndpoints) => (isIPv6(address) ? `[${address}]` : address)

/** `host:port` of a node's HTTP, as members name it. */
export function mediaAddress(endpoints: NodeEndpoints): string {
  return `${hostOf(endpoints)}:${endpoints.media_port}`
}

/** `host:port` of its QUIC; null where it has none. */
export function quicAddress(endpoints: NodeEndpoints): string | null {
  return endpoints.quic_port === undefined ? null : `${hostOf(endpoints)}:${endpoints.quic_port}`
}

/** How a node that the origin named is told of before it has said anything itself. */
export function summaryOf({ node_id, name, endpoints, relay_fingerprint }: Peer) {
  const quic_addr = quicAddress(endpoints)
  return { server_id: name, address: mediaAddress(endpoints), quic_addr, node_id, relay_fingerprint }
}
