import { z } from 'zod'
import {
  begunPasskeySchema,
  operatorSessionSchema,
  passkeyAnswerSchema,
  passkeyInfoSchema,
  passkeyRegistrationSchema,
} from '#contract/operators.ts'
import { type ApiApp, secretProofRoute, sessionPrincipalOf } from './api-app.ts'
import { answer, answers, itemsOf } from './envelope.ts'
import type { ApiFeatures } from './features.ts'
import { relyingPartyOf } from './relying-party.ts'
import { giveSession, sourceOf } from './sign-in-answer.ts'

const bounded = { rateLimit: { max: 60, timeWindow: 60_000 } }

/** Passkeys: making, using and removing them. */
export function registerPasskeysRoutes(app: ApiApp, { trust }: ApiFeatures): void {
  app.post(
    '/api/v1/sign-in/passkey/options',
    {
      config: { access: 'public', ...bounded },
      schema: {
        tags: ['Sign-in'],
        summary: 'Begin to sign in by a passkey',
        response: answers(begunPasskeySchema, 403, 409, 429),
      },
    },
    async (request) => answer(await trust.passkeys.beginProof(null, relyingPartyOf(request))),
  )

  app.post(
    '/api/v1/sign-in/passkey',
    {
      config: { ...secretProofRoute, provesSecret: 'unguessable' },
      schema: {
        tags: ['Sign-in'],
        summary: 'Sign in by a passkey',
        body: passkeyAnswerSchema,
        response: answers(operatorSessionSchema, 400, 401, 403, 409, 429),
      },
    },
    async (request, reply) => {
      try {
        const at = relyingPartyOf(request)
        const signed_in = await trust.sign_in.byPasskey(request.body, at, sourceOf(request))
        return answer(giveSession(request, reply, signed_in))
      } catch (error) {
        request.refuseIfSlowed?.()
        throw error
      }
    },
  )

  app.post(
    '/api/v1/session/proof/passkey',
    {
      config: bounded,
      schema: {
        tags: ['Sign-in'],
        summary: 'Begin to prove oneself again by a passkey',
        response: answers(begunPasskeySchema, 401, 403, 409, 429),
      },
    },
    async (request) =>
      answer(await trust.passkeys.beginProof(sessionPrincipalOf(request).operator_id, relyingPartyOf(request))),
  )

  app.get(
    '/api/v1/account/passkeys',
    {
      schema: {
        tags: ['Account'],
        summary: 'List one’s passkeys',
        response: answers(itemsOf(passkeyInfoSchema), 401, 403),
      },
    },
    async (request) => answer({ items: trust.passkeys.list(sessionPrincipalOf(request).operator_id) }),
  )

  app.post(
    '/api/v1/account/passkeys/options',
    {
      config: bounded,
      schema: {
        tags: ['Account'],
        summary: 'Begin to add a passkey',
        response: answers(begunPasskeySchema, 401, 403, 409, 429, 507),
      },
    },
    async (request) => {
      const operator = trust.operators.get(sessionPrincipalOf(request).operator_id)
      return answer(await trust.passkeys.beginRegistration(operator, relyingPartyOf(request)))
    },
  )

  app.post(
    '/api/v1/account/passkeys',
    {
      config: bounded,
      schema: {
        tags: ['Account'],
        summary: 'Add the passkey that the browser made',
        body: passkeyRegistrationSchema,
        response: answers(passkeyInfoSchema, 400, 401, 403, 409, 422, 429),
      },
    },
    async (request) => {
      const { operator_id, actor } = sessionPrincipalOf(request)
      const operator = trust.operators.get(operator_id)
      return answer(await trust.passkeys.register(operator, request.body, relyingPartyOf(request), actor))
    },
  )

  app.delete(
    '/api/v1/account/passkeys/:id',
    {
      schema: {
        tags: ['Account'],
        summary: 'Remove a passkey',
        params: z.object({ id: z.string().max(2_048) }),
        response: answers(passkeyInfoSchema, 400, 401, 403, 404),
      },
    },
    async (request) => {
      const { operator_id, actor } = sessionPrincipalOf(request)
      return answer(trust.passkeys.remove(trust.operators.get(operator_id), request.params.id, actor))
    },
  )
}
