import { z } from 'zod'
import { type ClusterId, clusterIdSchema, nodeIdSchema, type StreamPath, streamPathSchema } from './ids.ts'
import { playUrl, publishUrl } from './media-urls.ts'
import { nodeEndpointsSchema } from './node.ts'
import type { MediaProtocol } from './stream.ts'

/**
 * The entries by which one address serves an audience, on the origin and on every node's media port: `GET /play/APP/NAME` and `GET
 * /ingest/APP/NAME` name nodes, `/play/APP/NAME.flv`, `.m3u8` and `/play/APP/NAME/PROTOCOL` send the client to one; `/resolve/` is `/play/`.
 */

/** Query parameter that says how often, or from which nodes, a client has been sent on; and how often it may be. */
export const HOP_PARAMETER = 'hop'
export const MAX_ENTRY_HOPS = 3

/** A node for a client, with what its addresses are made of. */
export const placedNodeSchema = z.object({
  node_id: nodeIdSchema,
  node_name: z.string(),
  endpoints: nodeEndpointsSchema,
  /** Higher is better, comparable within one answer only; null where nobody who knows the loads was asked. */
  score: z.number().nullable(),
  /** It is over its thresholds or was not heard of lately, and named because all others are worse. */
  last_resort: z.boolean(),
})
export type PlacedNode = z.infer<typeof placedNodeSchema>

/** A node as the entries name it. */
const namedNodeSchema = z.object({
  node_id: nodeIdSchema,
  node_name: z.string(),
  /** Of its media port. */
  base_url: z.string(),
  flv_url: z.string(),
  rtmp_url: z.string().nullable(),
  score: placedNodeSchema.shape.score,
})
const metadataSchema = z.object({ stream_path: streamPathSchema, cluster_id: clusterIdSchema })

/** Answer of `GET /play/APP/NAME`. */
export const playAnswerSchema = z.object({
  primary: namedNodeSchema,
  /** Where to go if that node cannot be reached, best first. */
  fallbacks: z.array(namedNodeSchema),
  /** The stream on the primary, by protocol. */
  outputs: z.object({ flv: z.string(), hls: z.string(), ws: z.string(), rtmp: z.string().nullable() }),
  metadata: metadataSchema,
})
export type PlayAnswer = z.infer<typeof playAnswerSchema>

/** Answer of `GET /ingest/APP/NAME`. */
export const ingestAnswerSchema = z.object({
  primary: namedNodeSchema,
  fallbacks: z.array(namedNodeSchema),
  metadata: metadataSchema,
})
export type IngestAnswer = z.infer<typeof ingestAnswerSchema>

/** Nodes for a client, best first. */
export type PlacedNodes = readonly [PlacedNode, ...PlacedNode[]]

/**
 * The address that a client is sent on to: what it asked with comes along, and how often it was sent on counts one more.
 * @param asked the target of its request
 */
export function passedOn(url: string, asked: string, hop: number): string {
  const target = new URL(url)
  for (const [key, value] of new URL(asked, 'http://entry').searchParams)
    if (key !== HOP_PARAMETER) target.searchParams.append(key, value)
  target.searchParams.set(HOP_PARAMETER, String(hop + 1))
  return target.href
}

/** Says where to play. */
export function playAnswerOf([best, ...others]: PlacedNodes, path: StreamPath, cluster_id: ClusterId): PlayAnswer {
  const url = (protocol: MediaProtocol) => playUrl(best.endpoints, protocol, path)
  return {
    primary: named(best, path, playUrl),
    fallbacks: others.map((node) => named(node, path, playUrl)),
    outputs: { flv: url('flv'), hls: url('hls'), ws: url('ws'), rtmp: url('rtmp') },
    metadata: { stream_path: path, cluster_id },
  }
}

/** Says where to publish. */
export function ingestAnswerOf([best, ...others]: PlacedNodes, path: StreamPath, cluster_id: ClusterId): IngestAnswer {
  return {
    primary: named(best, path, publishUrl),
    fallbacks: others.map((node) => named(node, path, publishUrl)),
    metadata: { stream_path: path, cluster_id },
  }
}

function named({ node_id, node_name, endpoints, score }: PlacedNode, path: StreamPath, urlOf: typeof publishUrl) {
  const flv_url = urlOf(endpoints, 'flv', path) ?? ''
  const base_url = flv_url.slice(0, flv_url.length - `/${path}.flv`.length)
  return { node_id, node_name, base_url, flv_url, rtmp_url: urlOf(endpoints, 'rtmp', path), score }
}
