import { X509Certificate } from 'node:crypto'
import type { Logger } from 'pino'
import type { CertificateState, ShownCertificate } from '#contract/certificates.ts'
import type { CertificatePair } from '../certificate-pair.ts'
import { type AcmeAccount, AcmeError, type AcmeOrder } from './acme-order.ts'
import type { AcmeRows, KeptCertificate } from './acme-rows.ts'

export interface AcmeCertificateOptions {
  /** What it is called where it is kept. */
  readonly id: 'origin' | 'nodes'
  readonly names: readonly string[]
  /** All that makes another certificate of it, or another way to it: where it changes, what failed before does not count. */
  readonly wish: string
  /** By which the account is found again. */
  readonly account: string
  readonly rows: AcmeRows
  readonly newAccountKey: () => Promise<string>
  readonly order: (
    wish: Pick<AcmeOrder, 'names' | 'onAccount' | 'signal'> & {
      /** Read when it is this order's turn: the one before may have registered it. */
      readonly account: () => Promise<AcmeAccount>
    },
  ) => Promise<CertificatePair>
  /** Has it shown from now on. @throws {Error} where it cannot be */
  readonly onCertificate: (pair: CertificatePair) => ShownCertificate
  /** Told of every order's end; for the activity log. */
  readonly onOrdered?: (ordered: { readonly problem: string | null }) => void
  /** Milliseconds since 1970; default `Date.now`. */
  readonly clock?: () => number
  /** From 0 to below 1; default `Math.random`. */
  readonly random?: () => number
  readonly log: Logger
}

/** How much of its life a certificate is shown before the next one is ordered. */
const RENEW_AFTER = 2 / 3
/** And at most so much of it later, so that not all ask at one moment. */
const RENEW_JITTER = 1 / 60
/** The wait after a failure, doubling from the first to the last, in ms. Authorities take some five failures an hour for a name. */
const FIRST_WAIT_MS = 2 * 60_000
const LONGEST_WAIT_MS = 12 * 3_600_000
/** An authority that asks for more patience than this is asked again all the same, in ms. */
const LONGEST_RETRY_AFTER_MS = 7 * 24 * 3_600_000
/** Timers are not set further than this, in ms. */
const LONGEST_TIMER_MS = 3_600_000

/** A certificate that an ACME authority signs, kept over restarts, ordered and renewed by itself; what fails is tried again later and later. */
export class AcmeCertificate {
  readonly #options: AcmeCertificateOptions
  readonly #clock: () => number
  readonly #stopped = new AbortController()
  #kept: KeptCertificate
  #certificate: ShownCertificate | null = null
  #timer: NodeJS.Timeout | null = null
  #ordering: Promise<void> | null = null

