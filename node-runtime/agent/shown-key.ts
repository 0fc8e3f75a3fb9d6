import { createHash } from 'node:crypto'
import { STREAM_KEY_PARAMETERS } from '#contract/stream-key.ts'
import type { Shown } from '../media/admission.ts'

/** Longer than any key. */
const MAX_KEY_LENGTH = 256

/** What is compared of the key that a client shows: its SHA-256 in hexadecimal; null: it shows none. */
export function digestOfShownKey({ query, bearer }: Shown): string | null {
  const asked = new URLSearchParams(query)
  const named = STREAM_KEY_PARAMETERS.map((name) => asked.get(name)).find((value) => value)
  const key = named ?? bearer
  if (!key || key.length > MAX_KEY_LENGTH) return null
  return createHash('sha256').update(key).digest('hex')
}
