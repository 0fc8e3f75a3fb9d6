import type { z } from 'zod'
import type { AuthorityState } from '#contract/authority.ts'
import type { Backup } from '#contract/backup.ts'
import type { Certificates } from '#contract/certificates.ts'
import type { ClusterTokenInfo } from '#contract/cluster-token.ts'
import type { enrollmentAnswerSchema, enrollmentTokenInfoSchema } from '#contract/enrollment.ts'
import type { BoxReport } from '#contract/provisioning.ts'
import type { RemovedNode } from '#contract/removed-node.ts'
import type { Setting } from '#contract/settings.ts'
import type { StorageStatus, StorageSummary } from '#contract/storage.ts'
import { type DocumentedRoutes, says } from './documented-route.ts'
import {
  exampleAllocation,
  exampleIds,
  exampleNode,
  examplePlan,
  examplePolicy,
  exampleRun,
  exampleStream,
} from './example-cluster.ts'

const clusterToken: ClusterTokenInfo = {
  ...{ id: '8d272e2f-95db-4086-a3b4-f9f5905b0246', prefix: 'clt_3f9k2a', name: 'boxes in Paris' },
  ...{ created_by: 'operator:owner', created_at: '2026-11-26T14:44:56.971Z', last_used_at: null },
  ...{ expires_at: null, revoked_at: null, state: 'active' },
}
const clusterSecret = 'clt_0000000000000000000000000000000000000000000'
const authority: AuthorityState = {
  authorities: [
    {
      ...{ id: 'a3a1f0de-52d8-4b0c-a6f3-9e0d1c2b3a42', state: 'signing', nodes: 3 },
      key_fingerprint: '3f'.repeat(32),
      certificate_fingerprint: 'a9'.repeat(32),
      certificate_pem: '-----BEGIN CERTIFICATE-----\n...\n-----END CERTIFICATE-----\n',
      ...{ created_at: '2026-11-26T14:44:56.971Z', not_after: '2036-11-23T14:44:56.971Z', replaced_at: null },
    },
  ],
  node_certificate_life_ms: 604_800_000,
}
const { ticket_id: _, issued_at: __, expires_at: ___, ...decision } = exampleAllocation
const ticket = { ticket: exampleAllocation, state: 'issued' }
const removed: RemovedNode = {
  ...{
    id: exampleIds.edge as RemovedNode['id'],
    name: 'box-7' as RemovedNode['name'],
    kind: 'foreign',
    how: 'evicted',
  },
  ...{ region: 'eu', last_seen_at: '2026-11-26T14:44:56.971Z', back_by: 'allow' },
}
const drained = {
  ...exampleNode.mode,
  value: 'draining',
  set_by: 'operator:owner',
  reason: 'kernel update',
  deadline_at: '2026-11-26T14:59:56.971Z',
  revision: 1,
}
const drain = {
  ...{ publishers: 0, subscribers: 1, relays_in: 1, relays_out: 0 },
  started_at: '2026-11-26T14:44:56.971Z',
  deadline_at: '2026-11-26T14:59:56.971Z',
  ...{ time_left_ms: 899_974, eta_ms: null, drained: false },
}
const draining = { ...exampleNode, mode: drained, drain, routable: false, routable_reasons: ['is draining'] }
const inMaintenance = { ...draining, mode: { ...drained, value: 'maintenance', deadline_at: null } }
const holding = [{ stream_path: 'live/test', published: false, subscribers: 1, relays_out: 0 }]
const paused = { ...exampleRun, state: 'paused', note: 'paused by operator:owner' }
const token: z.infer<typeof enrollmentTokenInfoSchema> = {
  id: '8d272e2f-95db-4086-a3b4-f9f5905b0246',
  prefix: 'enroll_wrg1rp',
  cluster_id: exampleNode.cluster_id,
  name: 'edges',
  ...{ usage_limit: 3, usage_count: 0, created_by: 'operator:owner' },
  created_at: '2026-11-26T14:44:57.044Z',
  expires_at: '2026-11-27T14:44:57.045Z',
  ...{ revoked_at: null, networks: null, node_names: null },
  state: 'active',
}
const secret = 'enroll_0000000000000000000000000000000000000000000'
const enrolled: z.infer<typeof enrollmentAnswerSchema> = {
  node_id: exampleNode.id,
  cluster_id: exampleNode.cluster_id,
  name: 'edge-1',
  credential: 'node_0000000000000000000000000000000000000000000',
}
const box: BoxReport = {
  host: '10.0.0.12',
  host_key: {
    algorithm: 'ssh-ed25519',
    fingerprint: 'SHA256:2wS5rFQK0hJX3dLrPj2vQ3fE8o1m2p3q4r5s6t7u8v9',
    state: 'confirmed',
  },
  checks: [
    {
      id: 'docker',
      title: 'Docker',
      outcome: 'warn',
      found: 'Docker is not installed.',
      remedy: 'Install Docker 24 or newer.',
    },
  ],
  outcome: 'warn',
}
const setting: Setting = {
  name: 'routing.ticket_ttl',
  value: 60_000,
  default: 30_000,
  unit: 'ms',
  source: { kind: 'file', where: '/etc/headwater/headwater.yaml: origin.routing.ticket_ttl' },
  secret: false,
}
const certificates: Certificates = {
  mode: 'files',
  http: 'redirect',
  items: [
    {
      source: 'files',
      shown_by: 'origin',
      certificate: {
        names: ['origin.example.com'],
        issuer: 'Example Issuing CA',
        valid_from: '2026-11-01T00:00:00.000Z',
        valid_until: '2027-01-30T00:00:00.000Z',
        fingerprint: '3f'.repeat(32),
        publicly_trusted: true,
      },
      problem: null,
      next_try_at: null,
    },
    {
      source: 'own',
      shown_by: 'origin',
      certificate: {
        names: ['10.0.0.10', '127.0.0.1', 'localhost', 'origin.example.com'],
        issuer: 'Headwater main 5d1f0a2b',
        valid_from: '2026-11-25T15:00:00.000Z',
        valid_until: '2026-12-26T15:00:00.000Z',
        fingerprint: '9c'.repeat(32),
        publicly_trusted: false,
      },
      problem: null,
      next_try_at: '2026-12-16T07:00:00.000Z',
    },
  ],
}
const storageSummary: StorageSummary = {
  ...{ state: 'ok', since: '2026-11-26T15:00:00.000Z', detail: '' },
  ...{ free_bytes: 60_000_000_000, total_bytes: 80_000_000_000, activity_waiting: 0, activity_dropped: 0 },
}
const storage: StorageStatus = {
  ...storageSummary,
  data_dir: '/srv/headwater',
  used: { database: 425_984, backups: 3_407_872, put_aside: 0, logs: 131_072, node: 8_192, other: 1_024 },
  low_below_bytes: 8_000_000_000,
}
const backup: Backup = {
  name: 'origin-2026-11-26T15-00-00-000Z.db',
  made_at: '2026-11-26T15:00:00.000Z',
  size_bytes: 262_144,
}
const activity = {
  id: 10,
  at: '2026-11-26T14:44:44.587Z',
  type: 'node.joined',
  severity: 'info',
  actor: 'origin',
  node_id: exampleIds.edge,
  stream_path: null,
  message: 'Node edge-1 has started and joined.',
  data: { from: 'joining', to: 'alive', cause: 'heartbeat', epoch: 1 },
}
const named = (node_id: string, node_name: string, host: string, score: number) => ({
  ...{ node_id, node_name, score },
  base_url: `http://${host}:8080`,
  flv_url: `http://${host}:8080/live/test.flv`,
  rtmp_url: `rtmp://${host}:1935/live/test`,
})
const placed = {
  primary: named(exampleIds.edge, 'edge-1', '10.0.0.11', 1_833),
  fallbacks: [named(exampleIds.origin_node, 'origin', '10.0.0.10', 1_832)],
  metadata: { stream_path: 'live/test', cluster_id: 'main' },
}
const played = {
  ...placed,
  outputs: {
    flv: 'http://10.0.0.11:8080/live/test.flv',
    hls: 'http://10.0.0.11:8080/live/test.m3u8',
    ws: 'ws://10.0.0.11:8080/live/test.flv',
    rtmp: 'rtmp://10.0.0.11:1935/live/test',
  },
}
const PASSES_ON =
  'Answers 307 with the address on the best node at this moment; the query comes along. After three times it is a loop.'
