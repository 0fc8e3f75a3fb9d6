import type { FastifyRequest } from 'fastify'
import type { Principal } from '../trust/principal.ts'
import type { Trust } from '../trust/trust.ts'
import type { ApiApp, RouteAccess } from './api-app.ts'
import { ApiFailure } from './errors.ts'
import type { FailedAttempts } from './failed-attempts.ts'
import { isSameOrigin } from './host-check.ts'
import { sessionOf } from './session-cookie.ts'

const API_PREFIX = '/api/v1/'
const READING = new Set(['GET', 'HEAD', 'OPTIONS'])
const RANK: Readonly<Record<Principal['role'], number>> = { viewer: 1, operator: 2, owner: 3 }

/**
 * Finds out who calls and whether they may, before a body is read. Everything under /api/v1 needs an operator unless its
 * route says otherwise; a request that a page of another site sent is refused whoever is signed in.
 */
export function registerAuthentication(app: ApiApp, trust: Trust, attempts: FailedAttempts): void {
  app.decorateRequest('principal', null)
  app.addHook('onRequest', async (request, reply) => {
    const url = request.routeOptions.url
    // A path that no route serves is answered with 404, not with a riddle about who asks.
    if (url === undefined) return
    const access = accessOf(url, request)
    refuseCrossSite(request, access)
    if (request.routeOptions.config.provesSecret) attempts.refuseIfSlowed(request.ip, reply)
    if (access === 'public') return

    const bearer = bearerOf(request)
    const principal = trust.authenticate({ cookie: sessionOf(request), bearer })
    if (principal === null) {
      // Keys that hold are never slowed down, whoever else guesses from the same address.
      if (bearer !== undefined) {
        attempts.failed(request.ip)
        attempts.refuseIfSlowed(request.ip, reply)
      }
      reply.header('www-authenticate', 'Bearer')
      throw unauthorized(bearer !== undefined, sessionOf(request) !== undefined)
    }
    request.principal = principal
    if (RANK[principal.role] < RANK[access]) {
      throw new ApiFailure(
        'forbidden',
        `This needs the role ${access}; ${principal.operator_name} has the role ${principal.role}.`,
        'Ask an owner of this origin.',
      )
    }
  })
  app.addHook('onResponse', async (request, reply) => {
    if (!request.routeOptions.config.provesSecret) return
    if (reply.statusCode === 401 || reply.statusCode === 403) attempts.failed(request.ip)
    else if (reply.statusCode < 300) attempts.succeeded(request.ip)
  })
}

/** The API key in `Authorization: Bearer`, or undefined where that header has none. */
export function bearerOf(request: FastifyRequest): string | undefined {
  return /^Bearer +(\S{1,256})$/i.exec(request.headers.authorization ?? '')?.[1]
}

function accessOf(url: string, request: FastifyRequest): RouteAccess {
  const { access } = request.routeOptions.config
  if (access !== undefined) return access
  if (!url.startsWith(API_PREFIX)) return 'public'
  return READING.has(request.method) ? 'viewer' : 'operator'
}

function refuseCrossSite(request: FastifyRequest, access: RouteAccess): void {
  if (!request.url.startsWith('/api/')) return
  const refuse = (what: string) => {
    request.log.warn(
      { event: 'request.cross_site', origin: request.headers.origin?.slice(0, 255) },
      'refused a page of another site',
    )
    return new ApiFailure('cross_site_request', what, 'Open the panel itself, or use an API key from a program.')
  }
  if (!isSameOrigin(request)) throw refuse('This request came from a page of another site.')
  if (READING.has(request.method)) return
  // Every browser says where a changing request comes from. Where nothing is said, the cookie alone is not taken for a
  // sign of intent; a program shows its key, or the secret that is in the body.
  if (request.headers.origin !== undefined || access === 'public' || bearerOf(request) !== undefined) return
  const site = request.headers['sec-fetch-site']
  if (site === 'same-origin' || (site === undefined && sessionOf(request) === undefined)) return
  throw refuse('This request does not say which page it came from.')
}

function unauthorized(by_key: boolean, by_cookie: boolean): ApiFailure {
  if (by_key) {
    return new ApiFailure('unauthorized', 'This API key is unknown, has run out or was revoked.', 'Make a new one.')
  }
  const hint =
    'Open a fresh sign-in link; `headwater origin sign-in-link` prints one. Programs send Authorization: Bearer sk_...'
  return new ApiFailure('unauthorized', by_cookie ? 'Your session has ended.' : 'You are not signed in.', hint)
}
