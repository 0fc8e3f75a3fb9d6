import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { errorAnswerSchema, ingestAnswerSchema, playAnswerSchema } from '#contract/api.ts'
import type { StreamPath } from '#contract/ids.ts'
import { type MediaProtocol, mediaProtocolSchema } from '#contract/stream.ts'
import type { ApiApp } from './api-app.ts'
import { ApiFailure } from './errors.ts'
import type { ApiFeatures, PlacementApi } from './features.ts'
import { streamPathOf } from './streams-routes.ts'

/** Query parameter that counts redirects, and the most there may be (contracts/model.md, "Redirect"). */
const HOP_PARAMETER = 'hop'
const MAX_HOPS = 3
/** The best node and so many others are named (contracts/frameworks.md F-18: up to 4 fallbacks). */
const NAMED = 5
/** Seconds after which it is worth asking again where no node can take a client. */
const RETRY_AFTER_S = '5'

const tags = ['Play and ingest']
const params = z.object({ app: z.string().max(128), name: z.string().max(128) })
const region = z.string().min(1).max(64).optional()
const query = z.looseObject({ [HOP_PARAMETER]: z.coerce.number().int().min(0).catch(0), region })
const redirects = {
  307: z.null().describe('The stream on the best node'),
  400: errorAnswerSchema,
  404: errorAnswerSchema,
  503: errorAnswerSchema,
  508: errorAnswerSchema,
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
          response: { 200: playAnswerSchema, 400: errorAnswerSchema, 404: errorAnswerSchema, 503: errorAnswerSchema },
        },
      },
      async (request, reply) => {
        openToPages(reply)
        const path = streamPathOf(request.params)
        const [primary, ...fallbacks] = placed(placement, 'play', path, request.query.region ?? null, reply)
        return {
          primary,
          fallbacks,
          outputs: outputsOf(primary),
          metadata: { stream_path: path, cluster_id: clusterInfo().id },
        }
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
        response: { 200: ingestAnswerSchema, 400: errorAnswerSchema, 503: errorAnswerSchema },
      },
    },
    async (request, reply) => {
      openToPages(reply)
      const path = streamPathOf(request.params)
      const [primary, ...fallbacks] = placed(placement, 'publish', path, request.query.region ?? null, reply)
      return { primary, fallbacks, metadata: { stream_path: path, cluster_id: clusterInfo().id } }
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
        response: { 307: z.null().describe('The best node'), 400: errorAnswerSchema, 503: errorAnswerSchema },
      },
    },
    async (request, reply) => {
      openToPages(reply)
      const [primary] = placed(placement, 'publish', streamPathOf(request.params), request.query.region ?? null, reply)
      return reply.redirect(primary.flv_url, 307)
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
  request: { readonly url: string; readonly query: { readonly hop: number; readonly region?: string | undefined } },
  reply: FastifyReply,
): FastifyReply {
  openToPages(reply)
  const { hop } = request.query
  if (hop >= MAX_HOPS) {
    throw new ApiFailure(
      'redirect_loop',
      `${path} was passed on ${hop} times without an end`,
      'Look at the topology in the panel, and report it.',
    )
  }
  const target = new URL(placement.playUrl(path, protocol, request.query.region ?? null))
  const asked = new URL(request.url, 'http://origin')
  for (const [key, value] of asked.searchParams) if (key !== HOP_PARAMETER) target.searchParams.append(key, value)
  target.searchParams.set(HOP_PARAMETER, String(hop + 1))
  return reply.redirect(target.href, 307)
}

type PlacedNode = z.infer<typeof playAnswerSchema>['primary']

/** The nodes for a client, best first, at least one. @throws what the placement throws; no_candidates */
function placed(
  placement: PlacementApi,
  kind: 'play' | 'publish',
  stream_path: StreamPath,
  region: string | null,
  reply: FastifyReply,
): [PlacedNode, ...PlacedNode[]] {
  const ask = (protocol: MediaProtocol) =>
    placement.explain(kind, { stream_path, protocol, limit: NAMED, region }).candidates
  const rtmp = new Map(ask('rtmp').map(({ node_id, url }) => [node_id, url]))
  const [first, ...others] = ask('flv').map(({ node_id, node_name, url, score }): PlacedNode => {
    const flv = new URL(url)
    return { node_id, node_name, base_url: flv.origin, flv_url: flv.href, rtmp_url: rtmp.get(node_id) ?? null, score }
  })
  if (first !== undefined) return [first, ...others]
  reply.header('retry-after', RETRY_AFTER_S)
  throw new ApiFailure(
    'no_candidates',
    `no node can take this ${kind === 'play' ? 'viewer' : 'publisher'} now`,
    'Resume or add a node, or try again in a few seconds.',
  )
}

function outputsOf({ flv_url, rtmp_url }: PlacedNode): z.infer<typeof playAnswerSchema>['outputs'] {
  return {
    flv: flv_url,
    hls: flv_url.replace(/\.flv$/, '.m3u8'),
    ws: flv_url.replace(/^http/, 'ws'),
    rtmp: rtmp_url,
  }
}