  constructor(options: AcmeCertificateOptions) {
    this.#options = options
    this.#clock = options.clock ?? Date.now
    const { rows, id, wish, names } = options
    const kept = rows.certificate(id)
    const nothing = { wish, failures: 0, problem: null, next_try_ms: this.#clock() }
    // One of before is shown as long as it is for all the names, also while another is on its way.
    const pair = kept?.pair !== undefined && kept.pair !== null && isFor(kept.pair, names) ? kept.pair : null
    this.#kept = kept !== null && kept.wish === wish ? { ...kept, pair } : { ...nothing, pair }
  }

  /** Shows what is kept, and orders when it is time. */
  start(): void {
    if (this.#kept.pair !== null) this.#certificate = this.#options.onCertificate(this.#kept.pair)
    this.#schedule()
  }

  /** Gives up an order under way; done when nothing of it is left. */
  async stop(): Promise<void> {
    this.#stopped.abort()
    if (this.#timer !== null) clearTimeout(this.#timer)
    await this.#ordering
  }

  state(): CertificateState {
    const { problem, next_try_ms } = this.#kept
    const next_try_at = this.#ordering === null ? new Date(next_try_ms).toISOString() : null
    return { source: 'acme', shown_by: this.#options.id, certificate: this.#certificate, problem, next_try_at }
  }

  /** Orders now, whatever the time; done when that has ended, and never rejects. */
  orderNow(): Promise<void> {
    if (this.#stopped.signal.aborted) return Promise.resolve()
    this.#ordering ??= this.#order().finally(() => {
      this.#ordering = null
      this.#schedule()
    })
    return this.#ordering
  }

  #schedule(): void {
    if (this.#stopped.signal.aborted) return
    if (this.#timer !== null) clearTimeout(this.#timer)
    const wait_ms = Math.max(0, Math.min(this.#kept.next_try_ms - this.#clock(), LONGEST_TIMER_MS))
    this.#timer = setTimeout(() => {
      if (this.#clock() >= this.#kept.next_try_ms) void this.orderNow()
      else this.#schedule()
    }, wait_ms)
    this.#timer.unref()
  }

  async #order(): Promise<void> {
    const { names, log, onCertificate, onOrdered } = this.#options
    const { signal } = this.#stopped
    try {
      log.info({ event: 'acme.ordering', names }, `ordering a certificate for ${names.join(', ')}`)
      const { rows, account } = this.#options
      const onAccount = (url: string) => {
        const known = rows.account(account)
        if (known !== null) rows.putAccount(account, { ...known, url })
      }
      const pair = await this.#options.order({ account: () => this.#account(), names, onAccount, signal })
      this.#certificate = onCertificate(pair)
      const { valid_from, valid_until } = this.#certificate
      this.#keep({ pair, failures: 0, problem: null, next_try_ms: this.#renewalOf(valid_from, valid_until) })
      log.info(
        { event: 'certificate.changed', source: 'acme', names, valid_until },
        `a certificate for ${names.join(', ')} is good until ${valid_until}`,
      )
    } catch (error) {
      if (signal.aborted) return
      const failures = this.#kept.failures + 1
      const wait_ms = this.#waitAfter(failures, error instanceof AcmeError ? error.retry_after_ms : null)
      const problem = error instanceof Error ? error.message : String(error)
      this.#keep({ failures, problem, next_try_ms: this.#clock() + wait_ms })
      const next = `The next try is in ${Math.ceil(wait_ms / 60_000)} min.`
      log.error({ event: 'acme.failed', names, failures, next_try_in_ms: wait_ms, err: error }, `${problem} ${next}`)
    }
    onOrdered?.({ problem: this.#kept.problem })
  }

  async #account(): Promise<AcmeAccount> {
    const { rows, account, newAccountKey } = this.#options
    const known = rows.account(account)
    if (known !== null) return known
    const made = { key_pem: await newAccountKey(), url: null }
    rows.putAccount(account, made)
    return made
  }

  #keep(change: Partial<KeptCertificate>): void {
    this.#kept = { ...this.#kept, ...change }
    this.#options.rows.putCertificate(this.#options.id, this.#kept)
  }

  /** Milliseconds since 1970. */
  #renewalOf(valid_from: string, valid_until: string): number {
    const { random = Math.random } = this.#options
    const from = Date.parse(valid_from)
    const life = Date.parse(valid_until) - from
    return from + life * (RENEW_AFTER + RENEW_JITTER * random())
  }

  #waitAfter(failures: number, retry_after_ms: number | null): number {
    const { random = Math.random } = this.#options
    const doubled = Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS)
    // A quarter more or less.
    const own = doubled * (0.75 + 0.5 * random())
    return Math.max(own, Math.min(retry_after_ms ?? 0, LONGEST_RETRY_AFTER_MS))
  }
}

function isFor({ certificate_pem }: CertificatePair, names: readonly string[]): boolean {
  const leaf = new X509Certificate(certificate_pem)
  if (Date.parse(leaf.validTo) <= Date.now()) return false
  const known = new Set((leaf.subjectAltName ?? '').split(', ').map((name) => name.replace(/^DNS:/, '')))
  return names.every((name) => known.has(name))
}
