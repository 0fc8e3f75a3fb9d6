import { z } from 'zod'
import {
  clusterAllocateRequestSchema,
  clusterSessionSchema,
  heartbeatAnswerSchema,
  heartbeatRequestSchema,
  participationRequestSchema,
  pullStreamRequestSchema,
  pullStreamResponseSchema,
  serverSummarySchema,
  serversSyncRequestSchema,
  sessionsSyncRequestSchema,
} from '#contract/cluster-api.ts'
import { JOINING_DISABLED, type JoinAnswer, type MemberRow } from '#contract/streamhub-cluster.ts'
import { type DocumentedRoutes, says } from './documented-route.ts'
import { exampleIds, exampleNode, exampleStream } from './example-cluster.ts'

const joined: JoinAnswer = {
  nodeId: exampleNode.id,
  name: 'edge-eu',
  ...{ redisUrl: null, publicWsUrl: null, livekit: null },
  nodeToken: 'node_0000000000000000000000000000000000000000000',
  heartbeatIntervalSeconds: 60,
}
const row: MemberRow = {
  id: exampleNode.id,
  ...{ name: 'edge-eu', url: 'http://10.0.0.20:8080', region: 'eu', status: 'active' },
  created_at: '2026-11-26 14:44:44',
  last_seen_at: '2026-11-26 14:45:44',
  stats: { cores: 4, cpu: 0.25, memUsedRatio: 0.5 },
  stale: false,
}
const server = {
  ...{ server_id: 'edge-1', address: '10.0.0.11:8080', quic_addr: null, state: 'alive' },
  ...{ cpu: 12.5, bandwidth_mbps: 0.415, subscribers: 1, last_seen: 1_795_704_296_640 },
}
const publication = {
  ...{ stream_path: 'live/test', publish_node_id: 'origin', session_id: exampleStream.session.id },
  ...{ subscribe_nodes: ['edge-1'], state: 'live', started_at: 1_795_704_285_557 },
}
const candidate = {
  server_id: 'edge-1',
  address: '10.0.0.11:8080',
  url: 'http://10.0.0.11:8080/live/test.flv',
  score: 1_833,
}
const allocated = {
  ticket_id: 'c8b39fd5-d154-4873-ac09-c4bbf9c9625a',
  expires_at: '2026-11-26T14:45:27.192Z',
  candidates: [candidate],
}
const said = (data: unknown) => ({ 200: { code: 0, message: 'success', data } })
const KEY = 'Header `X-Cluster-Api-Key`, or the same key as a bearer token.'

/** Routes for members and tools of other makes. */
export const memberRoutes: DocumentedRoutes = {
  'POST /api/v1/cluster/join': {
    body: { name: 'edge-eu', ip: '10.0.0.20', region: 'eu', url: 'http://10.0.0.20:8080' },
    answers: { 200: { data: joined, error: null }, 201: { data: joined, error: null }, 503: JOINING_DISABLED },
  },
  'POST /api/v1/cluster/heartbeat': {
    body: { nodeId: exampleIds.edge, stats: row.stats },
    answers: { ...says({ ok: true }), 503: JOINING_DISABLED },
  },
  'GET /api/v1/cluster/nodes': { answers: says([row]) },
  'PATCH /api/v1/cluster/nodes/:id': { body: { status: 'draining' }, answers: says({ ...row, status: 'draining' }) },
  'DELETE /api/v1/cluster/nodes/:id': { answers: says({ id: exampleIds.edge, deleted: true }) },
  'POST /api/v1/cluster/nodes/:id/allow': { answers: says({ ...row, status: 'unknown' }) },
  'GET /api/v1/cluster/info': {
    answers: says({
      ...{ enabled: true, nodesCount: 2, clusterToken: 'clt_3f9…', clusterRedisUrl: null },
      joinCommand: "curl -fsS -X POST 'http://<THIS_SERVER_IP>:8090/api/v1/cluster/join' ...",
    }),
  },
  'GET /cluster/api/status/local': {
    description: KEY,
    answers: said({ server_id: 'origin', address: '10.0.0.10:8090', has_sync: true, node_count: 2, session_count: 1 }),
  },
  'GET /cluster/api/servers': { description: KEY, answers: said([server]) },
  'GET /cluster/api/sessions': { description: KEY, answers: said([publication]) },
  'GET /cluster/api/relay/sessions': { description: KEY, answers: said(exampleStream.relays) },
  'GET /cluster/api/redirect/decision': {
    description: KEY,
    answers: said({ redirect: false, target: null, reason: 'below its thresholds' }),
  },
  'POST /cluster/api/heartbeat': {
    description: KEY,
    body: { summary: { server_id: 'sfu-1', address: '10.0.0.20:8080', cpu: 12, subscribers: 3 }, sessions: [] },
    answers: said({ summaries: [server], sessions: [publication] }),
  },
  'POST /cluster/api/servers/sync': {
    description: KEY,
    body: { summaries: [{ server_id: 'sfu-2', address: '10.0.0.21:8080' }] },
    answers: said({ merged: 1 }),
  },
  'POST /cluster/api/sessions/sync': {
    description: KEY,
    body: { server_id: 'sfu-1', sessions: [{ stream_path: 'live/other', state: 'live' }] },
    answers: said({ merged: 1 }),
  },
  'POST /cluster/api/sessions/participation': {
    description: KEY,
    body: { stream_path: 'live/other', node_id: 'sfu-1', action: 'subscribe' },
    answers: said({ applied: true }),
  },
  'POST /cluster/api/relay/pull': {
    description: KEY,
    body: { stream_path: 'live/test', request_id: 'r-1' },
    answers: said({
      ...{ request_id: 'r-1', stream_path: 'live/test', accepted: true, reason: null },
      session_id: exampleStream.session.id,
      ...{ quic_addr: null, tls_addr: '10.0.0.10:8080', flv_url: 'http://10.0.0.10:8080/live/test.flv' },
    }),
  },
  'POST /cluster/api/allocate/publish': {
    description: KEY,
    body: { stream_path: 'live/new' },
    answers: said(allocated),
  },
  'POST /cluster/api/allocate/play': {
    description: KEY,
    body: { stream_path: 'live/test', protocol: 'http-flv' },
    answers: said(allocated),
  },
}

const merged = z.object({ merged: z.number().int() })
const free = z.record(z.string(), z.unknown())
/** What goes in and out of `/cluster/api/`, where answers are not made by the routes' own schemas: by the name of the route there. */
export const clusterApiSchemas: Readonly<Record<string, { readonly body?: z.ZodType; readonly data: z.ZodType }>> = {
  'GET status/local': { data: free },
  'GET servers': { data: z.array(serverSummarySchema) },
  'GET sessions': { data: z.array(clusterSessionSchema) },
  'GET relay/sessions': { data: z.array(free) },
  'GET redirect/decision': { data: free },
  'POST heartbeat': { body: heartbeatRequestSchema, data: heartbeatAnswerSchema },
  'POST servers/sync': { body: serversSyncRequestSchema, data: merged },
  'POST sessions/sync': { body: sessionsSyncRequestSchema, data: merged },
  'POST sessions/participation': { body: participationRequestSchema, data: free },
  'POST relay/pull': { body: pullStreamRequestSchema, data: pullStreamResponseSchema },
  'POST allocate/publish': { body: clusterAllocateRequestSchema, data: free },
  'POST allocate/play': { body: clusterAllocateRequestSchema, data: free },
}
