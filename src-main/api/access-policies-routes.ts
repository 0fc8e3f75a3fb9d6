import { z } from 'zod'
import {
  accessPolicySchema,
  accessSummary,
  changeAccessPolicySchema,
  createAccessPolicySchema,
} from '#contract/access-policy.ts'
import { streamPathSchema } from '#contract/ids.ts'
import { namedPolicySchema } from '#contract/stream-policy.ts'
import { webhookResultSchema } from '#contract/webhook.ts'
import { type ApiApp, principalOf } from './api-app.ts'
import { answer, answers, itemsOf } from './envelope.ts'
import type { ApiFeatures } from './features.ts'
import { refuseUnlessAt, tagAtRevision } from './if-match.ts'

const tags = ['Access']
const params = z.object({ id: z.uuid() })
const HOW_IT_HOLDS =
  'The most specific pattern counts, whole: the stream itself, else the longest beginning; `*` is for all. What is null is as without a policy. Nodes hold to it at once, and while the origin is away.'

/** Who may publish and who may watch. */
export function registerAccessPoliciesRoutes(app: ApiApp, { access: { policies, webhooks } }: ApiFeatures): void {
  app.get(
    '/api/v1/access-policies',
    {
      schema: {
        tags,
        summary: 'List the access policies, in the order of their patterns',
        response: answers(itemsOf(accessPolicySchema), 401),
      },
    },
    async () => answer({ items: [...policies.list()] }),
  )

  app.get(
    '/api/v1/access-policies/effective',
    {
      schema: {
        tags,
        summary: 'Read which access policy holds for a stream, live or not',
        description: HOW_IT_HOLDS,
        querystring: z.object({ stream_path: streamPathSchema }),
        response: answers(z.object({ stream_path: streamPathSchema, policy: namedPolicySchema.nullable() }), 400, 401),
      },
    },
    async ({ query: { stream_path } }) => {
      const policy = policies.of(stream_path)
      const named = policy && { id: policy.id, pattern: policy.pattern, summary: accessSummary(policy) }
      return answer({ stream_path, policy: named })
    },
  )

  app.get(
    '/api/v1/access-policies/:id',
    {
      schema: {
        tags,
        summary: 'Read one access policy',
        params,
        response: answers(accessPolicySchema, 400, 401, 404),
      },
    },
    async ({ params: { id } }, reply) => {
      const policy = policies.get(id)
      tagAtRevision(reply, policy.revision)
      return answer(policy)
    },
  )

  app.get(
    '/api/v1/access-policies/:id/webhooks',
    {
      schema: {
        tags,
        summary: 'Read how the webhooks of an access policy answered last',
        params,
        response: answers(itemsOf(webhookResultSchema), 400, 401, 404),
      },
    },
    async ({ params: { id } }) => answer({ items: webhooks.of(policies.get(id).id) }),
  )

  app.post(
    '/api/v1/access-policies/:id/webhooks/test',
    {
      schema: {
        tags,
        summary: 'Try the webhooks of an access policy',
        description:
          'The origin asks each with the action `test`. Any answer is good; it opens nothing. The same is done whenever a webhook is set. Null: the policy has none.',
        params,
        response: answers(webhookResultSchema.nullable(), 400, 401, 403, 404),
      },
    },
    async ({ params: { id } }) => answer(await webhooks.test(policies.get(id))),
  )

  app.post(
    '/api/v1/access-policies',
    {
      schema: {
        tags,
        summary: 'Make an access policy',
        description: HOW_IT_HOLDS,
        body: createAccessPolicySchema,
        response: answers(accessPolicySchema, 400, 401, 403, 409),
      },
    },
    async (request, reply) => {
      const policy = policies.create(request.body, principalOf(request).actor)
      void webhooks.test(policy)
      tagAtRevision(reply, policy.revision)
      return answer(policy)
    },
  )

  app.patch(
    '/api/v1/access-policies/:id',
    {
      schema: {
        tags,
        summary: 'Change an access policy',
        description:
          'What is not in the body stays. With `If-Match` it is changed only as it was read. Who publishes and watches goes on; the policy counts for who comes from then on.',
        params,
        body: changeAccessPolicySchema,
        response: answers(accessPolicySchema, 400, 401, 403, 404, 409, 412),
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const before = policies.find(id)
      refuseUnlessAt(request, before?.revision, `The access policy ${before?.pattern}`)
      const policy = policies.change(id, request.body, principalOf(request).actor)
      const { on_publish_url, on_play_url, on_done_url } = request.body
      if (on_publish_url || on_play_url || on_done_url) void webhooks.test(policy)
      tagAtRevision(reply, policy.revision)
      return answer(policy)
    },
  )

  app.delete(
    '/api/v1/access-policies/:id',
    {
      schema: {
        tags,
        summary: 'Remove an access policy',
        params,
        response: answers(accessPolicySchema, 400, 401, 403, 404, 412),
      },
    },
    async (request) => {
      const { id } = request.params
      const before = policies.find(id)
      refuseUnlessAt(request, before?.revision, `The access policy ${before?.pattern}`)
      return answer(policies.remove(id, principalOf(request).actor))
    },
  )
}