const NAMES = 'Nothing is reserved by asking. `region` counts as the client’s.'

/** The origin's own API. */
export const nativeRoutes: DocumentedRoutes = {
  'GET /health': {
    description: 'Answers as long as the program runs, whatever else is the matter.',
    answers: { 200: { status: 'ok' } },
  },
  'GET /ready': {
    description: 'Not ready until the node beside the origin has joined, where there is one.',
    answers: {
      200: { status: 'ready' },
      503: { status: 'not_ready', reason: 'the node beside the origin has not joined yet' },
    },
  },
  'GET /cluster/status': {
    answers: { 200: { local_node: 'origin', members: 2, healthy_members: 2, cluster_health: 'HEALTHY' } },
  },
  'GET /metrics': {
    answers: {
      200: '# HELP headwater_viewers Subscribers of all streams at all nodes, by their last reports.\n# TYPE headwater_viewers gauge\nheadwater_viewers 42\n',
    },
  },
  'GET /api/problems': {
    description: 'Their `type` is what programs tell problems by; the title is the same for all of one type.',
    answers: says({ items: [{ type: 'urn:headwater:problem:node_not_found', title: 'Node not found', status: 404 }] }),
  },
  'GET /api/v1/channel': {},
  'GET /api/v1/events': { answers: { 200: 'id: 5f2c-1\ndata: {"type":"reset"}\n\ndata: {"type":"alive"}\n\n' } },
  'GET /api/v1/cluster': {
    description: 'Version, live state, and the address that nodes on other machines join at.',
    answers: says({
      ...{ id: 'main', name: 'Headwater', origin_version: '0.1.0', started_at: '2026-11-26T14:44:38.399Z' },
      live_state: { kind: 'memory', state: 'ok', detail: 'Live state is kept in memory, as configured.' },
      storage: storageSummary,
      origin_node_id: exampleIds.origin_node,
      ...{ join_url: 'http://10.0.0.10:8090', reachable_from_outside: true },
    }),
  },
  'GET /api/v1/certificates': { answers: says(certificates) },
  'POST /api/v1/certificates/order': { answers: says(certificates) },
  'GET /api/v1/settings': { answers: says({ items: [setting] }) },
  'GET /api/v1/nodes': { answers: says({ items: [exampleNode], next: null }) },
  'GET /api/v1/nodes/:id': {
    description: 'Its `ETag` is the revision of its mode, for `If-Match`.',
    answers: says(exampleNode),
  },
  'GET /api/v1/removed-nodes': { answers: says({ items: [removed] }) },
  'DELETE /api/v1/nodes/:id': { answers: says({ id: exampleIds.edge }) },
  'POST /api/v1/nodes/:id/drain': {
    body: { reason: 'kernel update', deadline: '15m', after_drain: null },
    answers: says(draining),
  },
  'GET /api/v1/nodes/:id/drain': {
    description: 'By stream, what it still carries; `drained` says that it carries nothing any more.',
    answers: says({ node_id: exampleIds.edge, mode: drained, drain, holding }),
  },
  'GET /api/v1/nodes/:id/drain/preview': {
    answers: says({
      ...{ node_id: exampleIds.edge, refusal: null, carries: holding },
      moves: [{ node_id: exampleIds.origin_node, node_name: 'origin', subscribers: 1 }],
      ...{ without_place: 0, publishers: 0 },
    }),
  },
  'POST /api/v1/nodes/:id/maintain': { body: { reason: 'disk failure' }, answers: says(inMaintenance) },
  'POST /api/v1/nodes/:id/close-roles': {
    body: { roles: ['ingest'], reason: 'its uplink is changed', expires_at: '2026-11-26T18:00:00.000Z' },
    answers: says({ ...exampleNode, mode: { ...exampleNode.mode, closed_roles: ['ingest'], revision: 1 } }),
  },
  'PUT /api/v1/nodes/:id/mode': {
    body: { mode: 'draining', reason: 'kernel update', expires_at: '2026-11-26T18:00:00.000Z' },
    answers: says({ node_id: exampleIds.edge, operational_mode: 'draining', active_viewers: 1 }),
  },
  'GET /api/v1/nodes/:id/drain-status': {
    answers: says({ node_id: exampleIds.edge, operational_mode: 'draining', active_viewers: 1 }),
  },
  'POST /api/v1/nodes/:id/resume': { body: { reason: null }, answers: says(exampleNode) },
  'POST /api/v1/rolling-drains': {
    body: { nodes: [exampleIds.edge], at_once: 1, deadline: '15m' },
    answers: says({ plan: examplePlan, run: exampleRun }),
  },
  'GET /api/v1/rolling-drains': {
    description: 'Also those that are over, as far as they are kept.',
    answers: says({ items: [exampleRun] }),
  },
  'GET /api/v1/rolling-drains/:id': {
    description: 'Each node with the phase it is in, and why it waits.',
    answers: says(exampleRun),
  },
  'POST /api/v1/rolling-drains/:id/pause': { answers: says(paused) },
  'POST /api/v1/rolling-drains/:id/resume': { answers: says(exampleRun) },
  'POST /api/v1/rolling-drains/:id/cancel': { body: {}, answers: says({ ...exampleRun, state: 'cancelling' }) },
  'GET /api/v1/streams': { answers: says({ items: [exampleStream], next: null }) },
  'GET /api/v1/streams/:app/:name': { description: '404 while nobody publishes it.', answers: says(exampleStream) },
  'POST /api/v1/streams/:app/:name/end': { body: { reason: 'the show is over' }, answers: says(exampleStream) },
  'POST /api/v1/streams/:app/:name/disconnect-viewers': {
    body: { reason: 'the room is closed' },
    answers: says({ items: exampleStream.participations }),
  },
  'GET /api/v1/stream-policies': {
    description: 'In the order of their patterns.',
    answers: says({ items: [examplePolicy] }),
  },
  'POST /api/v1/stream-policies': {
    body: { pattern: 'live/*', publisher_grace: '20s', max_viewers: 500, allowed_regions: ['eu'] },
    answers: says(examplePolicy),
  },
  'GET /api/v1/stream-policies/effective': {
    answers: says({
      stream_path: 'live/test',
      policy: { id: examplePolicy.id, pattern: 'live/*', summary: 'at most 500 viewers' },
    }),
  },
  'GET /api/v1/stream-policies/:id': {
    description: 'Its `ETag` is its revision, for `If-Match`.',
    answers: says(examplePolicy),
  },
  'PATCH /api/v1/stream-policies/:id': { body: { max_viewers: 500 }, answers: says(examplePolicy) },
  'DELETE /api/v1/stream-policies/:id': {
    description: 'The answer is the policy as it was; what holds without one holds from now on.',
    answers: says(examplePolicy),
  },
  'POST /api/v1/allocations/play': {
    body: { stream_path: 'live/test', protocol: 'flv', region: 'eu' },
    answers: says(exampleAllocation),
  },
  'POST /api/v1/allocations/publish': {
    description: 'The answer is a ticket, as for playing. Publishers are not sent to members of other makes.',
    body: { stream_path: 'live/test', protocol: 'rtmp' },
    answers: says({ ...exampleAllocation, kind: 'publish', protocol: 'rtmp' }),
  },
  'GET /api/v1/allocations/explain': { answers: says(decision) },
  'GET /api/v1/tickets/:id': { answers: says(ticket) },
  'GET /api/v1/tickets/:id/replay': {
    description: 'Nothing is given out by asking; `differences` says in sentences what is another than it was.',
    answers: says({ ...ticket, now: decision, refusal: null, differences: [] }),
  },
  'GET /play/:app/:name.flv': { description: PASSES_ON },
  'GET /play/:app/:name.m3u8': { description: PASSES_ON },
  'GET /play/:app/:name/:protocol': { description: PASSES_ON },
  'GET /resolve/:app/:name/:protocol': { description: PASSES_ON },
  'GET /play/:app/:name': { description: NAMES, answers: { 200: played } },
  'GET /resolve/:app/:name': { description: NAMES, answers: { 200: played } },
  'GET /ingest/:app/:name': { description: NAMES, answers: { 200: placed } },
  'POST /ingest/:app/:name': {},
  'GET /api/v1/enrollment-tokens': {
    description: 'Also those that are used up, have run out or were revoked, for 30 days. Never their values.',
    answers: says({ items: [token] }),
  },
  'POST /api/v1/enrollment-tokens': {
    body: { name: 'edges', usage_limit: 3, ttl: '24h' },
    answers: says({
      ...token,
      token: secret,
      join_command: `npx headwater node run --origin http://10.0.0.10:8090 --token ${secret}`,
    }),
  },
  'DELETE /api/v1/enrollment-tokens/:id': {
    answers: says({ ...token, revoked_at: '2026-11-26T15:00:00.000Z', state: 'revoked' }),
  },
  'POST /api/v1/enrollments': {
    body: {
      token: secret,
      name: 'edge-1',
      region: 'eu',
      version: '0.1.0',
      relay_fingerprint: exampleNode.relay_fingerprint,
    },
    answers: says(enrolled),
  },
  'GET /api/v1/cluster-tokens': { answers: says({ items: [clusterToken] }) },
  'POST /api/v1/cluster-tokens': {
    body: { name: 'boxes in Paris', ttl: '90d' },
    answers: says({ ...clusterToken, token: clusterSecret }),
  },
  'POST /api/v1/cluster-tokens/:id/rotations': {
    body: { overlap: '24h' },
    answers: says({ ...clusterToken, token: clusterSecret }),
  },
  'DELETE /api/v1/cluster-tokens/:id': {
    answers: says({ ...clusterToken, revoked_at: '2026-11-26T15:00:00.000Z', state: 'revoked' }),
  },
  'GET /api/v1/authority': { answers: says(authority) },
  'POST /api/v1/authority/rotations': { answers: says(authority) },
  'DELETE /api/v1/authority/:id': { answers: says(authority) },
  'GET /api/v1/backups': {
    description: 'What is in the folder `backups` of the data directory.',
    answers: says({ items: [backup] }),
  },
  'POST /api/v1/backups': { answers: says(backup) },
  'POST /api/v1/backups/:name/restore': {
    body: { confirm: backup.name },
    answers: says({ backup, ready_url: '/ready' }),
  },
  'GET /api/v1/backups/:name': { answers: { 200: 'SQLite format 3...' } },
  'GET /api/v1/storage': { answers: says(storage) },
  'GET /api/v1/activity': { answers: says({ items: [activity] }) },
  'POST /api/v1/boxes/check': {
    body: { host: '10.0.0.12', user: 'root', host_key_fingerprint: box.host_key.fingerprint },
    answers: says(box),
  },
}
