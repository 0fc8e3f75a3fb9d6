import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { NodeFailure } from './node-errors.ts'

/** Name of the credential that systemd hands over (systemd.exec(5), LoadCredentialEncrypted=). */
const CREDENTIAL = 'headwater-node-key'
/** What a sealed text begins with; then base64 of nonce, what is sealed (AES-256-GCM), and tag. */
const SEALED_START = 'headwater-sealed:1:'
const NONCE_BYTES = 12
const TAG_BYTES = 16
const MIN_CREDENTIAL_BYTES = 32

/** The key that files of this node are sealed by: made of the credential that systemd handed over; null: it handed none. @throws {NodeFailure} */
export function sealingKey(environment: Readonly<Record<string, string | undefined>>): Buffer | null {
  const folder = environment.CREDENTIALS_DIRECTORY
  const file = folder === undefined ? null : join(folder, CREDENTIAL)
  if (file === null || !existsSync(file)) return null
  const bytes = readFileSync(file)
  if (bytes.length < MIN_CREDENTIAL_BYTES) {
    throw new NodeFailure(
      'identity_damaged',
      `The credential ${CREDENTIAL} has fewer than ${MIN_CREDENTIAL_BYTES} bytes.`,
      'Make one of random bytes: head -c 32 /dev/urandom | systemd-creds encrypt --name=headwater-node-key - FILE',
    )
  }
  return Buffer.from(hkdfSync('sha256', bytes, Buffer.alloc(0), 'headwater node files', 32))
}

export const isSealed = (text: string) => text.startsWith(SEALED_START)

export function sealText(key: Buffer, text: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(SEALED_START))
  const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return `${SEALED_START}${sealed.toString('base64')}\n`
}

/** @param key null: there is none here. @throws {NodeFailure} identity_damaged, which names the file and nothing of it */
export function openText(key: Buffer | null, sealed: string, file: string): string {
  if (key === null) {
    throw new NodeFailure(
      'identity_damaged',
      `${file} is sealed by the credential ${CREDENTIAL}, which systemd has not handed over.`,
      'Start the node by its unit, with LoadCredentialEncrypted=headwater-node-key:FILE.',
    )
  }
  const text = opened(key, Buffer.from(sealed.slice(SEALED_START.length), 'base64'))
  if (text !== null) return text
  throw new NodeFailure(
    'identity_damaged',
    `${file} does not open with the credential ${CREDENTIAL}: it is another one, or the file was changed.`,
    'Hand over the credential that it was sealed by; or delete the folder identity and join again with a new enrollment token.',
  )
}

/** Null: it was sealed by another key, or was changed. */
function opened(key: Buffer, bytes: Buffer): string | null {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES))
    decipher.setAAD(Buffer.from(SEALED_START))
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
    const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES))
    return Buffer.concat([text, decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}
