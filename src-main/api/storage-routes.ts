import { storageStatusSchema } from '#contract/storage.ts'
import type { ApiApp } from './api-app.ts'
import { answer, answers } from './envelope.ts'
import type { ApiFeatures } from './features.ts'

/** The disk of the origin's data. */
export function registerStorageRoutes(app: ApiApp, { storage }: ApiFeatures): void {
  app.get(
    '/api/v1/storage',
    {
      schema: {
        tags: ['Cluster'],
        summary: "How much room the disk of the origin's data has, and what takes it",
        description:
          'With `critical` the activity log waits in memory; with `full` changes are answered with 507. Streams go on in every state, and all is as before by itself once there is room.',
        response: answers(storageStatusSchema, 401, 403),
      },
    },
    async () => answer(await storage.status()),
  )
}
