import { z } from 'zod'
import {
  rollingAnswerSchema,
  rollingCancelSchema,
  rollingDrainBodySchema,
  rollingDrainSchema,
} from '#contract/rolling-drain.ts'
import { type ApiApp, principalOf } from './api-app.ts'
import { answer, answers, itemsOf } from './envelope.ts'
import { ApiFailure } from './errors.ts'
import type { ApiFeatures } from './features.ts'

const tags = ['Rolling drains']
const params = z.object({ id: z.uuid() })

/** Drains over several nodes: asking for one, looking at them, and steering the one that goes on. */
export function registerRollingDrainsRoutes(app: ApiApp, { rolling }: ApiFeatures): void {
  app.post(
    '/api/v1/rolling-drains',
    {
      schema: {
        tags,
        summary: 'Drain several nodes, some at a time, and keep enough up',
        description:
          'Before each node it is looked whether enough nodes and enough room for viewers stay; where not, the run waits and says why. `dry_run` answers the plan and changes nothing. A run that could not get through by what nodes carry now is refused unless `when_short` is `wait`. It survives a restart of the origin.',
        body: rollingDrainBodySchema,
        response: answers(rollingAnswerSchema, 400, 401, 403, 404, 409, 422),
      },
    },
    async (request) => answer(rolling.start(request.body, principalOf(request).actor)),
  )

  app.get(
    '/api/v1/rolling-drains',
    {
      schema: {
        tags,
        summary: 'List the rolling drains, the newest first',
        response: answers(itemsOf(rollingDrainSchema), 401),
      },
    },
    async () => answer({ items: [...rolling.list()] }),
  )

  app.get(
    '/api/v1/rolling-drains/:id',
    {
      schema: { tags, summary: 'Read one rolling drain', params, response: answers(rollingDrainSchema, 400, 401, 404) },
    },
    async ({ params: { id } }) => {
      const run = rolling.find(id)
      if (run !== undefined) return answer(run)
      const hint = 'GET /api/v1/rolling-drains lists them.'
      throw new ApiFailure('rolling_drain_not_found', `there is no rolling drain ${id}`, hint)
    },
  )

  const steering = {
    tags,
    params,
    response: answers(rollingDrainSchema, 400, 401, 403, 404, 409),
  }
  app.post(
    '/api/v1/rolling-drains/:id/pause',
    {
      schema: {
        ...steering,
        summary: 'Begin no further node',
        description: 'Nodes that are under way go on to their end: drained, and taking work again.',
      },
    },
    async (request) => answer(rolling.pause(request.params.id, principalOf(request).actor)),
  )

  app.post(
    '/api/v1/rolling-drains/:id/resume',
    {
      schema: {
        ...steering,
        summary: 'Go on with a paused run',
        description: 'Also one that paused by itself, because something went wrong with a node.',
      },
    },
    async (request) => answer(rolling.resume(request.params.id, principalOf(request).actor)),
  )

  app.post(
    '/api/v1/rolling-drains/:id/cancel',
    {
      schema: {
        ...steering,
        summary: 'End a run before its time',
        description:
          'Nodes that it has out take work again, and the run is over once they do. With `resume_nodes: false` they are left as they are.',
        body: rollingCancelSchema.prefault({}),
      },
    },
    async (request) => answer(rolling.cancel(request.params.id, request.body.resume_nodes, principalOf(request).actor)),
  )
}
