import { createPrivateKey, createPublicKey, randomBytes, sign, verify, X509Certificate } from 'node:crypto'
import type { z } from 'zod'
import type { Fingerprint } from '#contract/ids.ts'
import {
  RELAY_CHALLENGE_BYTES,
  RELAY_PROOF_CONTEXT,
  type relayChallengeSchema,
  type relayProofSchema,
} from '#contract/relay-protocol.ts'
import { fingerprintOf } from '../relay-identity.ts'
import { RelayProtocolError } from '../relay-wire.ts'

export type RelayChallenge = z.infer<typeof relayChallengeSchema>
export type RelayProof = z.infer<typeof relayProofSchema>

/** A challenge that was never given before. @param vouched_pem this node's certificate of the authority; null: it has none */
export function makeChallenge(vouched_pem: string | null = null): RelayChallenge {
  const challenge = randomBytes(RELAY_CHALLENGE_BYTES).toString('base64')
  const vouched = vouched_pem === null ? {} : { vouched: new X509Certificate(vouched_pem).raw.toString('base64') }
  return { type: 'challenge', challenge, ...vouched }
}

/**
 * The certificate of an authority that a source named, for the key of the one that it showed; null: it named none.
 * @throws {RelayProtocolError} it is none, or for another key
 */
export function vouchedFor({ vouched }: RelayChallenge, shown: X509Certificate): Buffer | null {
  if (vouched === undefined) return null
  const certificate = readCertificate(vouched)
  if (!spkiOf(certificate).equals(spkiOf(shown))) {
    throw new RelayProtocolError('the source named a certificate for another key than it proved')
  }
  return certificate.raw
}

/**
 * Proves to the source whose certificate the handshake showed that this node holds the key of its own.
 * @param source of the certificate that the source showed, and that was checked
 */
export function proveIdentity(
  { challenge }: RelayChallenge,
  source: Fingerprint,
  own: { readonly key_pem: string; readonly certificate_pem: string },
): RelayProof {
  const { raw } = new X509Certificate(own.certificate_pem)
  const signed = proofText(challenge, source, fingerprintOf(raw))
  return {
    type: 'proof',
    certificate: raw.toString('base64'),
    signature: sign('sha256', signed, createPrivateKey(own.key_pem)).toString('base64'),
  }
}

/**
 * The certificate (DER) whose key the puller holds. Whether that node may pull is not decided here.
 * @param own of this node's certificate, which it showed on this connection
 * @throws {RelayProtocolError} no certificate, or a signature that is not its key's over this challenge and both certificates
 */
export function provenCertificate(
  proof: RelayProof,
  { challenge }: Pick<RelayChallenge, 'challenge'>,
  own: Fingerprint,
): Buffer {
  const certificate = readCertificate(proof.certificate)
  const fingerprint = fingerprintOf(certificate.raw)
  const signed = proofText(challenge, own, fingerprint)
  const key = createPublicKey(certificate.publicKey.export({ type: 'spki', format: 'pem' }))
  if (!verify('sha256', signed, key, Buffer.from(proof.signature, 'base64'))) {
    throw new RelayProtocolError('the signature of a proof is not the one of its certificate')
  }
  return certificate.raw
}

function spkiOf({ publicKey }: X509Certificate): Buffer {
  return publicKey.export({ type: 'spki', format: 'der' })
}

function readCertificate(base64: string): X509Certificate {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64'))
  } catch (error) {
    throw new RelayProtocolError('a proof holds no certificate', { cause: error })
  }
}

function proofText(challenge: string, source: Fingerprint, puller: Fingerprint): Buffer {
  return Buffer.concat([
    Buffer.from(`${RELAY_PROOF_CONTEXT}\0`),
    Buffer.from(challenge, 'base64'),
    Buffer.from(source, 'hex'),
    Buffer.from(puller, 'hex'),
  ])
}
