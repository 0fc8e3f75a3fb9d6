import { allocationRequestSchema, allocationSchema } from '#contract/api.ts'
import type { ApiApp } from './api-app.ts'
import { answer, answers } from './envelope.ts'
import type { ApiFeatures } from './features.ts'

const tags = ['Allocations']

/** Where shall a client play or publish: ordered candidates, with why each stands where it does. */
export function registerAllocationsRoutes(app: ApiApp, { streams }: ApiFeatures): void {
  app.post(
    '/api/v1/allocations/play',
    {
      // An allocation reserves nothing, so that a player's server needs no more than the right to look.
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: 'Where to play a stream',
        body: allocationRequestSchema,
        response: answers(allocationSchema, 400, 401, 404, 422, 503),
      },
    },
    async (request) => answer(streams.allocate('play', request.body)),
  )

  app.post(
    '/api/v1/allocations/publish',
    {
      config: { access: 'operator' },
      schema: {
        tags,
        summary: 'Where to publish a stream',
        body: allocationRequestSchema,
        response: answers(allocationSchema, 400, 401, 403, 422, 503),
      },
    },
    async (request) => answer(streams.allocate('publish', request.body)),
  )
}
