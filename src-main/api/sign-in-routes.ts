import { z } from 'zod'
import {
  operatorSessionSchema,
  passwordSignInSchema,
  sessionProofSchema,
  signInRequestSchema,
} from '#contract/operators.ts'
import { type ApiApp, principalOf, secretProofRoute, sessionPrincipalOf } from './api-app.ts'
import { answer, answers } from './envelope.ts'
import type { ApiFeatures } from './features.ts'
import { relyingPartyOf } from './relying-party.ts'
import { clearSessionCookie, sessionOf } from './session-cookie.ts'
import { giveSession, sessionAnswer, sourceOf } from './sign-in-answer.ts'

const tags = ['Sign-in']

/** Signing in, proving oneself again, signing out, and who is signed in. */
export function registerSignInRoutes(app: ApiApp, { trust }: ApiFeatures): void {
  app.post(
    '/api/v1/sign-in',
    {
      config: { ...secretProofRoute, provesSecret: 'unguessable' },
      schema: {
        tags,
        summary: 'Trade a one-time sign-in link for a session cookie',
        body: signInRequestSchema,
        response: answers(operatorSessionSchema, 400, 401, 403, 429),
      },
    },
    async (request, reply) => {
      try {
        return answer(giveSession(request, reply, trust.sign_in.byLink(request.body.link_token, sourceOf(request))))
      } catch (error) {
        // A right link is the way back in, whoever guesses from the same address.
        request.refuseIfSlowed?.()
        throw error
      }
    },
  )

  app.post(
    '/api/v1/sign-in/password',
    {
      config: secretProofRoute,
      schema: {
        tags,
        summary: 'Sign in by name and password',
        body: passwordSignInSchema,
        response: answers(operatorSessionSchema, 400, 401, 403, 429, 503),
      },
    },
    async (request, reply) => {
      const signed_in = await trust.sign_in.byPassword(request.body, sourceOf(request))
      return answer(giveSession(request, reply, signed_in))
    },
  )

  app.post(
    '/api/v1/session/proof',
    {
      config: { rateLimit: { max: 60, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: 'Prove again who sits there, for what is sensitive',
        body: sessionProofSchema,
        response: answers(operatorSessionSchema, 400, 401, 403, 409, 429, 503),
      },
    },
    async (request) => {
      const principal = sessionPrincipalOf(request)
      const { passkey, ...secrets } = request.body
      const proof = passkey === undefined ? secrets : { passkey: { answer: passkey, at: relyingPartyOf(request) } }
      const proven_until = await trust.sign_in.prove(principal, proof, sourceOf(request))
      return answer(sessionAnswer({ ...principal, proven_until }))
    },
  )

  app.post(
    '/api/v1/sign-out',
    {
      schema: {
        tags,
        summary: 'End the session of this cookie',
        response: answers(z.object({ signed_out: z.literal(true) }), 401, 403),
      },
    },
    async (request, reply) => {
      const token = sessionOf(request)
      if (token !== undefined) trust.sessions.signOut(token)
      clearSessionCookie(request, reply)
      return answer({ signed_out: true as const })
    },
  )

  app.get(
    '/api/v1/session',
    {
      schema: {
        tags,
        summary: 'Who is signed in',
        response: answers(operatorSessionSchema, 401),
      },
    },
    async (request) => answer(sessionAnswer(principalOf(request))),
  )
}
