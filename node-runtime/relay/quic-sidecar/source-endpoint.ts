import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { Socket } from 'node:net'
import { listen, QuicEndpoint, type QuicSession, type QuicStream } from 'node:quic'
import type { Fingerprint } from '#contract/ids.ts'
import { RELAY_ALPN, relayProofSchema } from '#contract/relay-protocol.ts'
import { fingerprintOf } from '../relay-identity.ts'
import { RelayProtocolError, writeControl } from '../relay-wire.ts'
import { readOnlyMessage } from './control-message.ts'
import { serveStream } from './served-stream.ts'
import { makeChallenge, provenCertificate } from './session-proof.ts'
import { PROOF_TIMEOUT_MS, quicAddress, sessionTimes } from './session-settings.ts'

/** Connections whose puller has not proven itself yet, and streams that each of these may open. */
const MAX_UNPROVEN_SESSIONS = 256
const MAX_UNPROVEN_STREAMS = 256

const MAX_SESSIONS = 4_096

export interface SourceEndpointOptions {
  readonly address: string
  readonly port: number
  readonly identity: { readonly key_pem: string; readonly certificate_pem: string }
  /** This node's certificate of the authority; null: it has none. */
  readonly vouched: () => string | null
  /** A way to the node for a puller that proved the key of this certificate (DER). */
  readonly openLink: (certificate: Buffer, address: string) => Promise<Socket>
  readonly onTrouble: (event: string, message: string) => void
}

/**
 * Serves relays over QUIC.
 * @returns the UDP port
 * @throws when the port cannot be had
 */
export async function openSourceEndpoint(options: SourceEndpointOptions): Promise<number> {
  const { address, port, identity } = options
  const own = fingerprintOf(new X509Certificate(identity.certificate_pem).raw)
  const endpoint = new QuicEndpoint({
    address: quicAddress(address, port),
    maxConnectionsTotal: MAX_SESSIONS,
  })
  const failed = endpoint.closed.then(() => {
    throw new Error('the UDP port was closed')
  })
  failed.catch(() => undefined)
  let unproven = 0
  const onSession = (session: QuicSession) => {
    // It says in `closed` what it says here; without a listener it would be thrown.
    session.onerror = () => undefined
    if (unproven >= MAX_UNPROVEN_SESSIONS) {
      session.destroy()
      return
    }
    unproven += 1
    const proven = serveSession(session, own, options)
    proven
      .catch((error: unknown) => {
        options.onTrouble('relay.stranger', `a QUIC connection was closed: ${messageOf(error)}`)
        session.close({ code: 1, type: 'application' }).catch(() => undefined)
      })
      .finally(() => {
        unproven -= 1
      })
  }
  await listen(onSession, {
    endpoint,
    alpn: [RELAY_ALPN],
    sni: { '*': { keys: [createPrivateKey(identity.key_pem)], certs: [Buffer.from(identity.certificate_pem)] } },
    ...sessionTimes,
  })
  const bound = endpoint.address
  return bound === undefined ? await failed : bound.port
}

/** Takes the streams of one connection; resolves when its puller has proven itself. */
function serveSession(session: QuicSession, own: Fingerprint, options: SourceEndpointOptions): Promise<Buffer> {
  const proof = Promise.withResolvers<QuicStream>()
  const challenge = makeChallenge(options.vouched())
  const proven = prove(session, challenge, own, proof.promise)
  proof.promise.catch(() => undefined)
  proven.catch(() => undefined)
  let is_proven = false
  let proofs = 0
  let streams = 0
  proven.then(
    () => {
      is_proven = true
    },
    () => undefined,
  )
  session.onstream = (stream) => {
    stream.closed.catch(() => undefined)
    if (stream.direction === 'uni') {
      proofs += 1
      proof.resolve(stream)
    } else {
      streams += 1
    }
    // A second proof is a stranger's, and nobody would read it.
    if (proofs > 1 || (!is_proven && streams > MAX_UNPROVEN_STREAMS)) {
      session.close({ code: 1, type: 'application' }).catch(() => undefined)
      return
    }
    if (stream.direction === 'uni') return
    const address = session.path?.remote.address ?? 'unknown'
    serveStream({ stream, proven, openLink: (certificate) => options.openLink(certificate, address) }).catch(
      (error: unknown) => {
        if (is_proven && error instanceof RelayProtocolError) {
          options.onTrouble('relay.cut', `a relay stream from ${address} was closed: ${messageOf(error)}`)
        }
      },
    )
  }
  return proven
}

async function prove(
  session: QuicSession,
  challenge: ReturnType<typeof makeChallenge>,
  own: Fingerprint,
  proof: Promise<QuicStream>,
): Promise<Buffer> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => late.reject(new RelayProtocolError('no proof of a node came in time')),
    PROOF_TIMEOUT_MS,
  )
  const gone = session.closed.then(() => {
    throw new Error('it was closed before a proof came')
  })
  gone.catch(() => undefined)
  try {
    const exchange = async () => {
      await session.opened
      await session.createUnidirectionalStream({ body: writeControl(challenge) })
      const stream = await proof
      const said = await readOnlyMessage(stream, relayProofSchema)
      return provenCertificate(said, challenge, own)
    }
    return await Promise.race([exchange(), late.promise, gone])
  } finally {
    clearTimeout(timer)
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
