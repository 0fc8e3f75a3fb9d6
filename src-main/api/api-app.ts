import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Logger } from 'pino'
import type { Principal } from '../trust/principal.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who proved to be calling; null on public routes without a proof. Set by the authentication hook. */
    principal: Principal | null
    /** On routes whose secret is `unguessable`: throws too_many_attempts where this address has to wait. */
    refuseIfSlowed: (() => void) | null
  }
  interface FastifyContextConfig {
    /** Open to who proves nothing; paths outside `/api/v1` are. Who may call every other route is in permissions.ts alone. */
    access?: 'public'
    /**
     * The request carries a secret that somebody might guess: failures are counted per address and slowed down. `unguessable`: a right
     * one is taken from whatever address; the route calls `refuseIfSlowed` once it has seen a wrong one.
     */
    provesSecret?: boolean | 'unguessable'
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

/** An operator who is signed in, on a route that is for nobody else (permissions.ts). */
export function sessionPrincipalOf(request: FastifyRequest): Principal & { readonly session_id: string } {
  const { session_id, ...principal } = principalOf(request)
  if (session_id === null) throw new Error('sessionPrincipalOf was called on a route that is open to API keys')
  return { ...principal, session_id }
}

/** Who is calling, on a route that is not public. */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === null) throw new Error('principalOf was called on a public route')
  return request.principal
}
