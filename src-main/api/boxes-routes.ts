import { boxReportSchema, sshTargetSchema } from '#contract/provisioning.ts'
import { type ApiApp, principalOf } from './api-app.ts'
import { answer, answers } from './envelope.ts'
import type { ApiFeatures } from './features.ts'

/** A look takes this long at most, in ms; each of its phases has a shorter deadline of its own. */
const CHECK_TIMEOUT_MS = 120_000

/** Looking at a box before it becomes a node. */
export function registerBoxesRoutes(app: ApiApp, { boxes }: ApiFeatures): void {
  app.post(
    '/api/v1/boxes/check',
    {
      config: { rateLimit: { max: 60, timeWindow: 60_000 } },
      schema: {
        tags: ['Boxes'],
        summary: 'Look at a box over SSH, without changing anything on it',
        description:
          'Without `host_key_fingerprint` a box that is not known yet only has its host key read and shown; a fingerprint that was given and found is kept, and the box is known by it from then on. Credentials are used for this one call and never kept.',
        body: sshTargetSchema,
        response: answers(boxReportSchema, 400, 401, 403, 409, 422, 429, 502, 504),
      },
    },
    async (request, reply) => {
      const gone = new AbortController()
      reply.raw.on('close', () => gone.abort(new Error('the caller went away')))
      const signal = AbortSignal.any([gone.signal, AbortSignal.timeout(CHECK_TIMEOUT_MS)])
      return answer(await boxes.check(request.body, principalOf(request).actor, signal))
    },
  )
}
