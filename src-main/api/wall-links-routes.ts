import { z } from 'zod'
import {
  createdWallLinkSchema,
  createWallLinkSchema,
  ofWhomSchema,
  reasonQuerySchema,
  wallLinkInfoSchema,
} from '#contract/operators.ts'
import { type ApiApp, sessionPrincipalOf } from './api-app.ts'
import { answer, answers, itemsOf } from './envelope.ts'
import type { ApiFeatures } from './features.ts'
import { signInUrl } from './sign-in-url.ts'
import { ofWhom, whoseOf } from './whose.ts'

const tags = ['Wall links']

/** Links for screens on walls, which look and change nothing. */
export function registerWallLinksRoutes(app: ApiApp, { trust }: ApiFeatures): void {
  app.get(
    '/api/v1/wall-links',
    {
      schema: {
        tags,
        summary: 'List the wall links that have not ended, the newest first',
        querystring: ofWhomSchema,
        response: answers(itemsOf(wallLinkInfoSchema), 400, 401, 403),
      },
    },
    async (request) => answer({ items: trust.wall_links.list(ofWhom(sessionPrincipalOf(request), request.query.of)) }),
  )

  app.post(
    '/api/v1/wall-links',
    {
      schema: {
        tags,
        summary: 'Make a wall link',
        body: createWallLinkSchema,
        response: answers(createdWallLinkSchema, 400, 401, 403, 507),
      },
    },
    async (request) => {
      const { operator_id, actor } = sessionPrincipalOf(request)
      const { info, token } = trust.wall_links.create(trust.operators.get(operator_id), request.body, actor)
      return answer({ ...info, wall_url: signInUrl(request, token) })
    },
  )

  app.delete(
    '/api/v1/wall-links/:id',
    {
      schema: {
        tags,
        summary: 'Revoke a wall link; an owner can revoke anybody’s',
        params: z.object({ id: z.uuid() }),
        querystring: reasonQuerySchema,
        response: answers(wallLinkInfoSchema, 400, 401, 403, 404),
      },
    },
    async (request) => {
      const principal = sessionPrincipalOf(request)
      const { id } = request.params
      return answer(trust.wall_links.revoke(id, whoseOf(principal), principal.actor, request.query.reason))
    },
  )
}
