import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Logger } from 'pino'
import type { Principal } from '../trust/principal.ts'

/**
 * Who may call a route. Without a word in the route's `config`, a path under `/api/v1` is `viewer` for GET and HEAD
 * and `operator` for every other method; paths outside `/api/v1` are `public`.
 */
export type RouteAccess = 'public' | 'viewer' | 'operator' | 'owner'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who proved to be calling; null on public routes without a proof. Set by the authentication hook. */
    principal: Principal | null
  }
  interface FastifyContextConfig {
    /** See {@link RouteAccess}. */
    access?: RouteAccess
    /** The body carries a secret that somebody might guess: failures are counted per address and slowed down. */
    provesSecret?: boolean
  }
}

/** The fastify instance that route files register on: zod schemas validate, serialize and document every route. */
export type ApiApp = FastifyInstance<Server, IncomingMessage, ServerResponse, Logger, ZodTypeProvider>

/**
 * `config` of a public route that takes a secret in its body (a sign-in link, an enrollment token).
 *
 * @example app.post(ENROLLMENT_PATH, { config: secretProofRoute, schema: { ... } }, handler)
 */
export const secretProofRoute = {
  access: 'public',
  provesSecret: true,
  rateLimit: { max: 120, timeWindow: 60_000 },
} as const

/** Who is calling, on a route that is not public. */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === null) throw new Error('principalOf was called on a public route')
  return request.principal
}
