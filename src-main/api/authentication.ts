import type { FastifyReply, FastifyRequest } from 'fastify'
import { RECENT_PROOF_MS } from '#contract/operators.ts'
import type { Trust } from '../trust/trust.ts'
import type { ApiApp } from './api-app.ts'
import { ApiFailure } from './errors.ts'
import type { FailedAttempts } from './failed-attempts.ts'
import { isSameOrigin } from './host-check.ts'
import { refusalOf } from './permissions.ts'
import type { RefusedAccess } from './refused-access.ts'
import { deviceOf, sessionOf } from './session-cookie.ts'

const API_PREFIX = '/api/v1/'
const READING = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Finds out who calls and whether they may (permissions.ts), before a body is read. Everything under /api/v1 needs an operator unless
 * its route says otherwise; a request that a page of another site sent is refused whoever is signed in.
 */
export function registerAuthentication(
  app: ApiApp,
  trust: Trust,
  attempts: FailedAttempts,
  refused: RefusedAccess,
): void {
  app.decorateRequest('principal', null)
  app.decorateRequest('refuseIfSlowed', null)
  app.addHook('onRequest', async (request, reply) => {
    const url = request.routeOptions.url
    // A path that no route serves is answered with 404, not with a riddle about who asks.
    if (url === undefined) return
    const is_public = request.routeOptions.config.access === 'public' || !url.startsWith(API_PREFIX)
    refuseCrossSite(request, is_public)
    slowGuesses(request, reply)
    if (is_public) return

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
    const refusal = refusalOf(request.method, url, principal, Date.now())
    if (refusal === null) return
    if (refusal.code !== 'recent_proof_required') {
      refused.tell(request, principal, refusal)
      throw refusal
    }
    const details = { methods: trust.sign_in.methods(principal.operator_id), max_age_ms: RECENT_PROOF_MS }
    throw new ApiFailure(refusal.code, refusal.message, refusal.hint, details)
  })

  function slowGuesses(request: FastifyRequest, reply: FastifyReply): void {
    const { provesSecret } = request.routeOptions.config
    if (provesSecret === 'unguessable') request.refuseIfSlowed = () => attempts.refuseIfSlowed(request.ip, reply)
    // Who guesses from an address does not slow down a browser there in which somebody has signed in before.
    if (provesSecret !== true || trust.devices.find(deviceOf(request), null) !== null) return
    attempts.refuseIfSlowed(request.ip, reply)
  }

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

function refuseCrossSite(request: FastifyRequest, is_public: boolean): void {
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
  if (request.headers.origin !== undefined || is_public || bearerOf(request) !== undefined) return
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
