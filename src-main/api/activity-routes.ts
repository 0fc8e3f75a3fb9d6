import { activityQuerySchema, activitySchema } from '#contract/api.ts'
import type { ApiApp } from './api-app.ts'
import { answer, answers, itemsOf } from './envelope.ts'
import type { ApiFeatures } from './features.ts'

/** What happened, newest first. */
export function registerActivityRoutes(app: ApiApp, { activity }: ApiFeatures): void {
  app.get(
    '/api/v1/activity',
    {
      schema: {
        tags: ['Activity'],
        summary: 'What happened, newest first',
        description:
          'Page on with `before_id`, the smallest id of the page before. `severity` is the least one, `type` a whole type or its first word.',
        querystring: activityQuerySchema,
        response: answers(itemsOf(activitySchema), 400, 401),
      },
    },
    async (request) => answer({ items: [...activity.list(request.query)] }),
  )
}
