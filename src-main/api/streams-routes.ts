import { z } from 'zod'
import { nodeIdSchema, type StreamPath, streamPathSchema } from '#contract/ids.ts'
import { endStreamSchema } from '#contract/keep-out.ts'
import { streamsQuerySchema } from '#contract/listing.ts'
import { participationSchema, streamSchema } from '#contract/stream.ts'
import { streamHistorySchema } from '#contract/stream-samples.ts'
import { disconnectViewerSchema, streamViewersSchema, viewersQuerySchema } from '#contract/stream-viewers.ts'
import { type ApiApp, principalOf } from './api-app.ts'
import { answer, answers, itemsOf, pageAnswer, pageSchemaOf } from './envelope.ts'
import { ApiFailure } from './errors.ts'
import type { ApiFeatures } from './features.ts'

const tags = ['Streams']
const params = z.object({ app: z.string().max(128), name: z.string().max(128) })

/** Looking at streams, and ending one. */
export function registerStreamsRoutes(app: ApiApp, { streams, access }: ApiFeatures): void {
  const { viewers } = streams
  app.get(
    '/api/v1/streams',
    {
      schema: {
        tags,
        summary: 'List the live streams, in the order of their paths',
        description:
          'All of them, or with `limit` a page at a time: go on with `after`, the `next` of the page before.',
        querystring: streamsQuerySchema,
        response: answers(pageSchemaOf(streamSchema), 400, 401),
      },
    },
    async ({ query }) => pageAnswer(streams.page(query)),
  )

  app.get(
    '/api/v1/streams/:app/:name',
    {
      schema: {
        tags,
        summary: 'Read one live stream: its session, who serves it, over which relays',
        params,
        response: answers(streamSchema, 400, 401, 404),
      },
    },
    async (request) => {
      const path = streamPathOf(request.params)
      const stream = streams.find(path)
      if (stream !== undefined) return answer(stream)
      throw new ApiFailure(
        'stream_not_found',
        `nobody publishes ${path} at the moment`,
        'GET /api/v1/streams lists what is live.',
      )
    },
  )

  app.get(
    '/api/v1/streams/:app/:name/history',
    {
      schema: {
        tags,
        summary:
          'Read how a live stream arrived over the last five minutes: bit rate, frames and gaps, every two seconds',
        description:
          'Measured by the node that it is published to. For a minute and a half after each reading the event stream tells new measures as `stream_samples`.',
        params,
        response: answers(streamHistorySchema, 400, 401, 404),
      },
    },
    async (request) => answer(streams.history(streamPathOf(request.params))),
  )

  app.post(
    '/api/v1/streams/:app/:name/end',
    {
      schema: {
        tags,
        summary: 'End a stream: its publisher is disconnected, its viewers are told',
        description:
          'The answer is the stream as it was; it ends when its node has done so, a moment later. Most encoders try again by themselves: `keep_out` turns the publisher away from this stream for a while, known by its stream key or by its address (IPv6: its /64), and `revoke_key` revokes the key it came in by; its other publications go on.',
        params,
        body: endStreamSchema.prefault({}),
        response: answers(streamSchema, 400, 401, 403, 404, 409, 507),
      },
    },
    async (request) => {
      const path = streamPathOf(request.params)
      const { reason, ...shut } = request.body
      const { actor } = principalOf(request)
      const session = streams.find(path)?.session
      if (session !== undefined) access.shutOut(session, shut, actor)
      return answer(streams.end(path, reason, actor))
    },
  )

  app.get(
    '/api/v1/streams/:app/:name/viewers',
    {
      schema: {
        tags,
        summary: 'List who watches a stream on one node, connection by connection, the oldest first',
        description:
          'The node is asked, for three seconds at most. Addresses are shortened to their network. Viewers by HLS fetch piece by piece: they are counted and not listed.',
        params,
        querystring: viewersQuerySchema,
        response: answers(streamViewersSchema, 400, 401, 404, 503, 504),
      },
    },
    async ({ params: parts, query }) => answer(await viewers.list(streamPathOf(parts), query.node_id, query.limit)),
  )

  app.post(
    '/api/v1/streams/:app/:name/disconnect-viewer',
    {
      schema: {
        tags,
        summary: 'Let one viewer of a stream go',
        description:
          'By its id in the list of viewers. With `keep_out` its address (IPv6: its /64) does not watch this stream for so long, on any node. The answer counts who watches there then.',
        params,
        body: disconnectViewerSchema,
        response: answers(streamViewersSchema, 400, 401, 403, 404, 503, 504, 507),
      },
    },
    async (request) => {
      const path = streamPathOf(request.params)
      return answer(await viewers.disconnect(path, request.body, principalOf(request).actor))
    },
  )

  app.post(
    '/api/v1/streams/:app/:name/disconnect-viewers',
    {
      schema: {
        tags,
        summary: 'Let the viewers of a stream go, on one node or on all',
        description:
          'They are told the reason in the words of their protocol (HLS sees the end of the stream) and may come again; to keep them away, use a stream policy. The answer is how many watched on each node that was told.',
        params,
        body: z
          .object({
            node_id: nodeIdSchema.nullable().default(null),
            reason: z.string().min(1).max(256).default('disconnected by an operator'),
          })
          .prefault({}),
        response: answers(itemsOf(participationSchema), 400, 401, 403, 404, 409),
      },
    },
    async (request) => {
      const { node_id, reason } = request.body
      const path = streamPathOf(request.params)
      return answer({ items: [...streams.disconnectViewers(path, node_id, reason, principalOf(request).actor)] })
    },
  )
}

/** The path of a stream from the two parts of a route. @throws {ApiFailure} stream_not_found where it can be no path */
export function streamPathOf({ app, name }: { readonly app: string; readonly name: string }): StreamPath {
  const parsed = streamPathSchema.safeParse(`${app}/${name}`)
  if (parsed.success) return parsed.data
  const what = parsed.error.issues[0]?.message ?? 'a stream path is app/name'
  throw new ApiFailure('stream_not_found', `this is not the path of a stream: ${what}`, 'Check the address.')
}
