import type { FastifyReply } from 'fastify'
import { CLUSTER_API_MAX_BYTES, CLUSTER_API_PREFIX } from '#contract/cluster-api.ts'
import { clusterKeyDigest, refuseWithoutKey } from '#contract/cluster-key.ts'
import { answerCluster, type ClusterAnswer, clusterError, clusterRoutes } from '#contract/cluster-surface.ts'
import type { ApiApp } from './api-app.ts'
import { describeFailure } from './errors.ts'
import type { ApiFeatures } from './features.ts'

const SUMMARIES: Readonly<Record<string, string>> = {
  'GET status/local': 'This server and its counts',
  'GET servers': 'Every member of the cluster',
  'GET sessions': 'Every publication, by stream_path',
  'GET relay/sessions': 'Every relay',
  'GET redirect/decision': 'Whether a viewer is better served elsewhere',
  'POST heartbeat': 'A member says that it is there',
  'POST servers/sync': 'A member says whom it knows',
  'POST sessions/sync': 'A member says what it publishes',
  'POST sessions/participation': 'A member has viewers of a stream, or none any more',
  'POST relay/pull': 'Whether and where a stream may be pulled',
  'POST allocate/publish': 'Where to publish, with a ticket',
  'POST allocate/play': 'Where to play, with a ticket',
}

/** The surface for members and tools of other makes (contract/cluster-api.ts): proved by its own key, in its own envelope. */
export function registerClusterApiRoutes(app: ApiApp, { cluster_api: { key, surface } }: ApiFeatures): void {
  const digests = key === null ? Promise.resolve([]) : clusterKeyDigest(key).then((digest) => [digest])
  app.register((scope: ApiApp, _options, done) => {
    scope.setErrorHandler((error, request, reply) => {
      const { status, error: said, unforeseen } = describeFailure(error)
      if (unforeseen)
        request.log.error({ event: 'request.failed', err: error, request_id: request.id }, 'a request failed')
      return send(reply, clusterError(status, said.message))
    })
    scope.addHook('onRequest', async (request, reply) => {
      const refused = await refuseWithoutKey(await digests, request.headers, 'origin')
      return refused === null ? undefined : send(reply, refused)
    })
    for (const name of clusterRoutes) {
      const [method = '', path = ''] = name.split(' ')
      scope.route({
        method,
        url: `${CLUSTER_API_PREFIX}${path}`,
        bodyLimit: CLUSTER_API_MAX_BYTES,
        schema: { tags: ['Cluster API'], summary: SUMMARIES[name] ?? name },
        handler: async (request, reply) => {
          const given = method === 'GET' ? request.query : request.body
          return send(reply, await answerCluster(surface, method, path, given))
        },
      })
    }
    scope.all(`${CLUSTER_API_PREFIX}*`, { schema: { hide: true } }, async (request, reply) => {
      const path = request.url.split('?')[0]?.slice(CLUSTER_API_PREFIX.length) ?? ''
      return send(reply, await answerCluster(surface, request.method, path, null))
    })
    done()
  })
}

function send(reply: FastifyReply, { status, envelope }: ClusterAnswer): FastifyReply {
  return reply.code(status).type('application/json; charset=utf-8').serializer(String).send(JSON.stringify(envelope))
}
