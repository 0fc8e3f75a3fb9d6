import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

/** How long a browser may take to ask its user, in ms. */
const CEREMONY_MS = 5 * 60_000

/** Challenges that were answered are remembered until they run out; of more, the oldest is forgotten. */
const MAX_ANSWERED = 10_000

const ceremonySchema = z.object({
  kind: z.enum(['register', 'sign_in']),
  challenge: z.string(),
  rp_id: z.string(),
  /** Whose, where it is for one operator alone. */
  operator_id: z.string().nullable(),
  ends_at_ms: z.number(),
})
export type Ceremony = z.infer<typeof ceremonySchema>

/**
 * Challenges of passkeys (Web Authentication, 13.4.3): each is good once, for five minutes. The browser carries them, signed, so that however
 * many are asked for cost no memory here.
 */
export class Ceremonies {
  readonly #key = randomBytes(32)
  readonly #clock: () => number
  readonly #answered = new Set<string>()

  constructor(clock: () => number) {
    this.#clock = clock
  }

  /** A challenge, and the text that the browser brings back with its answer. */
  begin(of: Pick<Ceremony, 'kind' | 'rp_id' | 'operator_id'>): { challenge: string; ceremony: string } {
    const challenge = randomBytes(32).toString('base64url')
    const ceremony: Ceremony = { ...of, challenge, ends_at_ms: this.#clock() + CEREMONY_MS }
    const text = Buffer.from(JSON.stringify(ceremony)).toString('base64url')
    return { challenge, ceremony: `${text}.${this.#sign(text)}` }
  }

  /** Takes it, once; null where it is none of ours, has run out, or was answered before. */
  take(kind: Ceremony['kind'], given: string): Ceremony | null {
    const [text = '', signature = ''] = given.split('.')
    const expected = Buffer.from(this.#sign(text))
    const shown = Buffer.from(signature)
    if (shown.length !== expected.length || !timingSafeEqual(shown, expected)) return null
    const ceremony = ceremonySchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
    if (ceremony.kind !== kind || ceremony.ends_at_ms <= this.#clock()) return null
    if (this.#answered.has(ceremony.challenge)) return null
    this.#answered.add(ceremony.challenge)
    if (this.#answered.size > MAX_ANSWERED) {
      const [oldest] = this.#answered
      if (oldest !== undefined) this.#answered.delete(oldest)
    }
    return ceremony
  }

  #sign(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url')
  }
}
