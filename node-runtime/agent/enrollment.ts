import type { ConnectionOptions } from 'node:tls'
import type { Logger } from 'pino'
import { answerOf, apiErrorSchema } from '#contract/api.ts'
import {
  ENROLLMENT_PATH,
  type EnrollmentAnswer,
  type EnrollmentRequest,
  enrollmentAnswerSchema,
  joinTokenSchema,
  partsOfToken,
} from '#contract/enrollment.ts'
import type { Fingerprint } from '#contract/ids.ts'
import { backoffDelay, pause } from './backoff.ts'
import { NodeFailure } from './node-errors.ts'
import { postJson } from './origin-request.ts'
import { byAuthority, certificateProblem } from './origin-tls.ts'
import { originEndpoint } from './origin-url.ts'
import { authorityOf, wrongOrigin } from './pinned-origin.ts'

/** How long the origin may take for one answer, in ms, and the largest answer read, in bytes. */
const ANSWER_TIMEOUT_MS = 10_000
const MAX_ANSWER_BYTES = 64 * 1024

export interface EnrollmentOptions {
  /** Base URL of the origin. */
  readonly origin: string
  /** A secret. */
  readonly token: string
  /** The name asked for; null: the machine's, made unique if another node has it. */
  readonly name: string | null
  readonly host_name: string
  readonly region: string | null
  readonly version: string
  readonly relay_fingerprint: Fingerprint
  /** For this node's key, PKCS #10. */
  readonly certificate_request: string
  /** How long an origin that cannot be reached is tried again, in ms; Infinity: until the signal. */
  readonly patience_ms: number
  readonly log: Logger
}

/** What one request came to. */
type Attempt =
  | { readonly kind: 'enrolled'; readonly answer: EnrollmentAnswer }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string; readonly hint: string | null }
  | { readonly kind: 'again'; readonly why: string; readonly after_ms: number | null }
  | { readonly kind: 'stranger'; readonly why: string }
  | { readonly kind: 'untrusted'; readonly why: string }

/**
 * Asks the origin to take this node in, with an enrollment token; goes on asking while the origin is out of reach.
 * @throws {NodeFailure} enrollment_refused with what the origin says and what helps; not_an_origin; origin_unreachable
 *   when the patience is over
 */
export async function enroll(options: EnrollmentOptions, signal: AbortSignal): Promise<EnrollmentAnswer> {
  const { origin, log } = options
  if (!joinTokenSchema.safeParse(options.token).success) {
    throw new NodeFailure(
      'enrollment_refused',
      'The token is not one: it starts with enroll_ and has 50 characters, or with clt_; with a dot and what stands behind it 65 more.',
      'Copy it again, whole, from the control panel (Nodes, Add a node) or from `headwater origin`.',
    )
  }
  const give_up_at = performance.now() + options.patience_ms
  let name = options.name ?? nodeNameOf(options.host_name)
  const { secret, authority } = partsOfToken(options.token)
  let tls: ConnectionOptions | null = null
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted()
    const outcome = await attemptOnce(signal, async () => {
      tls ??= await trustedBy(origin, authority, signal)
      return await askOnce(options, { token: secret, name, tls }, signal)
    })
    switch (outcome.kind) {
      case 'enrolled':
        return outcome.answer
      case 'refused':
        if (outcome.code !== 'name_taken' || options.name !== null || name === uniqueName(options)) {
          throw refused(origin, outcome)
        }
        log.info(
          { event: 'enrollment.name_taken', name },
          `another node is called ${name}; asking for ${uniqueName(options)}`,
        )
        name = uniqueName(options)
        break
      case 'stranger':
        throw new NodeFailure(
          'not_an_origin',
          `${origin} is no Headwater origin: ${outcome.why}.`,
          'Give the address of the origin’s control panel with --origin, for example http://10.0.0.10:8090.',
        )
      case 'untrusted':
        throw authority === null ? untrusted(origin, outcome.why) : wrongOrigin(origin, undefined, outcome.why)
      case 'again': {
        const delay_ms = outcome.after_ms ?? backoffDelay(attempt, Math.random())
        if (performance.now() + delay_ms > give_up_at) throw unreachable(origin, outcome.why)
        log.warn({ event: 'enrollment.waiting', origin, attempt }, `cannot enrol yet, trying again: ${outcome.why}`)
        await pause(delay_ms, signal)
        break
      }
      default:
        outcome satisfies never
    }
  }
}

