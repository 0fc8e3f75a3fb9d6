import type { ParsedKey } from 'ssh2'
import { SshError } from './ssh-errors.ts'

/** A private key, unlocked, and how to speak of it without showing it. */
export interface PrivateKey {
  readonly parsed: ParsedKey
  /** For people: its comment, else its kind, for example `studio-ed25519`. */
  readonly name: string
  /** The line that lets this key in, for `authorized_keys`. */
  readonly public_line: string
}

/**
 * The most rounds of bcrypt a key may ask for. ssh2 derives the key on the event loop at about 10 ms a round; ssh-keygen's
 * own default is 16 to 24, careful people take 100.
 */
const MAX_KDF_ROUNDS = 256

/** Whether the key is locked by a passphrase. Unreadable text counts as not locked. */
export async function isEncryptedKey(text: string): Promise<boolean> {
  const parsed = await parse(text, null)
  return parsed instanceof Error && /no passphrase given/i.test(parsed.message)
}

/**
 * Reads a private key in OpenSSH, PEM or PuTTY form.
 * @throws {SshError} ssh_key_needs_passphrase, ssh_key_wrong_passphrase or ssh_key_unreadable
 */
export async function readPrivateKey(text: string, passphrase: string | null): Promise<PrivateKey> {
  const plain = await parse(text, null)
  if (!(plain instanceof Error)) return describe(plain)
  if (!/no passphrase given/i.test(plain.message)) {
    throw new SshError('ssh_key_unreadable', 'The key file cannot be read as a private key.', unreadableHint(text), {
      raw: plain.message,
    })
  }
  if (passphrase === null || passphrase === '') {
    throw new SshError(
      'ssh_key_needs_passphrase',
      'This key is locked with a passphrase.',
      'Enter its passphrase; it is kept in memory for this one check only.',
    )
  }
  if (kdfRounds(text) > MAX_KDF_ROUNDS) {
    throw new SshError(
      'ssh_key_unreadable',
      `This key asks for ${kdfRounds(text)} rounds of key derivation; Headwater takes at most ${MAX_KDF_ROUNDS}.`,
      'Save a copy with fewer rounds, for example: ssh-keygen -p -a 100 -f KEYFILE',
    )
  }
  const unlocked = await parse(text, passphrase)
  if (!(unlocked instanceof Error)) return describe(unlocked)
  if (/unsupported/i.test(unlocked.message)) {
    throw new SshError(
      'ssh_key_unreadable',
      'The key is locked in a way that Headwater cannot open.',
      'Save a copy in the usual form: ssh-keygen -p -f KEYFILE',
      { raw: unlocked.message },
    )
  }
  throw new SshError(
    'ssh_key_wrong_passphrase',
    'This is not the passphrase of this key.',
    'Try again, or choose another key.',
    {
      raw: unlocked.message,
    },
  )
}

async function parse(text: string, passphrase: string | null): Promise<ParsedKey | Error> {
  // Loaded where there is a box to log in to.
  const { default: ssh2 } = await import('ssh2')
  try {
    const parsed = passphrase === null ? ssh2.utils.parseKey(text) : ssh2.utils.parseKey(text, passphrase)
    // The declared type leaves out that OpenSSH's form can hold several keys.
    const keys: unknown = parsed
    return Array.isArray(keys) ? (keys[0] as ParsedKey) : parsed
  } catch (error) {
    // A broken PEM body throws where other forms return an error.
    return error instanceof Error ? error : new Error(String(error))
  }
}

function describe(parsed: ParsedKey): PrivateKey {
  if (!parsed.isPrivateKey()) {
    throw new SshError(
      'ssh_key_unreadable',
      'This is the public half of a key.',
      'Choose the file beside it without .pub: the private key stays in memory for this one check only.',
    )
  }
  const comment = parsed.comment.trim().replace(/[^\x20-\x7e]/g, '')
  return {
    parsed,
    name: comment === '' ? parsed.type : comment,
    public_line: [parsed.type, parsed.getPublicSSH().toString('base64'), comment]
      .filter((part) => part !== '')
      .join(' '),
  }
}

function unreadableHint(text: string): string {
  if (/BEGIN CERTIFICATE/.test(text)) return 'This is a certificate, not an SSH key.'
  if (!/PRIVATE KEY|PuTTY-User-Key-File/.test(text))
    return 'A private key begins with "-----BEGIN ... PRIVATE KEY-----".'
  return 'It seems damaged or of an unusual kind. OpenSSH, PEM and PuTTY keys of the kinds Ed25519, ECDSA and RSA work; keys on hardware tokens do not.'
}

/** Rounds that an OpenSSH key asks of bcrypt (its PROTOCOL.key: magic, cipher, kdf, kdf options of salt and rounds); 0 for other forms. */
export function kdfRounds(text: string): number {
  const body = /-{5}BEGIN OPENSSH PRIVATE KEY-{5}([\s\S]+?)-----END/.exec(text)?.[1]
  if (body === undefined) return 0
  const blob = Buffer.from(body.replace(/\s/g, ''), 'base64')
  const magic = Buffer.from('openssh-key-v1\0')
  if (!blob.subarray(0, magic.length).equals(magic)) return 0
  let offset = magic.length
  const next = (): Buffer => {
    if (offset + 4 > blob.length) return Buffer.alloc(0)
    const length = blob.readUInt32BE(offset)
    const value = blob.subarray(offset + 4, offset + 4 + length)
    offset += 4 + length
    return value
  }
  next()
  const kdf = next().toString('latin1')
  const options = next()
  if (kdf !== 'bcrypt' || options.length < 8) return 0
  const saltLength = options.readUInt32BE(0)
  return 4 + saltLength + 4 <= options.length ? options.readUInt32BE(4 + saltLength) : 0
}
