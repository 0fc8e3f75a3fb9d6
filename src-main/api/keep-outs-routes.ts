import { z } from 'zod'
import { keepOutSchema } from '#contract/keep-out.ts'
import { type ApiApp, principalOf } from './api-app.ts'
import { answer, answers, itemsOf } from './envelope.ts'
import type { ApiFeatures } from './features.ts'

const tags = ['Access']

/** Who was sent away from a stream and may not come back for a while. */
export function registerKeepOutsRoutes(app: ApiApp, { access }: ApiFeatures): void {
  app.get(
    '/api/v1/keep-outs',
    {
      schema: {
        tags,
        summary: 'List who is kept out of a stream for a while, the newest first',
        description:
          'Publishers by their stream key or their address, viewers by the network of their address. Whose time is up is not listed any more.',
        response: answers(itemsOf(keepOutSchema), 401, 403),
      },
    },
    async () => answer({ items: access.keep_outs.list() }),
  )

  app.delete(
    '/api/v1/keep-outs/:id',
    {
      schema: {
        tags,
        summary: 'Let somebody in again before the time is up',
        description: 'Nodes are told at once; one that is out of reach, when it is back.',
        params: z.object({ id: z.uuid() }),
        response: answers(keepOutSchema, 400, 401, 403, 404, 507),
      },
    },
    async (request) => answer(access.keep_outs.lift(request.params.id, principalOf(request).actor)),
  )
}
