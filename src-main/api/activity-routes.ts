import { Readable } from 'node:stream'
import { z } from 'zod'
import { activityQuerySchema, activitySchema } from '#contract/api.ts'
import { searchActivity } from '../store/activity-search.ts'
import { activityFile } from './activity-file.ts'
import type { ApiApp } from './api-app.ts'
import { answer, answers, fileAnswers, itemsOf } from './envelope.ts'
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
          'Page on with `before_id`, the smallest id of the page before. `severity` is the least one, `type` a whole type or its first word; `actor` who caused it, whole (`operator:anna`) or the word before the colon; of `text` every word has to be in the sentence, the type, the path or the actor; `since` and `until` (left out itself) bound the time.',
        querystring: activityQuerySchema,
        response: answers(itemsOf(activitySchema), 400, 401),
      },
    },
    async (request) => answer({ items: [...(await searchActivity(activity, request.query))] }),
  )

  app.get(
    '/api/v1/activity/export',
    {
      config: { rateLimit: { max: 10, timeWindow: 60_000 } },
      schema: {
        tags: ['Activity'],
        summary: 'What happened, as a file',
        description:
          'CSV after RFC 4180 or a JSON list, the newest first, with the filters of the list; 50,000 entries at most, older ones with `before_id`.',
        querystring: activityQuerySchema
          .omit({ limit: true })
          .extend({ format: z.enum(['csv', 'json']).default('csv') }),
        response: fileAnswers('text/csv', 400, 401, 403, 429),
      },
    },
    async ({ query: { format, ...query } }, reply) => {
      const day = new Date().toISOString().slice(0, 10)
      return reply
        .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json')
        .header('content-disposition', `attachment; filename="activity-${day}.${format}"`)
        .send(Readable.from(activityFile(activity, query, format)))
    },
  )
}
