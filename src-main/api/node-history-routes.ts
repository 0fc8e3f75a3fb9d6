import { z } from 'zod'
import { nodeIdSchema } from '#contract/ids.ts'
import { nodeHistoryQuerySchema, nodeHistorySchema } from '#contract/node-history.ts'
import type { ApiApp } from './api-app.ts'
import { answer, answers } from './envelope.ts'
import { ApiFailure } from './errors.ts'
import type { ApiFeatures } from './features.ts'

/** What the load of a node was. */
export function registerNodeHistoryRoutes(app: ApiApp, { nodes, histories }: ApiFeatures): void {
  app.get(
    '/api/v1/nodes/:id/history',
    {
      schema: {
        tags: ['Nodes'],
        summary: 'Read what the load of a node was',
        description:
          'With `window=5m` the last five minutes, heartbeat by heartbeat; with `24h` a day, minute by minute, with the highest value of each minute. What follows comes by `GET /api/v1/events`: each `node` message holds the newest heartbeat, and `liveness.last_seen_at` is when it came. A day survives a restart of the origin; the five minutes begin anew with it.',
        params: z.object({ id: nodeIdSchema }),
        querystring: nodeHistoryQuerySchema,
        response: answers(nodeHistorySchema, 400, 401, 404),
      },
    },
    async ({ params: { id }, query: { window } }) => {
      if (nodes.find(id) === undefined)
        throw new ApiFailure('node_not_found', `there is no node ${id}`, 'GET /api/v1/nodes lists all nodes.')
      return answer(histories.read(id, window))
    },
  )
}
