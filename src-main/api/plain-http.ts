import type { IncomingMessage } from 'node:http'
import { BlockList, isIPv6 } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Certificates } from '#contract/certificates.ts'
import { HTTP_CHALLENGE_PATH } from '../certificates/acme/challenges.ts'
import type { ShownCertificates } from '../certificates/shown-certificates.ts'
import type { ApiApp } from './api-app.ts'
import { ApiFailure } from './errors.ts'

/** What machines ask about this origin has no secrets in it, and load balancers know no better. */
const ALWAYS_PLAIN = new Set(['/health', '/ready'])

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

export interface PlainHttpOptions {
  readonly certificates: ShownCertificates
  /** What becomes of requests without TLS from other machines. */
  readonly rule: Certificates['http']
  /** How long a browser that came over TLS shall come by nothing else, in ms; 0: it is told nothing. */
  readonly hsts_ms: number
}

/** What is done with requests that come without TLS while there is TLS, and what browsers that come with it are told. */
export class PlainHttp {
  readonly #options: PlainHttpOptions

  constructor(options: PlainHttpOptions) {
    this.#options = options
  }

  /** Whether a request is to be refused, or its sender sent on, for having come without TLS. */
  isUnwanted(request: IncomingMessage): boolean {
    const { certificates, rule } = this.#options
    if (rule === 'allow' || !certificates.any || cameByTls(request)) return false
    // A proxy on this machine need not say that it ended TLS.
    return !isLoopback(request.socket.remoteAddress)
  }

  /** Upgrades that are refused: nobody can be sent on there. */
  refusesUpgrade(request: IncomingMessage): boolean {
    return this.#options.rule === 'refuse' && this.isUnwanted(request)
  }

  register(app: ApiApp): void {
    app.addHook('onRequest', async (request, reply) => {
      this.#tellHsts(request, reply)
      const [pathname = ''] = request.url.split('?')
      if (!this.isUnwanted(request.raw) || ALWAYS_PLAIN.has(pathname)) return
      // An authority that is asked for the first certificate cannot come by one (RFC 8555 8.3).
      if (pathname.startsWith(HTTP_CHALLENGE_PATH)) return
      const here = request.headers.host === undefined ? null : `https://${request.headers.host}`
      if (here !== null && isPage(request)) {
        return reply.code(307).header('cache-control', 'no-store').redirect(`${here}${request.url}`, 307)
      }
      if (this.#options.rule === 'redirect') return
      reply.header('upgrade', 'TLS/1.2, HTTP/1.1').header('connection', 'upgrade')
      throw new ApiFailure(
        'upgrade_required',
        'This origin answers over https:// only.',
        here === null ? 'Use https:// in its address.' : `Use ${here} in its place.`,
      )
    })
  }

  #tellHsts(request: FastifyRequest, reply: FastifyReply): void {
    const { certificates, hsts_ms } = this.#options
    if (hsts_ms === 0 || !(request.socket instanceof TLSSocket)) return
    // A browser that cannot be sure of a certificate must be let back to where it came from.
    const name = request.socket.servername || undefined
    if (name === undefined || !certificates.shownFor(name)?.publicly_trusted) return
    reply.header('strict-transport-security', `max-age=${Math.floor(hsts_ms / 1_000)}`)
  }
}

/** Whether a client came by TLS, to this port or to a proxy that ended it and says so. */
export function cameByTls(request: IncomingMessage): boolean {
  const { headers } = request
  return (
    isEncrypted(request) || headers['x-forwarded-proto'] === 'https' || /proto="?https/i.test(headers.forwarded ?? '')
  )
}

function isEncrypted({ socket }: IncomingMessage): boolean {
  return socket instanceof TLSSocket
}

/** Whether a connection comes from this very machine. @param address of its other end */
export function isLoopback(address: string | undefined): boolean {
  if (address === undefined) return false
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '')
  return loopback.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4')
}

function isPage({ method, headers }: FastifyRequest): boolean {
  return (method === 'GET' || method === 'HEAD') && (headers.accept ?? '').includes('text/html')
}
