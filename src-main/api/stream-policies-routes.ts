import { z } from 'zod'
import { streamPathSchema } from '#contract/ids.ts'
import {
  changeStreamPolicySchema,
  createStreamPolicySchema,
  namedPolicy,
  namedPolicySchema,
  streamPolicySchema,
} from '#contract/stream-policy.ts'
import { type ApiApp, principalOf } from './api-app.ts'
import { answer, answers, itemsOf } from './envelope.ts'
import { ApiFailure } from './errors.ts'
import type { ApiFeatures } from './features.ts'
import { refuseUnlessAt, tagAtRevision } from './if-match.ts'

const tags = ['Stream policies']
const params = z.object({ id: z.uuid() })
const HOW_IT_HOLDS =
  'The most specific pattern counts: the stream itself, else the longest beginning. What is null is as without a policy. Nodes hold to it at once, and while the origin is away.'

/** What is said of streams before anybody publishes them. */
export function registerStreamPoliciesRoutes(app: ApiApp, { policies }: ApiFeatures): void {
  app.get(
    '/api/v1/stream-policies',
    {
      schema: {
        tags,
        summary: 'List the stream policies, in the order of their patterns',
        response: answers(itemsOf(streamPolicySchema), 401),
      },
    },
    async () => answer({ items: [...policies.list()] }),
  )

  app.get(
    '/api/v1/stream-policies/effective',
    {
      schema: {
        tags,
        summary: 'Read which policy holds for a stream, live or not',
        description: HOW_IT_HOLDS,
        querystring: z.object({ stream_path: streamPathSchema }),
        response: answers(z.object({ stream_path: streamPathSchema, policy: namedPolicySchema.nullable() }), 400, 401),
      },
    },
    async ({ query: { stream_path } }) => {
      const policy = policies.of(stream_path)
      return answer({ stream_path, policy: policy === null ? null : namedPolicy(policy) })
    },
  )

  app.get(
    '/api/v1/stream-policies/:id',
    {
      schema: {
        tags,
        summary: 'Read one stream policy',
        params,
        response: answers(streamPolicySchema, 400, 401, 404),
      },
    },
    async ({ params: { id } }, reply) => {
      const policy = policies.find(id)
      if (policy === undefined) {
        const hint = 'GET /api/v1/stream-policies lists all of them.'
        throw new ApiFailure('policy_not_found', `there is no stream policy ${id}`, hint)
      }
      tagAtRevision(reply, policy.revision)
      return answer(policy)
    },
  )

  app.post(
    '/api/v1/stream-policies',
    {
      schema: {
        tags,
        summary: 'Make a stream policy',
        description: HOW_IT_HOLDS,
        body: createStreamPolicySchema,
        response: answers(streamPolicySchema, 400, 401, 403, 409),
      },
    },
    async (request, reply) => {
      const policy = policies.create(request.body, principalOf(request).actor)
      tagAtRevision(reply, policy.revision)
      return answer(policy)
    },
  )

  app.patch(
    '/api/v1/stream-policies/:id',
    {
      schema: {
        tags,
        summary: 'Change a stream policy',
        description:
          'What is not in the body stays. With `If-Match` it is changed only as it was read. Who publishes and watches goes on; relays into regions that are not allowed any more are ended.',
        params,
        body: changeStreamPolicySchema,
        response: answers(streamPolicySchema, 400, 401, 403, 404, 409, 412, 422),
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const before = policies.find(id)
      refuseUnlessAt(request, before?.revision, `The stream policy ${before?.pattern}`)
      const policy = policies.change(id, request.body, principalOf(request).actor)
      tagAtRevision(reply, policy.revision)
      return answer(policy)
    },
  )

  app.delete(
    '/api/v1/stream-policies/:id',
    {
      schema: {
        tags,
        summary: 'Remove a stream policy',
        params,
        response: answers(streamPolicySchema, 400, 401, 403, 404, 412),
      },
    },
    async (request) => {
      const { id } = request.params
      const before = policies.find(id)
      refuseUnlessAt(request, before?.revision, `The stream policy ${before?.pattern}`)
      return answer(policies.remove(id, principalOf(request).actor))
    },
  )
}
