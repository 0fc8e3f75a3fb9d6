import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import { DataKeyError } from './data-key-error.ts'

/** Bytes of a key, of the id that is told from it, of AES-GCM's nonce and of its tag (NIST SP 800-38D, 5.2.1). */
export const KEY_BYTES = 32
const ID_BYTES = 8
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** What every sealed value begins with; the digit is the version of the form. */
export const SEALED_START = Buffer.from('HWS1', 'latin1')
/** What it begins with, and the id of its key after that. */
export const SEALED_HEAD_BYTES = SEALED_START.length + ID_BYTES
const PURPOSE_AT = SEALED_HEAD_BYTES
const PURPOSE = /^[a-z0-9][a-z0-9:._-]{0,199}$/

/** A key as it is kept; its id is told from the key, so that nobody can mix them up. */
export interface KeptKey {
  readonly key: Buffer
  /** RFC 3339, UTC. */
  readonly made_at: string
}

/**
 * The one key under which all secrets at rest lie. Each purpose has a key of its own, told from it by HKDF-SHA-256 (RFC 5869), so that what was
 * sealed for one purpose opens for no other. After a rotation new values are sealed by the new key; the older ones still open by theirs.
 *
 * A sealed value is `HWS1`, 8 bytes that name the key, the length of the purpose and the purpose (all authenticated, none secret), a nonce of 12
 * bytes, and the AES-256-GCM of the value with its tag. Keep it as a BLOB in a column of its own: a rotation finds it there and seals it anew.
 */
export class DataKey {
  readonly #keys: ReadonlyMap<string, Buffer>
  readonly #current: KeptKey
  /** The id of the key that seals; no secret. */
  readonly id: string
  readonly #subkeys = new Map<string, Buffer>()

  /** @param keys the one that seals, and after it those that only open */
  constructor(keys: readonly [KeptKey, ...KeptKey[]]) {
    this.#current = keys[0]
    this.id = keyId(keys[0].key)
    this.#keys = new Map(keys.map(({ key }) => [keyId(key), key]))
  }

  /** A key that nobody keeps, for tests. */
  static random(): DataKey {
    return new DataKey([{ key: randomBytes(KEY_BYTES), made_at: new Date(0).toISOString() }])
  }

  /** Whether this opens what the key of this id sealed. */
  has(id: string): boolean {
    return this.#keys.has(id)
  }

  /** @param purpose what the value is, and whose: `authority:ca-key`, `totp:<operator>`; lower case, at most 200 characters */
  seal(purpose: string, plaintext: Buffer): Buffer {
    const header = Buffer.concat([
      SEALED_START,
      Buffer.from(this.id, 'hex'),
      Buffer.from([checked(purpose).length]),
      Buffer.from(purpose, 'latin1'),
    ])
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', this.#subkey(this.#current.key, this.id, `seal:${purpose}`), nonce)
    cipher.setAAD(header)
    return Buffer.concat([header, nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
  }

  /** @throws {DataKeyError} data_key_wrong for a value of another key; sealed_value_invalid for one of another purpose, or that was changed */
  open(purpose: string, sealed: Uint8Array): Buffer {
    const value = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
    const named = purposeOf(value)
    if (named === null) throw invalid(purpose, 'it has not the form of one')
    if (named !== purpose) throw invalid(purpose, `it was sealed for ${named}`)
    const id = keyIdOf(value)
    const key = this.#keys.get(id)
    if (key === undefined) throw DataKeyError.wrong([id], this.id)
    const nonce_at = PURPOSE_AT + 1 + purpose.length
    const text_at = nonce_at + NONCE_BYTES
    const decipher = createDecipheriv(
      'aes-256-gcm',
      this.#subkey(key, id, `seal:${purpose}`),
      value.subarray(nonce_at, text_at),
    )
    decipher.setAAD(value.subarray(0, nonce_at))
    decipher.setAuthTag(value.subarray(-TAG_BYTES))
    try {
      return Buffer.concat([decipher.update(value.subarray(text_at, -TAG_BYTES)), decipher.final()])
    } catch (error) {
      throw invalid(purpose, 'it was changed', error)
    }
  }

  /** The same value, sealed by the key that seals now. @throws {DataKeyError} as {@link open} */
  sealAnew(sealed: Uint8Array): Buffer {
    const purpose = purposeOf(Buffer.from(sealed))
    if (purpose === null) throw invalid('any', 'it has not the form of one')
    return this.seal(purpose, this.open(purpose, sealed))
  }

  /** 32 bytes for one purpose, the same for as long as the key is: a rotation changes them. Seal a random key where that must not be. */
  derive(purpose: string): Buffer {
    return Buffer.from(this.#subkey(this.#current.key, this.id, `derive:${checked(purpose)}`))
  }

  #subkey(key: Buffer, id: string, info: string): Buffer {
    const name = `${id}:${info}`
    const known = this.#subkeys.get(name)
    if (known !== undefined) return known
    const made = expand(key, `headwater:${info}`)
    // Purposes with an id of an operator in them may be many.
    if (this.#subkeys.size >= 1_000) this.#subkeys.clear()
    this.#subkeys.set(name, made)
    return made
  }
}

/** What a key is called: told from it, and telling nothing of it. Sixteen hexadecimal digits. */
export function keyId(key: Buffer): string {
  return createHash('sha256')
    .update(expand(key, 'headwater:id'))
    .digest('hex')
    .slice(0, 2 * ID_BYTES)
}

/** The id of the key that sealed a value. */
export function keyIdOf(sealed: Buffer): string {
  return sealed.toString('hex', SEALED_START.length, PURPOSE_AT)
}

/** What a value was sealed for; null: it is no sealed value. */
function purposeOf(value: Buffer): string | null {
  const length = value[PURPOSE_AT] ?? 0
  const whole = PURPOSE_AT + 1 + length + NONCE_BYTES + TAG_BYTES
  if (!value.subarray(0, SEALED_START.length).equals(SEALED_START) || value.length < whole) return null
  const purpose = value.toString('latin1', PURPOSE_AT + 1, PURPOSE_AT + 1 + length)
  return PURPOSE.test(purpose) ? purpose : null
}

function expand(key: Buffer, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), info, KEY_BYTES))
}

function checked(purpose: string): string {
  if (!PURPOSE.test(purpose)) throw new TypeError(`"${purpose}" is no purpose of a key`)
  return purpose
}

function invalid(purpose: string, why: string, cause?: unknown): DataKeyError {
  return new DataKeyError(
    'sealed_value_invalid',
    `What is kept sealed for "${purpose}" cannot be opened: ${why}.`,
    'Restore a backup of the database; "headwater origin restore" tells how.',
    { cause },
  )
}
