import { z } from 'zod'
import { answerOf } from '#contract/api.ts'
import { CONTROL_CHANNEL_PATH } from '#contract/control-channel.ts'
import { problemSchema } from '#contract/problem.ts'
import { RUN_HEADER } from '#contract/setup.ts'
import { storageStateSchema } from '#contract/storage.ts'
import type { ApiApp } from './api-app.ts'
import { clusterStatus, clusterStatusSchema } from './cluster-status.ts'
import { answer } from './envelope.ts'
import { ApiFailure } from './errors.ts'
import { problemTypes } from './failure-statuses.ts'
import type { ApiFeatures } from './features.ts'

/** What machines ask: does the program run, does it take work; and the control channel's place in the documentation. */
export function registerHealthRoutes(app: ApiApp, features: ApiFeatures): void {
  app.get(
    '/health',
    {
      schema: {
        tags: ['Health'],
        summary: 'Whether the program runs',
        description:
          '`storage` is there while the disk of its data is short of room, and tells how much; it serves on.',
        response: {
          200: z.object({ status: z.literal('ok'), storage: storageStateSchema.exclude(['ok']).optional() }),
        },
      },
    },
    async (_request, reply) => {
      reply.header(RUN_HEADER, features.setup.run_id)
      const { state } = features.storage.summary()
      return { status: 'ok' as const, ...(state === 'ok' ? {} : { storage: state }) }
    },
  )

  app.get(
    '/ready',
    {
      schema: {
        tags: ['Health'],
        summary: 'Whether the origin takes work',
        response: {
          200: z.object({ status: z.literal('ready') }),
          503: z.object({ status: z.literal('not_ready'), reason: z.string() }),
        },
      },
    },
    async (_request, reply) => {
      const reason = features.notReadyReason()
      if (reason === null) return { status: 'ready' as const }
      return reply.code(503).send({ status: 'not_ready' as const, reason })
    },
  )

  app.get(
    '/cluster/status',
    {
      schema: {
        tags: ['Health'],
        summary: 'How many members there are, and whether all are well',
        description: 'Members in maintenance are counted, and cluster_health does not wait for them.',
        response: { 200: clusterStatusSchema },
      },
    },
    async () => clusterStatus(features.nodes.list(), features.clusterInfo().name),
  )

  app.get(
    '/api/problems',
    {
      config: { access: 'public' },
      schema: {
        tags: ['Health'],
        summary: 'Every type of problem document that features answer with',
        response: {
          200: answerOf(z.object({ items: z.array(problemSchema.pick({ type: true, title: true, status: true })) })),
        },
      },
    },
    async () => answer({ items: problemTypes() }),
  )

  app.get(
    CONTROL_CHANNEL_PATH,
    {
      config: { access: 'public' },
      schema: {
        tags: ['Control channel'],
        summary: 'The control channel of a node (WebSocket)',
        description: 'Upgrade with the subprotocol headwater.control.v1 and `Authorization: Bearer node_...`.',
        response: { 426: problemSchema },
      },
    },
    async (_request, reply) => {
      reply.header('upgrade', 'websocket').header('connection', 'upgrade')
      throw new ApiFailure('upgrade_required', 'This is the control channel of nodes.', 'It speaks WebSocket only.')
    },
  )
}
