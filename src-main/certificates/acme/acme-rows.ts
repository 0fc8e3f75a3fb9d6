import type { Store } from '../../store/store.ts'
import type { CertificatePair } from '../certificate-pair.ts'
import type { AcmeAccount } from './acme-order.ts'

/** Seals what lies in the database; see trust/data-key.ts. */
export interface AcmeSeal {
  seal(purpose: string, plaintext: Buffer): Buffer
  open(purpose: string, sealed: Uint8Array): Buffer
}

/** What is kept of a certificate and of the way to the next one. */
export interface KeptCertificate {
  /** Null: none was ever obtained. */
  readonly pair: CertificatePair | null
  /** What was asked for; another wish starts afresh. */
  readonly wish: string
  /** Orders in a row that failed. */
  readonly failures: number
  readonly problem: string | null
  /** Milliseconds since 1970. */
  readonly next_try_ms: number
}

const ACCOUNT_PURPOSE = 'acme:account-key'
const CERTIFICATE_PURPOSE = 'acme:certificate-key'

/** The tables `acme_accounts` and `acme_certificates`; keys lie there sealed. A write that returned is on disk. */
export class AcmeRows {
  readonly #store: Store
  readonly #seal: AcmeSeal

  constructor(store: Store, seal: AcmeSeal) {
    this.#store = store
    this.#seal = seal
  }

  /** The account at an authority, which is another one for another address of contact or binding. */
  account(authority: string): AcmeAccount | null {
    const { db } = this.#store
    const row = this.#store.first(db.selectFrom('acme_accounts').selectAll().where('authority', '=', authority))
    if (row === undefined) return null
    return { key_pem: this.#seal.open(ACCOUNT_PURPOSE, row.sealed_key).toString(), url: row.url }
  }

  putAccount(authority: string, { key_pem, url }: AcmeAccount): void {
    const row = { authority, url, sealed_key: this.#seal.seal(ACCOUNT_PURPOSE, Buffer.from(key_pem)) }
    this.#store.run(
      this.#store.db
        .insertInto('acme_accounts')
        .values(row)
        .onConflict((conflict) => conflict.column('authority').doUpdateSet(row)),
    )
  }

  certificate(id: string): KeptCertificate | null {
    const { db } = this.#store
    const row = this.#store.first(db.selectFrom('acme_certificates').selectAll().where('id', '=', id))
    if (row === undefined) return null
    const { wish, failures, problem, chain_pem, sealed_key, next_try_at } = row
    const pair =
      chain_pem === null || sealed_key === null
        ? null
        : { certificate_pem: chain_pem, key_pem: this.#seal.open(CERTIFICATE_PURPOSE, sealed_key).toString() }
    return { pair, wish, failures, problem, next_try_ms: Date.parse(next_try_at) }
  }

  putCertificate(id: string, { pair, wish, failures, problem, next_try_ms }: KeptCertificate): void {
    const row = {
      ...{ id, wish, failures, problem },
      chain_pem: pair?.certificate_pem ?? null,
      sealed_key: pair === null ? null : this.#seal.seal(CERTIFICATE_PURPOSE, Buffer.from(pair.key_pem)),
      next_try_at: new Date(next_try_ms).toISOString(),
    }
    this.#store.run(
      this.#store.db
        .insertInto('acme_certificates')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row)),
    )
  }
}
