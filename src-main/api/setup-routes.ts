import { addressCheckSchema, addressChecksRequestSchema, changeSetupSchema, setupSchema } from '#contract/setup.ts'
import { type ApiApp, principalOf } from './api-app.ts'
import { answer, answers, itemsOf } from './envelope.ts'
import type { ApiFeatures } from './features.ts'

const tags = ['First run']

/** What the first run in the panel is made from, and what is decided there. */
export function registerSetupRoutes(app: ApiApp, { setup }: ApiFeatures): void {
  app.get(
    '/api/v1/setup',
    { schema: { tags, summary: 'How far a new origin is', response: answers(setupSchema, 401, 403) } },
    async () => answer(await setup.state()),
  )

  app.patch(
    '/api/v1/setup',
    {
      schema: {
        tags,
        summary: 'Name the cluster, say how others reach the origin, dismiss the first run',
        body: changeSetupSchema,
        response: answers(setupSchema, 400, 401, 403, 409, 507),
      },
    },
    async (request) => answer(await setup.change(request.body, principalOf(request).actor)),
  )

  app.post(
    '/api/v1/setup/address-checks',
    {
      config: { rateLimit: { max: 60, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: 'Try the addresses of the origin from its own machine',
        body: addressChecksRequestSchema.prefault({}),
        response: answers(itemsOf(addressCheckSchema), 400, 401, 403, 429),
      },
    },
    async (request, reply) => {
      const gone = new AbortController()
      reply.raw.once('close', () => gone.abort(new Error('the caller went away')))
      return answer({ items: await setup.checkAddresses(request.body.host, gone.signal) })
    },
  )
}
