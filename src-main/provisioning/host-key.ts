import { createHash } from 'node:crypto'
import type { ServerHostKeyAlgorithm } from 'ssh2'
import { SshError } from './ssh-errors.ts'

/** A server's host key as people compare it. */
export interface HostKey {
  /** Such as `ssh-ed25519`. */
  readonly algorithm: string
  /** `SHA256:` and 43 characters of base64, as ssh-keygen -l prints it. */
  readonly fingerprint: string
}

/** Reads a host key from its wire form (RFC 4253 section 6.6: the algorithm's name comes first). */
export function readHostKey(blob: Buffer): HostKey {
  const length = blob.length >= 4 ? blob.readUInt32BE(0) : 0
  const name = length > 0 && length <= 64 ? blob.subarray(4, 4 + length).toString('latin1') : ''
  const algorithm = /^[\w@.-]+$/.test(name) ? name : 'unknown'
  const fingerprint = `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`
  return { algorithm, fingerprint }
}

/** A fingerprint that somebody typed, in the form of {@link HostKey.fingerprint}; null where it cannot be one. */
export function normalizeFingerprint(text: string): string | null {
  const [, hash] = /^(?:SHA256:)?([A-Za-z0-9+/]{43})=?$/.exec(text.trim()) ?? []
  return hash === undefined ? null : `SHA256:${hash}`
}

/**
 * A fingerprint that somebody confirmed, in the form of {@link HostKey.fingerprint}.
 * @throws {SshError} ssh_fingerprint_malformed where it cannot be one, so that a typing error never reads as a changed key
 */
export function parseFingerprint(text: string): string {
  const fingerprint = normalizeFingerprint(text)
  if (fingerprint !== null) return fingerprint
  throw new SshError(
    'ssh_fingerprint_malformed',
    'The fingerprint to compare with is not a SHA-256 fingerprint.',
    'It looks like SHA256: and 43 letters and digits. On the box: for f in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -lf "$f"; done',
  )
}

/**
 * Kinds of host keys in the order they are asked for: first what ssh2 prefers, then one kind at a time. A server has one
 * key of each kind, and shows the one it was asked for: whoever compared another kind is not told that the key changed.
 */
export const hostKeyKinds: readonly (readonly ServerHostKeyAlgorithm[])[] = [
  ['ssh-ed25519'],
  ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'],
  ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'],
]

/** The kinds still worth asking for after a server showed a key of this algorithm. */
export function otherHostKeyKinds(shown: string): readonly (readonly ServerHostKeyAlgorithm[])[] {
  return hostKeyKinds.filter((kind) => !kind.some((algorithm) => algorithm === shown))
}
