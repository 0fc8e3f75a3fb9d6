import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** What a secret lets its holder do; the first characters of the secret say it. */
export type SecretKind = 'enroll' | 'node' | 'sk' | 'signin' | 'session' | 'wall' | 'device' | 'stream' | 'sign' | 'clt'

/** Characters of a secret that are shown and logged to tell one from another; the 37 others are 222 random bits. */
const SHOWN_CHARACTERS = 6

/** A fresh secret: its kind, an underscore and 43 characters of base64url (32 random bytes). */
export function mintSecret(kind: SecretKind): string {
  return `${kind}_${randomBytes(32).toString('base64url')}`
}

/** Whether a text has the form of a secret of this kind; asked before the store is. */
export function isSecret(kind: SecretKind, text: string): boolean {
  return text.startsWith(`${kind}_`) && /^[A-Za-z0-9_-]{43}$/.test(text.slice(kind.length + 1))
}

/**
 * What is stored of a secret: its SHA-256 in hexadecimal. No salt and no slow hash: unlike a password it has 256 random
 * bits, which no list of guesses reaches.
 */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** Whether a secret is the one that was hashed, in a time that does not depend on where they differ. */
export function secretMatches(secret: string, hash: string): boolean {
  const given = Buffer.from(hashSecret(secret))
  const stored = Buffer.from(hash)
  return given.length === stored.length && timingSafeEqual(given, stored)
}

/** The start of a secret that may be shown. */
export function shownPrefix(secret: string): string {
  return secret.slice(0, secret.indexOf('_') + 1 + SHOWN_CHARACTERS)
}
