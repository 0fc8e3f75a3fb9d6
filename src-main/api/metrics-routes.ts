import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { CONTENT_TYPES, formatAsked, writeMetrics } from '#contract/metrics-text.ts'
import { problemSchema } from '#contract/problem.ts'
import { NetworkList } from '../trust/network-list.ts'
import type { ApiApp } from './api-app.ts'
import { bearerOf } from './authentication.ts'
import { ApiFailure } from './errors.ts'
import type { FailedAttempts } from './failed-attempts.ts'
import type { ApiFeatures } from './features.ts'
import { mayRead } from './permissions.ts'
import { sessionOf } from './session-cookie.ts'

/**
 * What Prometheus scrapes: the origin's own numbers. As at a node, whoever asks from the networks of `metrics_allow` needs no proof; from
 * everywhere else, and through a proxy, behind which everybody has one address, an API key or a session is wanted.
 */
export function registerMetricsRoutes(app: ApiApp, { metrics, trust }: ApiFeatures, attempts: FailedAttempts): void {
  const allowed = new NetworkList(metrics.allow)
  app.get(
    '/metrics',
    {
      schema: {
        tags: ['Health'],
        summary: 'What the origin measures, for Prometheus',
        description:
          'Text format 0.0.4, or OpenMetrics 1.0 where `Accept` asks for it. Open to the networks of `metrics_allow`; others, and those who come through a proxy, send `Authorization: Bearer sk_...`.',
        response: { 200: z.string(), 403: problemSchema, 429: problemSchema },
      },
    },
    async (request, reply) => {
      // Who is near needs no proof, and none is looked up.
      if (!isNear(request, allowed)) {
        const bearer = bearerOf(request)
        const principal = trust.authenticate({ cookie: sessionOf(request), bearer })
        if (principal === null) {
          // As at the API: who guesses keys here is slowed down there too.
          if (bearer !== undefined) {
            attempts.failed(request.ip)
            attempts.refuseIfSlowed(request.ip, reply)
          }
          throw notAllowed(request, metrics.allow)
        }
        if (!mayRead(principal)) throw notAllowed(request, metrics.allow)
      }
      const format = formatAsked(request.headers.accept ?? '')
      reply.header('cache-control', 'no-store').type(CONTENT_TYPES[format])
      return reply.serializer(String).send(writeMetrics(metrics.families(), format))
    },
  )
}

const isThroughProxy = ({ headers }: FastifyRequest) => 'x-forwarded-for' in headers || 'forwarded' in headers

function isNear(request: FastifyRequest, allowed: NetworkList): boolean {
  return !isThroughProxy(request) && allowed.contains(request.ip)
}

function notAllowed(request: FastifyRequest, cidrs: readonly string[]): ApiFailure {
  const who = isThroughProxy(request) ? 'Whoever comes through a proxy' : request.ip
  const networks = cidrs.join(', ') || 'nobody'
  return new ApiFailure(
    'not_allowed',
    `${who} may not read this without proof. It is open to: ${networks}.`,
    'Send Authorization: Bearer sk_..., or add the network to metrics_allow in the media section of the origin and restart it.',
  )
}
