import { z } from 'zod'
import { errorAnswerSchema } from '#contract/api.ts'
import type { ApiApp } from './api-app.ts'
import { ApiFailure } from './errors.ts'
import type { ApiFeatures } from './features.ts'
import { streamPathOf } from './streams-routes.ts'

/** Query parameter that counts redirects, and the most there may be (contracts/model.md, "Redirect"). */
const HOP_PARAMETER = 'hop'
const MAX_HOPS = 3

/** One URL of a stream for every player: sends each to the node that serves it best at this moment. */
export function registerPlayRoutes(app: ApiApp, { streams }: ApiFeatures): void {
  app.get(
    '/play/:app/:name.flv',
    {
      config: { access: 'public' },
      schema: {
        tags: ['Allocations'],
        summary: 'Play a stream by FLV over HTTP from the best node',
        params: z.object({ app: z.string().max(128), name: z.string().max(128) }),
        querystring: z.looseObject({ [HOP_PARAMETER]: z.coerce.number().int().min(0).catch(0) }),
        response: {
          307: z.null().describe('The stream on the best node'),
          404: errorAnswerSchema,
          503: errorAnswerSchema,
          508: errorAnswerSchema,
        },
      },
    },
    async (request, reply) => {
      // Any page may play a stream, and read why it cannot; who may is decided by the node.
      reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin')
      const path = streamPathOf(request.params)
      const hop = Number(request.query[HOP_PARAMETER])
      if (hop >= MAX_HOPS) {
        throw new ApiFailure(
          'redirect_loop',
          `${path} was passed on ${hop} times without an end`,
          'Look at the topology in the panel, and report it.',
        )
      }
      const target = new URL(streams.playUrl(path, 'flv'))
      const asked = new URL(request.url, 'http://origin')
      for (const [key, value] of asked.searchParams) if (key !== HOP_PARAMETER) target.searchParams.append(key, value)
      target.searchParams.set(HOP_PARAMETER, String(hop + 1))
      return reply.header('cache-control', 'no-store').redirect(target.href, 307)
    },
  )
}
