import { Secret, TOTP } from 'otpauth'
import type { DataKey } from './data-key.ts'
import type { Operator } from './operator.ts'
import type { TrustContext } from './trust-context.ts'

/** What authenticator apps know without being told (RFC 6238, 4.1 and 5.2), in ms; SHA-1 is what they all speak. */
const STEP_MS = 30_000
const FORM = { algorithm: 'SHA1', digits: 6, period: STEP_MS / 1_000 } as const
const SECRET_BYTES = 20

/** Steps before and after the present one that are taken, for clocks that differ (RFC 6238, 5.2). */
const WINDOW = 1

/** What secrets lie sealed by. */
export type Seal = Pick<DataKey, 'seal' | 'open'>

/** Codes of authenticator apps (RFC 6238), by a secret that lies sealed in the database. Each code is good once. */
export class Totp {
  readonly #context: TrustContext
  readonly #seal: Seal

  constructor(context: TrustContext, seal: Seal) {
    this.#context = context
    this.#seal = seal
  }

  /** A fresh secret, which counts once a code of it was shown. */
  begin(operator: Operator): { secret: string; uri: string } {
    const { store } = this.#context
    const secret = new Secret({ size: SECRET_BYTES })
    const totp_sealed = this.#seal.seal(purposeOf(operator.id), Buffer.from(secret.bytes))
    store.run(
      store.db
        .updateTable('operators')
        .set({ totp_sealed, totp_since: null, totp_last_step: null })
        .where('id', '=', operator.id),
    )
    const uri = new TOTP({ issuer: 'Headwater', label: operator.name, secret, ...FORM }).toString()
    return { secret: secret.base32, uri }
  }

  /** Takes a code, once: whoever read it over a shoulder comes too late, also with one of a step before. */
  take(operator: Operator, code: string): boolean {
    if (operator.totp_sealed === null || !/^\d{6}$/.test(code)) return false
    const secret = new Secret({ buffer: asArrayBuffer(this.#seal.open(purposeOf(operator.id), operator.totp_sealed)) })
    const timestamp = this.#context.now_ms()
    const delta = TOTP.validate({ token: code, secret, ...FORM, timestamp, window: WINDOW })
    if (delta === null) return false
    const step = Math.floor(timestamp / STEP_MS) + delta
    const { store } = this.#context
    const taken = store.run(
      store.db
        .updateTable('operators')
        .set({ totp_last_step: step })
        .where('id', '=', operator.id)
        .where((or) => or.or([or('totp_last_step', 'is', null), or('totp_last_step', '<', step)])),
    )
    return taken === 1
  }

  confirm(operator_id: string): string {
    const { store } = this.#context
    const totp_since = this.#context.at()
    store.run(store.db.updateTable('operators').set({ totp_since }).where('id', '=', operator_id))
    return totp_since
  }

  forget(operator_id: string): void {
    const { store } = this.#context
    const nothing = { totp_sealed: null, totp_since: null, totp_last_step: null }
    store.run(store.db.updateTable('operators').set(nothing).where('id', '=', operator_id))
  }
}

const purposeOf = (operator_id: string) => `totp:${operator_id}`

function asArrayBuffer(bytes: Buffer): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.length)
  new Uint8Array(copy).set(bytes)
  return copy
}
