import { createServer, type Server } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from 'pino'
import { CertificateError } from '../certificate-error.ts'
import type { DnsServer } from '../dns/dns-server.ts'

/** One proof that an authority wants of one name. */
export interface Challenge {
  readonly name: string
  readonly token: string
  /** What has to be answered: the key authorization for http-01 (RFC 8555 8.3), its digest for dns-01 (8.4). */
  readonly answer: string
}

/** Puts proofs where an authority looks for them, and takes them away again. */
export interface ChallengeSolver {
  readonly type: 'http-01' | 'dns-01'
  /** Before the first proof of an order, and after the last. */
  open(signal: AbortSignal): Promise<void>
  close(): Promise<void>
  put(challenge: Challenge, signal: AbortSignal): Promise<void>
  remove(challenge: Challenge, signal: AbortSignal): Promise<void>
}

/** Where authorities ask for a proof over HTTP (RFC 8555 8.3). */
export const HTTP_CHALLENGE_PATH = '/.well-known/acme-challenge/'

/** Proofs over HTTP: the origin's own port answers them, and a port of their own while an order is under way. */
export class HttpChallenges implements ChallengeSolver {
  readonly type = 'http-01'
  readonly #answers = new Map<string, string>()
  readonly #port: { readonly host: string; readonly port: number } | null
  readonly #log: Logger
  #server: Server | null = null

  /** @param port where to listen besides the origin's own port; null: nowhere */
  constructor(port: { readonly host: string; readonly port: number } | null, log: Logger) {
    this.#port = port
    this.#log = log
  }

  /** What is answered to whoever asks for this token; undefined: nobody knows it. */
  answerOf(token: string): string | undefined {
    return this.#answers.get(token)
  }

  async open(): Promise<void> {
    if (this.#port === null) return
    const { host, port } = this.#port
    const server = createServer({ requestTimeout: 10_000, headersTimeout: 5_000 }, (request, response) => {
      const [path = ''] = (request.url ?? '').split('?')
      const token = path.startsWith(HTTP_CHALLENGE_PATH) ? path.slice(HTTP_CHALLENGE_PATH.length) : ''
      const answer = this.#answers.get(token)
      response.setHeader('connection', 'close')
      if (answer === undefined) response.writeHead(404).end()
      else response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(answer)
    })
    server.maxConnections = 100
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    server.once('error', (error: NodeJS.ErrnoException) => reject(portFailure(error, port)))
    server.listen({ host, port }, resolve)
    await promise
    server.on('error', (error) =>
      this.#log.warn({ event: 'acme.port_failed', err: error }, 'the port for proofs failed'),
    )
    this.#server = server
  }

  async close(): Promise<void> {
    this.#server?.closeAllConnections()
    this.#server?.close()
    this.#server = null
    this.#answers.clear()
  }

  async put({ token, answer }: Challenge): Promise<void> {
    this.#answers.set(token, answer)
  }

  async remove({ token }: Challenge): Promise<void> {
    this.#answers.delete(token)
  }
}

function portFailure({ code, message }: NodeJS.ErrnoException, port: number): CertificateError {
  const why: Readonly<Record<string, string>> = {
    EACCES:
      'this user may not. Give the program CAP_NET_BIND_SERVICE, or forward the port to that of the panel and leave tls.acme_http_port out',
    EADDRINUSE:
      'another program uses it. Have that one pass /.well-known/acme-challenge/ on to the port of the panel, and leave tls.acme_http_port out',
  }
  return new CertificateError(`Port ${port} (tls.acme_http_port) cannot be listened on: ${why[code ?? ''] ?? message}.`)
}

/** How long a record that was added may take to be answered, and between two looks, in ms. */
const SEEN_WITHIN_MS = 30_000
const LOOK_EVERY_MS = 500

/** Proofs by TXT records, put into the zone by dynamic updates. */
export class DnsChallenges implements ChallengeSolver {
  readonly type = 'dns-01'
  readonly #server: DnsServer
  readonly #settle_ms: number

  /** @param settle_ms how long other servers of the zone may take to have what the primary one has */
  constructor(server: DnsServer, settle_ms: number) {
    this.#server = server
    this.#settle_ms = settle_ms
  }

  async open(): Promise<void> {
    // The server is there, or each update says that it is not.
  }

  async close(): Promise<void> {
    // Each record was taken out by itself.
  }

  async put(challenge: Challenge, signal: AbortSignal): Promise<void> {
    const name = recordOf(challenge)
    const zone = await this.#server.zoneOf(name, signal)
    await this.#server.change({ kind: 'add', zone, name, value: challenge.answer }, signal)
    const deadline = performance.now() + SEEN_WITHIN_MS
    while (!(await this.#server.textsOf(name, signal)).includes(challenge.answer)) {
      if (performance.now() > deadline) {
        throw new CertificateError(`The DNS server took the record ${name}, but does not answer it.`)
      }
      await wait(LOOK_EVERY_MS, undefined, { signal })
    }
    await wait(this.#settle_ms, undefined, { signal })
  }

  async remove(challenge: Challenge, signal: AbortSignal): Promise<void> {
    const name = recordOf(challenge)
    const zone = await this.#server.zoneOf(name, signal)
    await this.#server.change({ kind: 'remove', zone, name, value: challenge.answer }, signal)
  }
}

/** Also of a wildcard (RFC 8555 8.4). */
function recordOf({ name }: Challenge): string {
  return `_acme-challenge.${name.replace(/^\*\./, '')}`
}