/** The machine's name with the beginning of the node's fingerprint: several nodes may run on one machine. */
function uniqueName({ host_name, relay_fingerprint }: EnrollmentOptions): string {
  return `${nodeNameOf(host_name).slice(0, 59)}-${relay_fingerprint.slice(0, 4)}`
}

function refused(origin: string, said: Extract<Attempt, { kind: 'refused' }>): NodeFailure {
  return new NodeFailure('enrollment_refused', `${origin} did not take this node in: ${said.message}`, said.hint)
}

function untrusted(origin: string, why: string): NodeFailure {
  return new NodeFailure(
    'wrong_origin',
    `${origin} is not known to be the origin: ${why}. Nothing was sent to it.`,
    'Use a token that the origin made by itself lately: behind its dot it carries what the origin is known by. An origin without a certificate of its own is dialled as http://.',
  )
}

function unreachable(origin: string, why: string): NodeFailure {
  return new NodeFailure(
    'origin_unreachable',
    `${origin} cannot be reached: ${why}.`,
    'Check that the origin runs, that it listens on an address this machine can reach (--host), and the firewall between.',
  )
}

async function askOnce(
  options: EnrollmentOptions,
  asking: { readonly token: string; readonly name: string; readonly tls: ConnectionOptions },
  signal: AbortSignal,
): Promise<Attempt> {
  const { token, name, tls } = asking
  const request: EnrollmentRequest = {
    token,
    name,
    region: options.region,
    version: options.version,
    relay_fingerprint: options.relay_fingerprint,
    certificate_request: options.certificate_request,
  }
  const { status, retry_after, text } = await postJson(originEndpoint(options.origin, ENROLLMENT_PATH), request, {
    tls,
    max_bytes: MAX_ANSWER_BYTES,
    signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
  })
  return readAnswer(status, retry_after, text)
}

/** How the origin is held to be the origin: by the authority that the token names alone, else by those that this machine trusts. */
async function trustedBy(
  origin: string,
  authority: Fingerprint | null,
  signal: AbortSignal,
): Promise<ConnectionOptions> {
  if (authority === null || !origin.startsWith('https:')) return {}
  return byAuthority([await authorityOf(origin, authority, signal)])
}

async function attemptOnce(signal: AbortSignal, attempt: () => Promise<Attempt>): Promise<Attempt> {
  try {
    return await attempt()
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof NodeFailure) throw error
    const problem = certificateProblem(error)
    if (problem !== null) return { kind: 'untrusted', why: problem }
    return { kind: 'again', why: reasonOf(error), after_ms: null }
  }
}

function readAnswer(status: number, retry_after: string | null, text: string): Attempt {
  const body = parseJson(text)
  const taken = answerOf(enrollmentAnswerSchema).safeParse(body)
  if (status >= 200 && status < 300 && taken.success) return { kind: 'enrolled', answer: taken.data.data }
  const said = apiErrorSchema.safeParse(
    typeof body === 'object' && body !== null && 'error' in body ? body.error : null,
  )
  if (status === 429 || status >= 500) {
    const seconds = Number.parseInt(retry_after ?? '', 10)
    const after_ms = Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), 60) * 1000 : null
    return { kind: 'again', why: said.success ? said.data.message : `it answered with status ${status}`, after_ms }
  }
  if (!said.success)
    return { kind: 'stranger', why: `it answered ${ENROLLMENT_PATH} with status ${status}, and not as an origin does` }
  const hint = said.data.details?.hint
  return {
    kind: 'refused',
    code: said.data.code,
    message: said.data.message,
    hint: typeof hint === 'string' ? hint : null,
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: the caller says what came instead by its status; the text itself is somebody else's page.
    return null
  }
}

/** The cause of a failed fetch; its own message is only "fetch failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `no answer within ${ANSWER_TIMEOUT_MS / 1000} s`
  const { cause } = error
  if (cause instanceof AggregateError) return reasonOf(cause.errors[0])
  return cause instanceof Error ? reasonOf(cause) : error.message
}

/** A machine's name as a node may be called (contract/ids.ts). */
export function nodeNameOf(host_name: string): string {
  const name = host_name
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 64)
  return name === '' ? 'node' : name
}
