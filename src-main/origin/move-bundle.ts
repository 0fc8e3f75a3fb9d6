import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { OriginError } from './origin-error.ts'

/** scrypt (RFC 7914) with 128 MB of memory for each guess of the passphrase. */
const KDF = { N: 2 ** 17, r: 8, p: 1 } as const
const TAG_BYTES = 16
const MAX_HEADER_BYTES = 4_096
const MIN_PASSPHRASE = 12

const headerSchema = z.object({
  headwater_move_bundle: z.literal(1),
  made_at: z.string(),
  made_by: z.string(),
  cluster_id: z.string(),
  kdf: z.object({ name: z.literal('scrypt'), N: z.literal(KDF.N), r: z.literal(KDF.r), p: z.literal(KDF.p) }),
  salt: z.base64(),
  nonce: z.base64(),
  /** Bytes of the data key's text, which comes before the database. */
  key_bytes: z
    .number()
    .int()
    .min(1)
    .max(64 * 1024),
})
type Header = z.infer<typeof headerSchema>

/** What is in a bundle besides the database. */
export interface MoveContent {
  readonly cluster_id: string
  readonly version: string
  /** The data key's file, as text. */
  readonly key_text: string
}

/**
 * Writes a bundle: a line of JSON that tells what it is, then, under AES-256-GCM with the line as additional data, the data key and the
 * database. The file must not be there yet. @throws {OriginError} bad_passphrase, and what the file system says
 */
export async function writeMoveBundle(
  to: string,
  database: string,
  content: MoveContent,
  passphrase: string,
): Promise<void> {
  if (passphrase.length < MIN_PASSPHRASE) {
    const hint = 'Whoever has bundle and passphrase has every secret of the cluster: take several words.'
    throw new OriginError('bad_passphrase', `The passphrase has fewer than ${MIN_PASSPHRASE} characters.`, hint)
  }
  const [salt, nonce, key] = [randomBytes(16), randomBytes(12), Buffer.from(content.key_text)]
  const header: Header = {
    ...{ headwater_move_bundle: 1, made_at: new Date().toISOString(), made_by: content.version },
    ...{ cluster_id: content.cluster_id, kdf: { name: 'scrypt', ...KDF } },
    ...{ salt: salt.toString('base64'), nonce: nonce.toString('base64'), key_bytes: key.length },
  }
  const line = Buffer.from(`${JSON.stringify(header)}\n`)
  const cipher = createCipheriv('aes-256-gcm', await keyOf(passphrase, salt), nonce)
  cipher.setAAD(line)
  const out = createWriteStream(to, { mode: 0o600, flags: 'wx', flush: true })
  async function* plain() {
    yield key
    yield* createReadStream(database)
  }
  async function* whole() {
    yield line
    for await (const chunk of Readable.from(plain())) yield cipher.update(chunk as Buffer)
    yield cipher.final()
    yield cipher.getAuthTag()
  }
  await pipeline(whole, out)
}

/**
 * Opens a bundle: writes its database to `database_to`, which nobody may use before this returned.
 * @throws {OriginError} bad_bundle, bad_passphrase
 */
export async function readMoveBundle(from: string, passphrase: string, database_to: string): Promise<MoveContent> {
  const { header, line, size } = await readHeader(from)
  const decipher = createDecipheriv(
    'aes-256-gcm',
    await keyOf(passphrase, Buffer.from(header.salt, 'base64')),
    Buffer.from(header.nonce, 'base64'),
  )
  decipher.setAAD(line)
  decipher.setAuthTag(await readTag(from, size))
  const key: Buffer[] = []
  let key_left = header.key_bytes
  async function* database() {
    for await (const chunk of createReadStream(from, { start: line.length, end: size - TAG_BYTES - 1 })) {
      const plain = decipher.update(chunk as Buffer)
      if (key_left > 0) key.push(plain.subarray(0, key_left))
      const rest = plain.subarray(Math.min(key_left, plain.length))
      key_left -= plain.length - rest.length
      if (rest.length > 0) yield rest
    }
    yield decipher.final()
  }
  try {
    await pipeline(database, createWriteStream(database_to, { mode: 0o600, flags: 'wx', flush: true }))
  } catch (error) {
    throw notOpened(from, error)
  }
  return { cluster_id: header.cluster_id, version: header.made_by, key_text: Buffer.concat(key).toString('utf8') }
}

/** What the first line of a bundle says; it is true only if the bundle opens. @throws {OriginError} bad_bundle */
export async function describeBundle(from: string): Promise<Pick<Header, 'cluster_id' | 'made_at' | 'made_by'>> {
  const { cluster_id, made_at, made_by } = (await readHeader(from)).header
  return { cluster_id, made_at, made_by }
}

async function readHeader(from: string): Promise<{ header: Header; line: Buffer; size: number }> {
  const handle = await open(from, 'r').catch((error: unknown) => {
    throw noBundle(from, (error as Error).message)
  })
  try {
    const { size } = await handle.stat()
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAX_HEADER_BYTES), 0, MAX_HEADER_BYTES, 0)
    const end = buffer.subarray(0, bytesRead).indexOf('\n')
    const parsed = headerSchema.safeParse(asJson(buffer.toString('utf8', 0, Math.max(0, end))))
    const line = buffer.subarray(0, end + 1)
    if (!parsed.success || size < line.length + TAG_BYTES + parsed.data.key_bytes)
      throw noBundle(from, 'it has not the form of one')
    return { header: parsed.data, line, size }
  } finally {
    await handle.close()
  }
}

async function readTag(from: string, size: number): Promise<Buffer> {
  const handle = await open(from, 'r')
  try {
    return (await handle.read(Buffer.alloc(TAG_BYTES), 0, TAG_BYTES, size - TAG_BYTES)).buffer
  } finally {
    await handle.close()
  }
}

/** Off the main thread: a running origin goes on answering meanwhile. */
function keyOf(passphrase: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, 32, { ...KDF, maxmem: 256 * 1024 * 1024 }, (error, key) => {
      if (error) reject(error)
      else resolve(key)
    })
  })
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function noBundle(from: string, why: string): OriginError {
  return new OriginError('bad_bundle', `${from} is no move bundle: ${why}.`, 'Make one with `headwater origin export`.')
}

function notOpened(from: string, cause: unknown): OriginError {
  const is_wrong = /authenticate/i.test((cause as Error).message)
  const message = is_wrong
    ? `${from} does not open with this passphrase, or was changed.`
    : `${from} could not be opened: ${(cause as Error).message}.`
  return new OriginError(is_wrong ? 'bad_passphrase' : 'bad_bundle', message, 'Nothing was changed.', { cause })
}
