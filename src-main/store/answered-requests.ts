import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Store } from './store.ts'

/** An answer as it was sent. */
const keptAnswerSchema = z.object({ status: z.number().int(), type: z.string(), body: z.string() })
export type KeptAnswer = z.infer<typeof keptAnswerSchema>

/** What a request is told by: the key that its sender chose, and what that key is unique within (who asks, and at which route). */
export interface RequestKey {
  readonly scope: string
  readonly key: string
}

export interface AnsweredRequestsOptions {
  /** Answers are kept for so long, in ms; default a day. */
  readonly retention_ms?: number
  /** Of more, the oldest are let go: so many, and so many bytes in all. */
  readonly max_answers?: number
  readonly max_bytes?: number
  /** Milliseconds since 1970; default `Date.now`. */
  readonly clock?: () => number
}

/** How long an answer is given again, in ms. */
export const ANSWER_RETENTION_MS = 86_400_000

/**
 * Answers that were given to requests with an Idempotency-Key, to be given again. On disk neither the key nor the answer is in clear: an
 * answer may hold a fresh secret (an enrollment token), and is sealed with the key, of which only a digest is kept.
 */
export class AnsweredRequests {
  readonly #store: Store
  readonly #retention_ms: number
  readonly #max_answers: number
  readonly #max_bytes: number
  readonly #clock: () => number

  constructor(store: Store, options: AnsweredRequestsOptions = {}) {
    this.#store = store
    this.#retention_ms = options.retention_ms ?? ANSWER_RETENTION_MS
    this.#max_answers = options.max_answers ?? 10_000
    this.#max_bytes = options.max_bytes ?? 64 * 1024 * 1024
    this.#clock = options.clock ?? Date.now
  }

  /** What was answered under this key: `other` where it was another request; undefined: nothing, or too long ago. */
  find(of: RequestKey, request: string): KeptAnswer | 'other' | undefined {
    const { db } = this.#store
    const row = this.#store.first(
      db
        .selectFrom('answered_requests')
        .select(['request_hash', 'sealed_answer'])
        .where('id', '=', idOf(of))
        .where('answered_at', '>', this.#at(-this.#retention_ms)),
    )
    if (row === undefined) return undefined
    if (row.request_hash !== digestOf(request, of)) return 'other'
    return keptAnswerSchema.parse(JSON.parse(opened(row.sealed_answer, of)))
  }

  /** Keeps an answer; it is on disk when this returns, unless the disk has no room. One that is larger than a sixteenth of all there is room for is not kept. */
  keep(of: RequestKey, request: string, answer: KeptAnswer): void {
    const sealed_answer = sealed(JSON.stringify(answer), of)
    const bytes = sealed_answer.byteLength
    if (bytes > this.#max_bytes / 16) return
    const { db } = this.#store
    const id = idOf(of)
    const row = { request_hash: digestOf(request, of), sealed_answer, bytes, answered_at: this.#at(0) }
    this.#store.spare(() =>
      this.#store.transaction(() => {
        this.#store.run(
          db
            .insertInto('answered_requests')
            .values({ id, ...row })
            .onConflict((conflict) => conflict.column('id').doUpdateSet(row)),
        )
        this.#store.run(db.deleteFrom('answered_requests').where('answered_at', '<=', this.#at(-this.#retention_ms)))
        this.#letGo()
      }),
    )
  }

  /** The oldest go until the rest is within its bounds. */
  #letGo(): void {
    const { db } = this.#store
    for (;;) {
      const kept = this.#store.first(
        db
          .selectFrom('answered_requests')
          .select(({ fn }) => [fn.countAll<number>().as('answers'), fn.sum<number | null>('bytes').as('bytes')]),
      )
      if (kept === undefined || (kept.answers <= this.#max_answers && (kept.bytes ?? 0) <= this.#max_bytes)) return
      const oldest = db.selectFrom('answered_requests').select('id').orderBy('answered_at').orderBy('id').limit(1)
      this.#store.run(db.deleteFrom('answered_requests').where('id', 'in', oldest))
    }
  }

  #at(from_now_ms: number): string {
    return new Date(this.#clock() + from_now_ms).toISOString()
  }
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex')
const idOf = ({ scope, key }: RequestKey) => hash(JSON.stringify([scope, key]))

/** AES-256-GCM: 12 bytes of nonce, 16 of tag, then the text. */
const NONCE_BYTES = 12
const TAG_BYTES = 16

function sealingKey({ scope, key }: RequestKey): Buffer {
  return Buffer.from(hkdfSync('sha256', key, scope, 'headwater/answered-request', 32))
}

/** With the sealing key, so that what a request held (a password) cannot be guessed by it. */
function digestOf(request: string, of: RequestKey): string {
  return createHmac('sha256', sealingKey(of)).update(request).digest('hex')
}

function sealed(text: string, of: RequestKey): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', sealingKey(of), nonce)
  const bytes = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), bytes])
}

function opened(bytes: Uint8Array, of: RequestKey): string {
  const nonce = bytes.subarray(0, NONCE_BYTES)
  const text_at = NONCE_BYTES + TAG_BYTES
  const decipher = createDecipheriv('aes-256-gcm', sealingKey(of), nonce)
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, text_at))
  return Buffer.concat([decipher.update(bytes.subarray(text_at)), decipher.final()]).toString('utf8')
}
