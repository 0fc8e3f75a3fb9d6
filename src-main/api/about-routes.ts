import { z } from 'zod'
import { aboutSchema, diagnosticsSchema } from '#contract/about.ts'
import { type ApiApp, principalOf } from './api-app.ts'
import { answer, answers, fileAnswers } from './envelope.ts'
import type { ApiFeatures } from './features.ts'

const tags = ['About']

/** What this origin is, and one file to send when asking for help. */
export function registerAboutRoutes(app: ApiApp, { about }: ApiFeatures): void {
  app.get(
    '/api/v1/about',
    { schema: { tags, summary: 'Versions, data directory and licence', response: answers(aboutSchema, 401) } },
    async () => answer(await about.about()),
  )

  app.post(
    '/api/v1/diagnostics',
    {
      config: { rateLimit: { max: 10, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: 'Collect diagnostics of the origin, without secrets',
        response: answers(diagnosticsSchema, 401, 403, 429),
      },
    },
    async (request) => answer(await about.collect(principalOf(request).actor)),
  )

  app.get(
    '/api/v1/diagnostics/:id',
    {
      schema: {
        tags,
        summary: 'Fetch diagnostics that were collected',
        params: z.object({ id: z.uuid() }),
        response: fileAnswers('application/gzip', 400, 401, 403, 404),
      },
    },
    async ({ params: { id } }, reply) => {
      const { name, bytes } = about.archive(id)
      return reply.type('application/gzip').header('content-disposition', `attachment; filename="${name}"`).send(bytes)
    },
  )
}
