import { z } from 'zod'
import { type ClusterInfo, createdEnrollmentTokenSchema, createEnrollmentTokenBodySchema } from '#contract/api.ts'
import { enrollmentTokenInfoSchema, partsOfToken } from '#contract/enrollment.ts'
import { type ApiApp, principalOf } from './api-app.ts'
import { answer, answers, itemsOf } from './envelope.ts'
import type { ApiFeatures } from './features.ts'

const tags = ['Enrollment']

/** Making, listing and revoking what lets a fresh box join. */
export function registerEnrollmentTokenRoutes(app: ApiApp, features: ApiFeatures): void {
  const { trust } = features
  app.get(
    '/api/v1/enrollment-tokens',
    {
      schema: {
        tags,
        summary: 'List the enrollment tokens, newest first',
        response: answers(itemsOf(enrollmentTokenInfoSchema), 401),
      },
    },
    async () => answer({ items: trust.listEnrollmentTokens() }),
  )

  app.post(
    '/api/v1/enrollment-tokens',
    {
      schema: {
        tags,
        summary: 'Make an enrollment token',
        description: 'The answer is the only time the token itself is shown.',
        body: createEnrollmentTokenBodySchema.prefault({}),
        response: answers(createdEnrollmentTokenSchema, 400, 401, 403),
      },
    },
    async (request) => {
      const cluster = features.clusterInfo()
      const { info, token } = trust.createEnrollmentToken({
        ...request.body,
        cluster_id: cluster.id,
        created_by: principalOf(request).actor,
      })
      return answer({ ...info, token, join_command: joinCommand(cluster, token) })
    },
  )

  app.delete(
    '/api/v1/enrollment-tokens/:id',
    {
      schema: {
        tags,
        summary: 'Revoke an enrollment token',
        description: 'Nodes that joined with it stay. Revoking one that is revoked already changes nothing.',
        params: z.object({ id: z.uuid() }),
        response: answers(enrollmentTokenInfoSchema, 400, 401, 403, 404),
      },
    },
    async (request) => answer(trust.revokeEnrollmentToken(request.params.id, principalOf(request).actor)),
  )
}

/** What to type on the box that shall join. */
function joinCommand({ join_url, reachable_from_outside }: ClusterInfo, token: string): string {
  // By what stands behind its dot the box knows the origin's certificate; on this machine that is not needed.
  const knows_origin = reachable_from_outside && partsOfToken(token).authority !== null
  const origin = knows_origin ? join_url.replace(/^http:/, 'https:') : join_url
  return `npx headwater node run --origin ${origin} --token ${token}`
}
