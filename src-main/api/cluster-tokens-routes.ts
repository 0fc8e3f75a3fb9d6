import { z } from 'zod'
import {
  clusterTokenInfoSchema,
  createClusterTokenSchema,
  createdClusterTokenSchema,
  rotateClusterTokenSchema,
} from '#contract/cluster-token.ts'
import { type ApiApp, principalOf } from './api-app.ts'
import { answer, answers, itemsOf } from './envelope.ts'
import type { ApiFeatures } from './features.ts'

const tags = ['Cluster tokens']
const params = z.object({ id: z.uuid() })

/** Making, listing, rotating and revoking what boxes of other makes join with. */
export function registerClusterTokensRoutes(app: ApiApp, { trust }: ApiFeatures): void {
  const { cluster_tokens } = trust
  app.get(
    '/api/v1/cluster-tokens',
    {
      schema: {
        tags,
        summary: 'List the cluster tokens, the newest first',
        description: 'Of each its first characters; those that ended stay listed until there are a hundred.',
        response: answers(itemsOf(clusterTokenInfoSchema), 401, 403),
      },
    },
    async () => answer({ items: cluster_tokens.list() }),
  )

  app.post(
    '/api/v1/cluster-tokens',
    {
      schema: {
        tags,
        summary: 'Make a cluster token',
        description:
          'The answer is the only time the token itself is shown. It lets boxes join under `/api/v1/cluster/`, and do nothing else.',
        body: createClusterTokenSchema.prefault({}),
        response: answers(createdClusterTokenSchema, 400, 401, 403, 507),
      },
    },
    async (request) => {
      const { name, ttl = null } = request.body
      const { info, token } = cluster_tokens.create({ name, ttl_ms: ttl }, principalOf(request).actor)
      return answer({ ...info, token })
    },
  )

  app.post(
    '/api/v1/cluster-tokens/:id/rotations',
    {
      schema: {
        tags,
        summary: 'Make another token in place of this one',
        description:
          'The token of before lets boxes in for `overlap` longer (24 h by default). The answer is the only time the new one is shown.',
        params,
        body: rotateClusterTokenSchema.prefault({}),
        response: answers(createdClusterTokenSchema, 400, 401, 403, 404, 409, 507),
      },
    },
    async (request) => {
      const { id } = request.params
      const { info, token } = cluster_tokens.rotate(id, request.body.overlap, principalOf(request).actor)
      return answer({ ...info, token })
    },
  )

  app.delete(
    '/api/v1/cluster-tokens/:id',
    {
      schema: {
        tags,
        summary: 'Revoke a cluster token',
        description: 'Members that joined with it stay. Revoking one that is revoked already changes nothing.',
        params,
        response: answers(clusterTokenInfoSchema, 400, 401, 403, 404),
      },
    },
    async (request) => answer(cluster_tokens.revoke(request.params.id, principalOf(request).actor)),
  )
}
