import { createHash, X509Certificate } from 'node:crypto'
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls'
import type { Fingerprint } from '#contract/ids.ts'
import { ORIGIN_SERVER_NAME } from '#contract/node-certificate.ts'
import { keyFingerprintOf } from '../relay/relay-identity.ts'
import { NodeFailure } from './node-errors.ts'

/** Time for connection and handshake, in ms. */
const HANDSHAKE_TIMEOUT_MS = 5_000
/** Certificates of a chain that are looked at. */
const MAX_CHAIN = 8

/**
 * The certificate (PEM) of the authority whose key has this fingerprint, as the origin shows it. Nothing is sent but a TLS handshake; that the
 * origin really has a certificate of it is for the next connection to check, which trusts this authority alone.
 * @throws {NodeFailure} wrong_origin: whoever answers shows another authority
 * @throws when nobody answers
 */
export async function authorityOf(origin: string, fingerprint: Fingerprint, signal: AbortSignal): Promise<string> {
  const { hostname, port } = new URL(origin)
  const socket = connect({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? 443 : Number(port),
    servername: ORIGIN_SERVER_NAME,
    // Looked at below, by the fingerprint; nothing is sent.
    rejectUnauthorized: false,
  })
  try {
    await secured(socket, AbortSignal.any([signal, AbortSignal.timeout(HANDSHAKE_TIMEOUT_MS)]))
    const shown = chainOf(socket)
    const found = shown.find((certificate) => certificate.ca && keyFingerprintOf(certificate) === fingerprint)
    if (found !== undefined) return found.toString()
    throw wrongOrigin(origin, shown.at(-1))
  } finally {
    socket.on('error', () => undefined)
    socket.destroy()
  }
}

/** The failure of a join at somebody who is not the origin that the token is of. */
export function wrongOrigin(origin: string, shown: X509Certificate | undefined, problem?: string): NodeFailure {
  const what =
    shown === undefined
      ? (problem ?? 'it shows no certificate')
      : `it shows a certificate of ${shown.subject.replaceAll('\n', ', ') || 'another authority'} (key ${createHash('sha256').update(keyFingerprintOf(shown)).digest('hex').slice(0, 16)})`
  return new NodeFailure(
    'wrong_origin',
    `${origin} is not the origin that this token is of: ${what}. Nothing was sent to it.`,
    'Somebody may stand between this machine and the origin, or the address or the token is of another origin. If a proxy ends TLS before the origin, set tls.mode to off there and make a new token, or leave out what stands behind the dot in the token.',
  )
}

async function secured(socket: TLSSocket, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const abort = () => reject(signal.reason)
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  socket.once('secureConnect', resolve)
  socket.once('error', reject)
  socket.once('close', () => reject(new Error('it closed the connection before it had proven itself')))
  try {
    await promise
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** What the other side sent, its own certificate first, as far as each was signed by the next. */
function chainOf(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = []
  let next: PeerCertificate | undefined = socket.getPeerCertificate(true)
  while (next !== undefined && Buffer.isBuffer(next.raw) && chain.length < MAX_CHAIN) {
    chain.push(new X509Certificate(next.raw))
    const issuer: PeerCertificate | undefined = (next as { issuerCertificate?: PeerCertificate }).issuerCertificate
    if (issuer === next) break
    next = issuer
  }
  return chain
}
