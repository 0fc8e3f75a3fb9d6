import { z } from 'zod'
import {
  apiKeyInfoSchema,
  createApiKeySchema,
  createdApiKeySchema,
  ofWhomSchema,
  reasonQuerySchema,
} from '#contract/operators.ts'
import { type ApiApp, sessionPrincipalOf } from './api-app.ts'
import { answer, answers, itemsOf } from './envelope.ts'
import type { ApiFeatures } from './features.ts'
import { ofWhom, whoseOf } from './whose.ts'

const tags = ['API keys']

/** Keys for programs. */
export function registerApiKeysRoutes(app: ApiApp, { trust }: ApiFeatures): void {
  app.get(
    '/api/v1/api-keys',
    {
      schema: {
        tags,
        summary: 'List API keys, the newest first',
        querystring: ofWhomSchema,
        response: answers(itemsOf(apiKeyInfoSchema), 400, 401, 403),
      },
    },
    async (request) => answer({ items: trust.api_keys.list(ofWhom(sessionPrincipalOf(request), request.query.of)) }),
  )

  app.post(
    '/api/v1/api-keys',
    {
      schema: {
        tags,
        summary: 'Make an API key for oneself',
        body: createApiKeySchema,
        response: answers(createdApiKeySchema, 400, 401, 403, 507),
      },
    },
    async (request) => {
      const { operator_id, actor } = sessionPrincipalOf(request)
      const { info, key } = trust.api_keys.create(trust.operators.get(operator_id), request.body, actor)
      return answer({ ...info, key })
    },
  )

  app.delete(
    '/api/v1/api-keys/:id',
    {
      schema: {
        tags,
        summary: 'Revoke an API key; an owner can revoke anybody’s',
        params: z.object({ id: z.uuid() }),
        querystring: reasonQuerySchema,
        response: answers(apiKeyInfoSchema, 400, 401, 403, 404),
      },
    },
    async (request) => {
      const principal = sessionPrincipalOf(request)
      const { id } = request.params
      return answer(trust.api_keys.revoke(id, whoseOf(principal), principal.actor, request.query.reason))
    },
  )
}
