import type { Socket } from 'node:net'
import { connect } from 'node:tls'
import type { Peer } from '#contract/control-channel.ts'
import { NODE_SERVER_NAME } from '#contract/node-certificate.ts'
import { RELAY_ALPN } from '#contract/relay-protocol.ts'
import { certificateFor, peerProof, proofOf, type RelayIdentity } from './relay-identity.ts'

/**
 * A TLS connection to a source that proved to be the one the origin named, with nothing sent yet. Whoever gets it closes it.
 * @throws what went wrong, for people; the signal's reason when it is aborted
 */
export async function dialTls(
  source: Peer,
  identity: RelayIdentity,
  signal: AbortSignal,
  alpn = RELAY_ALPN,
): Promise<Socket> {
  signal.throwIfAborted()
  const { address, media_port } = source.endpoints
  const socket = connect({
    host: address,
    port: media_port,
    key: identity.key_pem,
    cert: certificateFor(identity, source),
    ...(source.key_fingerprint === undefined ? {} : { servername: NODE_SERVER_NAME }),
    minVersion: 'TLSv1.3',
    ALPNProtocols: [alpn],
    // Held below against what the origin said of this source: OpenSSL knows neither nodes nor clocks that are off.
    rejectUnauthorized: false,
  })
  socket.setNoDelay(true)
  const connected = Promise.withResolvers<void>()
  const abort = () => connected.reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  socket.once('secureConnect', connected.resolve)
  socket.once('error', connected.reject)
  socket.once('close', () => connected.reject(new Error('the source closed the connection')))
  try {
    await connected.promise
    const proof = peerProof(socket, identity.trust)
    if (proof?.by !== proofOf(source)) {
      const why = proof?.problem ?? 'it showed another certificate than the origin named'
      throw new Error(`${source.name} at ${address}:${media_port} is not proven: ${why}; nothing was sent to it`)
    }
    if (socket.alpnProtocol !== alpn) throw new Error(`${source.name} does not speak ${alpn}`)
    return socket
  } catch (error) {
    // What it still says is of no interest.
    socket.on('error', () => undefined)
    socket.destroy()
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
