import { z } from 'zod'
import {
  changeOperatorSchema,
  invitedOperatorSchema,
  inviteOperatorSchema,
  madeLinkSchema,
  makeLinkSchema,
  operatorInfoSchema,
  reasonQuerySchema,
} from '#contract/operators.ts'
import { type ApiApp, principalOf } from './api-app.ts'
import { answer, answers, itemsOf } from './envelope.ts'
import type { ApiFeatures } from './features.ts'
import { signInUrl } from './sign-in-url.ts'

const tags = ['Operators']
const params = z.object({ id: z.uuid() })

/** Who steers the origin; for owners. */
export function registerOperatorsRoutes(app: ApiApp, { trust }: ApiFeatures): void {
  app.get(
    '/api/v1/operators',
    {
      schema: {
        tags,
        summary: 'List the operators, in the order of their names',
        response: answers(itemsOf(operatorInfoSchema), 401, 403),
      },
    },
    async () => answer({ items: trust.operators.list() }),
  )

  app.post(
    '/api/v1/operators',
    {
      schema: {
        tags,
        summary: 'Invite an operator',
        body: inviteOperatorSchema,
        response: answers(invitedOperatorSchema, 400, 401, 403, 409, 507),
      },
    },
    async (request) => {
      const { ttl_ms, ...wish } = request.body
      const { id, token, expires_at } = trust.invite(wish, ttl_ms, principalOf(request).actor)
      return answer({ operator: trust.operators.info(id), sign_in_url: signInUrl(request, token), expires_at })
    },
  )

  app.patch(
    '/api/v1/operators/:id',
    {
      schema: {
        tags,
        summary: 'Give an operator another role or name',
        params,
        body: changeOperatorSchema,
        response: answers(operatorInfoSchema, 400, 401, 403, 404, 409),
      },
    },
    async (request) => {
      const { id } = request.params
      trust.operators.change(id, request.body, principalOf(request).actor)
      return answer(trust.operators.info(id))
    },
  )

  app.delete(
    '/api/v1/operators/:id',
    {
      schema: {
        tags,
        summary: 'Remove an operator',
        params,
        querystring: reasonQuerySchema,
        response: answers(operatorInfoSchema, 400, 401, 403, 404, 409),
      },
    },
    async (request) =>
      answer(trust.operators.remove(request.params.id, request.query.reason, principalOf(request).actor)),
  )

  app.post(
    '/api/v1/operators/:id/sign-in-link',
    {
      schema: {
        tags,
        summary: 'Make a sign-in link for an operator who cannot get in',
        params,
        body: makeLinkSchema.prefault({}),
        response: answers(madeLinkSchema, 400, 401, 403, 404),
      },
    },
    async (request) => {
      const { token, expires_at } = trust.makeLink(request.params.id, request.body, principalOf(request).actor)
      return answer({ sign_in_url: signInUrl(request, token), expires_at })
    },
  )
}
