import { z } from 'zod'
import { nodeIdSchema } from '#contract/ids.ts'
import { nodeLogPageSchema, nodeLogQuerySchema } from '#contract/node-log.ts'
import type { ApiApp } from './api-app.ts'
import { answer, answers } from './envelope.ts'
import type { ApiFeatures } from './features.ts'

/** What a node's program writes. */
export function registerNodeLogRoutes(app: ApiApp, { logs }: ApiFeatures): void {
  app.get(
    '/api/v1/nodes/:id/logs',
    {
      schema: {
        tags: ['Nodes'],
        summary: 'Read the newest lines of a node’s log',
        description:
          'Of the last 2,000 that its program wrote, without secrets. To follow it, ask again with the `run_id` and with `next` as `after`, and with `wait` (20 s at most): the answer then comes when there is a new line, or when that time is over. Nothing is sent by a node that nobody asks.',
        params: z.object({ id: nodeIdSchema }),
        querystring: nodeLogQuerySchema,
        response: answers(nodeLogPageSchema, 400, 401, 403, 404, 409, 503, 504),
      },
    },
    async ({ params: { id }, query }, reply) => {
      const gone = new AbortController()
      reply.raw.on('close', () => gone.abort())
      reply.header('cache-control', 'no-store')
      return answer(await logs.read(id, query, gone.signal))
    },
  )
}
