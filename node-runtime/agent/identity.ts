import { createPrivateKey, X509Certificate } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { nodeCredentialSchema } from '#contract/enrollment.ts'
import { clusterIdSchema, fingerprintSchema, nodeIdSchema, nodeNameSchema } from '#contract/ids.ts'
import { fingerprintOf, type RelayIdentity } from '../relay/relay-identity.ts'
import { NodeFailure } from './node-errors.ts'
import { readPrivateFile, writePrivateFile } from './private-file.ts'

const enrolledSchema = z.object({
  node_id: nodeIdSchema,
  cluster_id: clusterIdSchema,
  name: nodeNameSchema,
  /** Base URL of the origin that took this node in. */
  origin: z.string(),
  /** Where the origin said that it would be; null or absent: it stays. */
  next_origin: z.string().nullish(),
  credential: nodeCredentialSchema,
  /** Fingerprint of the key that it enrolled with; absent: that of the only one there is (next-key.ts). */
  key: fingerprintSchema.optional(),
})

/** What the origin gave this node when it enrolled; the credential is a secret. */
export type Enrolled = z.infer<typeof enrolledSchema>

/** Where key and certificate of a node are. */
export const keyFile = (data_dir: string) => join(data_dir, 'identity', 'node.pem')
const enrolledFile = (data_dir: string) => join(data_dir, 'identity', 'enrolled.json')

const hintFor = (data_dir: string) =>
  `Restore ${join(data_dir, 'identity')} from a backup, or delete that folder and join again with a new enrollment token.`

/**
 * The key and the certificate of this node, made at the first call and the same ever after. Both are in one file, so
 * that a crash cannot leave a key of one and a certificate of another.
 * @throws {NodeFailure} identity_damaged: what is on disk cannot be used; it is never replaced silently, because the
 *   origin knows this node by it
 */
export async function loadIdentity(data_dir: string): Promise<RelayIdentity> {
  const kept = await readPrivateFile(keyFile(data_dir))
  if (kept !== null) return parseIdentity(kept, data_dir)
  const { identity, text } = await makeIdentity()
  await writePrivateFile(keyFile(data_dir), text)
  return identity
}

/** A fresh key and the certificate that it signed itself, as {@link loadIdentity} keeps them. */
export async function makeIdentity(): Promise<{ readonly identity: RelayIdentity; readonly text: string }> {
  // Loaded only here: its libraries take longer to load than everything else of this program.
  const { makeNodeCertificate } = await import('./node-certificate.ts')
  const made = await makeNodeCertificate()
  const text = `${made.key_pem.trim()}\n${made.certificate_pem.trim()}\n`
  const identity = readIdentity(text)
  if (typeof identity === 'string') throw new Error(`a key was made that cannot be read: ${identity}`)
  return { identity, text }
}

/** What is in a file of {@link loadIdentity}'s form; null: nothing of use. */
export function identityIn(text: string): RelayIdentity | null {
  const read = readIdentity(text)
  return typeof read === 'string' ? null : read
}

function parseIdentity(text: string, data_dir: string): RelayIdentity {
  const read = readIdentity(text)
  if (typeof read !== 'string') return read
  const message = `This node's key cannot be read (${keyFile(data_dir)}: ${read}).`
  throw new NodeFailure('identity_damaged', message, hintFor(data_dir))
}

/** The identity, or what is wrong with it. */
function readIdentity(text: string): RelayIdentity | string {
  const key_pem = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----/.exec(text)?.[0]
  const certificate_pem = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(text)?.[0]
  if (key_pem === undefined || certificate_pem === undefined) return 'a part is missing'
  try {
    const certificate = new X509Certificate(certificate_pem)
    if (!certificate.checkPrivateKey(createPrivateKey(key_pem))) return 'key and certificate do not match'
    return { key_pem, certificate_pem, fingerprint: fingerprintOf(certificate.raw) }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Whether there is a sign of an enrolment, whole or damaged. */
export function hasJoined(data_dir: string): boolean {
  return existsSync(enrolledFile(data_dir))
}

/**
 * What the origin gave this node; null if it has not enrolled yet.
 * @throws {NodeFailure} identity_damaged
 */
export async function loadEnrolled(data_dir: string): Promise<Enrolled | null> {
  const kept = await readPrivateFile(enrolledFile(data_dir))
  if (kept === null) return null
  const enrolled = parseEnrolled(kept)
  if (enrolled !== null) return enrolled
  throw new NodeFailure(
    'identity_damaged',
    `This node's enrollment cannot be read (${enrolledFile(data_dir)}).`,
    hintFor(data_dir),
  )
}

function parseEnrolled(text: string): Enrolled | null {
  try {
    return enrolledSchema.parse(JSON.parse(text))
  } catch {
    // The parser's own words could repeat the credential, so they go nowhere.
    return null
  }
}

/** Keeps what the origin gave; 0600, on disk when it returns. */
export async function saveEnrolled(data_dir: string, enrolled: Enrolled): Promise<void> {
  await writePrivateFile(enrolledFile(data_dir), `${JSON.stringify(enrolled, null, 2)}\n`)
}
