import type { IncomingMessage } from 'node:http'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import {
  HOP_PARAMETER,
  ingestAnswerOf,
  ingestAnswerSchema,
  MAX_ENTRY_HOPS,
  type PlacedNodes,
  passedOn,
  playAnswerOf,
  playAnswerSchema,
} from '#contract/entry.ts'
import type { StreamPath } from '#contract/ids.ts'
import { problemSchema } from '#contract/problem.ts'
import { type MediaProtocol, mediaProtocolSchema } from '#contract/stream.ts'
import type { ApiApp } from './api-app.ts'
import { ApiFailure } from './errors.ts'
import type { ApiFeatures, PlacementApi } from './features.ts'
import { cameByTls } from './plain-http.ts'
import { streamPathOf } from './streams-routes.ts'

/** Seconds after which it is worth asking again where no node can take a client. */
const RETRY_AFTER_S = '5'

const tags = ['Play and ingest']
const params = z.object({ app: z.string().max(128), name: z.string().max(128) })
const region = z.string().min(1).max(64).optional()
const query = z.looseObject({ [HOP_PARAMETER]: z.coerce.number().int().min(0).catch(0), region })
const redirects = {
  307: z.null().describe('The stream on the best node'),
  400: problemSchema,
  404: problemSchema,
  503: problemSchema,
  508: problemSchema,
}
const PROTOCOLS_BY_SUFFIX: Readonly<Record<string, MediaProtocol>> = { flv: 'flv', m3u8: 'hls' }
/** As it may be written in an address: `hls` or what its playlists are called. */
const protocolHint = z.union([mediaProtocolSchema, z.literal('m3u8').transform((): MediaProtocol => 'hls')])

/**
 * One URL of a stream for every player and every publisher (contracts/frameworks.md F-20 to F-22): sends each to the node that serves it
 * best at this moment, or names that node and others. Nothing is reserved by asking.
 */
export function registerPlayRoutes(app: ApiApp, { streams: { placement }, clusterInfo }: ApiFeatures): void {
  for (const [suffix, protocol] of Object.entries(PROTOCOLS_BY_SUFFIX)) {
    app.get(
      `/play/:app/:name.${suffix}`,
      {
        config: { access: 'public' },
        schema: {
          tags,
          summary: `Play a stream by ${suffix === 'flv' ? 'FLV over HTTP' : 'HLS'} from the best node`,
          params,
          querystring: query,
          response: redirects,
        },
      },
      async (request, reply) => redirect(placement, streamPathOf(request.params), protocol, request, reply),
    )
  }

  for (const entry of ['play', 'resolve']) {
    app.get(
      `/${entry}/:app/:name/:protocol`,
      {
        config: { access: 'public' },
        schema: {
          tags,
          summary: 'Play a stream by a protocol from the best node',
          params: params.extend({ protocol: protocolHint }),
          querystring: query,
          response: redirects,
        },
      },
      async (request, reply) =>
        redirect(placement, streamPathOf(request.params), request.params.protocol, request, reply),
    )

    app.get(
      `/${entry}/:app/:name`,
      {
        config: { access: 'public' },
        schema: {
          tags,
          summary: 'Where a stream plays: the best node, others, and the address of each protocol',
          params,
          querystring: z.looseObject({ region }),
          response: { 200: playAnswerSchema, 400: problemSchema, 404: problemSchema, 503: problemSchema },
        },
      },
      async (request, reply) => {
        openToPages(reply)
        const path = streamPathOf(request.params)
        return playAnswerOf(placed(placement, 'play', path, request, reply), path, clusterInfo().id)
      },
    )
  }

  app.get(
    '/ingest/:app/:name',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'Where to publish a stream: the best node and others',
        params,
        querystring: z.looseObject({ region }),
        response: { 200: ingestAnswerSchema, 400: problemSchema, 503: problemSchema },
      },
    },
    async (request, reply) => {
      openToPages(reply)
      const path = streamPathOf(request.params)
      const nodes = placed(placement, 'publish', path, request, reply)
      return ingestAnswerOf(nodes, path, clusterInfo().id)
    },
  )

  app.post(
    '/ingest/:app/:name',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'Publish a stream by FLV over HTTP to the best node',
        description: 'Only HTTP can be sent on: publish by RTMP to the address that GET names.',
        params,
        querystring: z.looseObject({ region }),
        response: { 307: z.null().describe('The best node'), 400: problemSchema, 503: problemSchema },
      },
    },
    async (request, reply) => {
      openToPages(reply)
      const path = streamPathOf(request.params)
      const nodes = placed(placement, 'publish', path, request, reply)
      // What the publisher shows to be let in by goes along.
      const { flv_url } = ingestAnswerOf(nodes, path, clusterInfo().id).primary
      return reply.redirect(passedOn(flv_url, request.url, 0), 307)
    },
  )
}

/** Any page may play a stream, and read why it cannot; who may is decided by the node. */
function openToPages(reply: FastifyReply): void {
  reply
    .header('access-control-allow-origin', '*')
    .header('cross-origin-resource-policy', 'cross-origin')
    .header('cache-control', 'no-store')
}

function redirect(
  placement: PlacementApi,
  path: StreamPath,
  protocol: MediaProtocol,
  request: {
    readonly url: string
    readonly raw: IncomingMessage
    readonly query: { readonly hop: number; readonly region?: string | undefined }
  },
  reply: FastifyReply,
): FastifyReply {
  openToPages(reply)
  const { hop } = request.query
  if (hop >= MAX_ENTRY_HOPS) {
    throw new ApiFailure(
      'redirect_loop',
      `${path} was passed on ${hop} times without an end`,
      'Look at the topology in the panel, and report it.',
    )
  }
  const url = placement.playUrl(path, protocol, request.query.region ?? null, cameByTls(request.raw))
  return reply.redirect(passedOn(url, request.url, hop), 307)
}

/** The nodes for a client, best first, at least one. @throws what the placement throws; no_candidates */
function placed(
  placement: PlacementApi,
  kind: 'play' | 'publish',
  path: StreamPath,
  request: { readonly raw: IncomingMessage; readonly query: { readonly region?: string | undefined } },
  reply: FastifyReply,
): PlacedNodes {
  reply.header('retry-after', RETRY_AFTER_S)
  const nodes = placement.named(
    kind,
    path,
    kind === 'play' ? 'flv' : 'rtmp',
    request.query.region ?? null,
    cameByTls(request.raw),
  )
  reply.removeHeader('retry-after')
  return nodes
}
