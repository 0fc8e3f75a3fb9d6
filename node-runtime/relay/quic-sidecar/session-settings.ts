import { isIPv6 } from 'node:net'

/** Streams that one node may have open to another: the relays of one pair of nodes. */
const MAX_STREAMS = 2_000

/** Time in which a puller must have been challenged and have proven itself, in ms; that of the handshake is in it. */
export const PROOF_TIMEOUT_MS = 5_000

/** Of every connection. Both sides let go of one that is silent for so long; it is kept from silence by pings of the client. */
export const sessionTimes = {
  handshakeTimeout: 5_000,
  keepAlive: 1_000,
  transportParams: { maxIdleTimeout: 3, initialMaxStreamsBidi: MAX_STREAMS },
} as const

/** An address as `node:quic` takes it. */
export function quicAddress(address: string, port: number): string {
  return isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`
}
