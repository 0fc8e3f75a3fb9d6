import { Agent } from 'node:https'
import { rootCertificates } from 'node:tls'
import type { Client } from 'acme-client'
import { CertificateError } from '../certificate-error.ts'
import type { CertificatePair } from '../certificate-pair.ts'
import type { Challenge, ChallengeSolver } from './challenges.ts'

/** An account at an authority. */
export interface AcmeAccount {
  /** PEM; a secret. */
  readonly key_pem: string
  /** Null: not registered yet. */
  readonly url: string | null
}

export interface AcmeAuthority {
  readonly directory_url: string
  /** PEM of who signed the directory's own certificate; null: who browsers trust. */
  readonly ca_pem: string | null
  readonly email: string | null
  /** External account binding (RFC 8555 7.3.4), where the authority wants one. */
  readonly binding: { readonly key_id: string; readonly hmac_key: string } | null
}

export interface AcmeOrder {
  readonly authority: AcmeAuthority
  readonly account: AcmeAccount
  readonly names: readonly string[]
  readonly solver: ChallengeSolver
  /** Told at once, so that an account is never registered twice. */
  readonly onAccount: (url: string) => void
  readonly signal: AbortSignal
}

/** An order that failed; the message is in plain words. */
export class AcmeError extends CertificateError {
  /** How long the authority wants not to be asked again, in ms; null where it did not say. */
  readonly retry_after_ms: number | null
  constructor(message: string, options?: ErrorOptions & { readonly retry_after_ms: number | null }) {
    super(message, options)
    this.name = 'AcmeError'
    this.retry_after_ms = options?.retry_after_ms ?? null
  }
}

const REQUEST_TIMEOUT_MS = 30_000
/** How often and how far apart a pending order is looked at, in ms. */
const POLLS = { backoffAttempts: 30, backoffMin: 1_000, backoffMax: 10_000 }
/** For everything: an authority that checks slowly takes a minute. */
const ORDER_TIMEOUT_MS = 5 * 60_000

const MAX_ANSWER_BYTES = 1024 * 1024

/** What the authority answered last that was no success. */
interface Refusal {
  readonly status: number
  readonly retry_after_ms: number | null
}

/** As the library's HTTP client throws it; without a response nobody answered. */
type Failed = Error & {
  readonly response?: { readonly status: number; readonly headers: Readonly<Record<string, unknown>> }
}

/** A new private key for an account, PEM. */
export async function newAccountKey(): Promise<string> {
  const { crypto } = await import('acme-client')
  return (await crypto.createPrivateEcdsaKey('P-256')).toString()
}

/**
 * Orders a certificate (RFC 8555 7.4): registers the account if need be, proves each name, and fetches what was signed. One
 * at a time in a program, as the library has one HTTP client.
 * @throws {AcmeError} in plain words
 */
export async function orderCertificate(order: AcmeOrder): Promise<CertificatePair> {
  const { authority, account, names, solver } = order
  const limit = new AbortController()
  const { signal } = limit
  const giveUp = () => limit.abort()
  const timer = setTimeout(giveUp, ORDER_TIMEOUT_MS)
  if (order.signal.aborted) giveUp()
  order.signal.addEventListener('abort', giveUp, { once: true })
  const { Client: AcmeClient, axios, crypto } = await import('acme-client')
  const roots = authority.ca_pem === null ? [...rootCertificates] : [authority.ca_pem]
  const agent = new Agent({ ca: roots, keepAlive: false })
  Object.assign(axios.defaults, {
    httpsAgent: agent,
    timeout: REQUEST_TIMEOUT_MS,
    signal,
    maxContentLength: MAX_ANSWER_BYTES,
  })
  let refusal: Refusal | null = null
  // The library's own tries again at once and knows no answer that never came: waiting is ours, with the rest of the order.
  axios.interceptors.response.clear()
  axios.interceptors.response.use(null, (error: Failed) => {
    const { response } = error
    if (response === undefined) throw error
    if (response.status >= 400) {
      refusal = { status: response.status, retry_after_ms: retryAfter(response.headers['retry-after']) }
    }
    return response
  })
  const client = new AcmeClient({
    directoryUrl: authority.directory_url,
    accountKey: account.key_pem,
    ...(account.url === null ? {} : { accountUrl: account.url }),
    ...(authority.binding === null
      ? {}
      : { externalAccountBinding: { kid: authority.binding.key_id, hmacKey: authority.binding.hmac_key } }),
    ...POLLS,
  })
  try {
    await solver.open(signal)
    if (account.url === null) await register(client, order)
    const [key_pem, csr] = await crypto.createCsr({ altNames: [...names] }, await crypto.createPrivateEcdsaKey('P-256'))
    const placed = await client.createOrder({ identifiers: names.map((value) => ({ type: 'dns', value })) })
    await prove(client, placed, solver, signal)
    const finalized = await client.finalizeOrder(placed, csr)
    return { certificate_pem: await client.getCertificate(finalized), key_pem: key_pem.toString() }
  } catch (error) {
    order.signal.throwIfAborted()
    if (error instanceof AcmeError) throw error
    const retry_after_ms = refusalOf(refusal)
    throw new AcmeError(failureText(error, authority, signal.aborted), { cause: error, retry_after_ms })
  } finally {
    clearTimeout(timer)
    order.signal.removeEventListener('abort', giveUp)
    agent.destroy()
    await solver.close()
  }
}

