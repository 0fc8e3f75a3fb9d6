import { BlockList, isIPv4, isIPv6 } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { CONTENT_TYPES, formatAsked, writeMetrics } from '#contract/metrics-text.ts'
import { problemSchema } from '#contract/problem.ts'
import type { ApiApp } from './api-app.ts'
import { bearerOf } from './authentication.ts'
import { ApiFailure } from './errors.ts'
import type { ApiFeatures } from './features.ts'
import { sessionOf } from './session-cookie.ts'

/**
 * What Prometheus scrapes: the origin's own numbers. As at a node, whoever asks from the networks of `metrics_allow` needs no proof; from
 * everywhere else, and through a proxy, behind which everybody has one address, an API key or a session is wanted.
 */
export function registerMetricsRoutes(app: ApiApp, { metrics, trust }: ApiFeatures): void {
  const allowed = networks(metrics.allow)
  app.get(
    '/metrics',
    {
      schema: {
        tags: ['Health'],
        summary: 'What the origin measures, for Prometheus',
        description:
          'Text format 0.0.4, or OpenMetrics 1.0 where `Accept` asks for it. Open to the networks of `metrics_allow`; others, and those who come through a proxy, send `Authorization: Bearer sk_...`.',
        response: { 200: z.string(), 403: problemSchema },
      },
    },
    async (request, reply) => {
      const principal = trust.authenticate({ cookie: sessionOf(request), bearer: bearerOf(request) })
      if (principal === null) refuseUnlessNear(request, allowed, metrics.allow)
      const format = formatAsked(request.headers.accept ?? '')
      reply.header('cache-control', 'no-store').type(CONTENT_TYPES[format])
      return reply.serializer(String).send(writeMetrics(metrics.families(), format))
    },
  )
}

/** @throws {ApiFailure} not_allowed */
function refuseUnlessNear(request: FastifyRequest, allowed: BlockList, cidrs: readonly string[]): void {
  const through = 'x-forwarded-for' in request.headers || 'forwarded' in request.headers
  if (!through && contains(allowed, request.ip)) return
  const who = through ? 'Whoever comes through a proxy' : request.ip
  const networks = cidrs.join(', ') || 'nobody'
  throw new ApiFailure(
    'not_allowed',
    `${who} may not read this without proof. It is open to: ${networks}.`,
    'Send Authorization: Bearer sk_..., or add the network to metrics_allow in the media section of the origin and restart it.',
  )
}

function networks(cidrs: readonly string[]): BlockList {
  const list = new BlockList()
  for (const cidr of cidrs) {
    const [network = '', prefix = ''] = cidr.split('/')
    list.addSubnet(network, Number.parseInt(prefix, 10), isIPv6(network) ? 'ipv6' : 'ipv4')
  }
  return list
}

function contains(list: BlockList, address: string): boolean {
  // A socket that listens on :: sees IPv4 peers as ::ffff:a.b.c.d.
  const bare = address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '')
  return isIPv4(bare) ? list.check(bare, 'ipv4') : isIPv6(bare) && list.check(bare, 'ipv6')
}
