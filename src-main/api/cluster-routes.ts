import { clusterInfoSchema } from '#contract/api.ts'
import type { ApiApp } from './api-app.ts'
import { answer, answers } from './envelope.ts'
import type { ApiFeatures } from './features.ts'

/** The installation at a glance. */
export function registerClusterRoutes(app: ApiApp, features: ApiFeatures): void {
  app.get(
    '/api/v1/cluster',
    {
      schema: {
        tags: ['Cluster'],
        summary: 'The installation at a glance',
        response: answers(clusterInfoSchema, 401),
      },
    },
    async () => answer(features.clusterInfo()),
  )
}