async function register(client: Client, { authority: { email }, onAccount }: AcmeOrder): Promise<void> {
  await client.createAccount({
    termsOfServiceAgreed: true,
    ...(email === null ? {} : { contact: [`mailto:${email}`] }),
  })
  onAccount(client.getAccountUrl())
}

/** Proves one name after the other; what was put for a proof is taken away whatever becomes of it. */
async function prove(
  client: Client,
  placed: Awaited<ReturnType<Client['createOrder']>>,
  solver: ChallengeSolver,
  signal: AbortSignal,
): Promise<void> {
  for (const authorization of await client.getAuthorizations(placed)) {
    if (authorization.status === 'valid') continue
    const name = `${authorization.wildcard === true ? '*.' : ''}${authorization.identifier.value}`
    const challenge = authorization.challenges.find(({ type }) => type === solver.type)
    if (challenge === undefined) {
      const offered = authorization.challenges.map(({ type }) => type).join(', ')
      throw new CertificateError(
        `the authority takes no proof by ${solver.type} for ${name}, only by ${offered}: set tls.acme_challenge to one of these`,
      )
    }
    const proof: Challenge = {
      ...{ name, token: challenge.token },
      answer: await client.getChallengeKeyAuthorization(challenge),
    }
    try {
      await solver.put(proof, signal)
      await client.completeChallenge(challenge)
      await client.waitForValidStatus(challenge)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new CertificateError(`${name} could not be proved to be here: ${reason}`, { cause: error })
    } finally {
      // Also when the order was given up: nobody else cleans up.
      await solver.remove(proof, AbortSignal.timeout(REQUEST_TIMEOUT_MS)).catch(() => undefined)
    }
  }
}

function failureText(error: unknown, { directory_url }: AcmeAuthority, late: boolean): string {
  const host = URL.canParse(directory_url) ? new URL(directory_url).host : directory_url
  if (late) return `The authority ${host} did not sign within ${ORDER_TIMEOUT_MS / 60_000} minutes.`
  const said = error instanceof Error ? error.message : String(error)
  const { code } = error as NodeJS.ErrnoException
  const unreachable: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'nothing listens there',
    ENOTFOUND: 'its name is not known',
    EAI_AGAIN: 'its name could not be looked up',
    ETIMEDOUT: 'it does not answer',
    ECONNABORTED: 'it does not answer in time',
    UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      'its own certificate is signed by nobody known here; tls.acme_ca names the file of who signed it',
    SELF_SIGNED_CERT_IN_CHAIN:
      'its own certificate is signed by nobody known here; tls.acme_ca names the file of who signed it',
    DEPTH_ZERO_SELF_SIGNED_CERT:
      'its own certificate is signed by nobody known here; tls.acme_ca names the file of who signed it',
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
      'its own certificate is signed by nobody known here; tls.acme_ca names the file of who signed it',
  }
  const why = unreachable[code ?? '']
  if (why !== undefined) return `The authority ${host} cannot be reached: ${why}.`
  return `The authority ${host} gave no certificate: ${said.replace(/\.?\s*$/, '')}.`
}

function refusalOf(refusal: Refusal | null): number | null {
  return refusal !== null && (refusal.status === 429 || refusal.status === 503) ? refusal.retry_after_ms : null
}

/** RFC 9110 10.2.3: seconds, or a date. */
function retryAfter(value: unknown): number | null {
  if (typeof value !== 'string') return null
  if (/^\d+$/.test(value)) return Number(value) * 1_000
  const at = Date.parse(value)
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now())
}
