import { z } from 'zod'
import { operatorSessionSchema, signInRequestSchema } from '#contract/api.ts'
import type { Principal } from '../trust/principal.ts'
import { type ApiApp, principalOf, secretProofRoute } from './api-app.ts'
import { answer, answers } from './envelope.ts'
import type { ApiFeatures } from './features.ts'
import { clearSessionCookie, sessionOf, setSessionCookie } from './session-cookie.ts'

/** Signing in by a one-time link, signing out, and who is signed in. */
export function registerSignInRoutes(app: ApiApp, { trust }: ApiFeatures): void {
  app.post(
    '/api/v1/sign-in',
    {
      config: secretProofRoute,
      schema: {
        tags: ['Sign-in'],
        summary: 'Trade a one-time sign-in link for a session cookie',
        body: signInRequestSchema,
        response: answers(operatorSessionSchema, 400, 401, 403, 429),
      },
    },
    async (request, reply) => {
      const { session_token, expires_at, operator } = trust.signIn(request.body.link_token, {
        user_agent: request.headers['user-agent'] ?? null,
        address: request.ip,
      })
      setSessionCookie(request, reply, session_token)
      return answer({ operator_name: operator.name, role: operator.role, by: 'session' as const, expires_at })
    },
  )

  app.post(
    '/api/v1/sign-out',
    {
      config: { access: 'viewer' },
      schema: {
        tags: ['Sign-in'],
        summary: 'End the session of this cookie',
        response: answers(z.object({ signed_out: z.literal(true) }), 401, 403),
      },
    },
    async (request, reply) => {
      const token = sessionOf(request)
      if (token !== undefined) trust.signOut(token)
      clearSessionCookie(request, reply)
      return answer({ signed_out: true as const })
    },
  )

  app.get(
    '/api/v1/session',
    {
      schema: {
        tags: ['Sign-in'],
        summary: 'Who is signed in',
        response: answers(operatorSessionSchema, 401),
      },
    },
    async (request) => answer(describePrincipal(principalOf(request))),
  )
}

function describePrincipal({ operator_name, role, by, expires_at }: Principal) {
  return { operator_name, role, by, expires_at }
}
