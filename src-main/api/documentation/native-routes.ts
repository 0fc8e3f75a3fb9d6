import type { z } from 'zod'
import type { AuthorityState } from '#contract/authority.ts'
import type { Backup } from '#contract/backup.ts'
import type { Certificates } from '#contract/certificates.ts'
import type { ClusterTokenInfo } from '#contract/cluster-token.ts'
import type { enrollmentAnswerSchema, enrollmentTokenInfoSchema } from '#contract/enrollment.ts'
import type { InstallerInfo } from '#contract/installer.ts'
import type { BoxReport } from '#contract/provisioning.ts'
import type { RemovedNode } from '#contract/removed-node.ts'
import type { Setting } from '#contract/settings.ts'
import type { AddressCheck, FoundAddress, SetupState } from '#contract/setup.ts'
import type { StorageStatus, StorageSummary } from '#contract/storage.ts'
import { type DocumentedRoutes, says } from './documented-route.ts'
import {
  exampleAllocation,
  exampleHistory,
  exampleIds,
  exampleLog,
  exampleNode,
  exampleNodeHistory,
  examplePlan,
  examplePolicy,
  exampleRun,
  exampleStream,
  exampleViewers,
} from './example-cluster.ts'

const clusterToken: ClusterTokenInfo = {
  ...{ id: '8d272e2f-95db-4086-a3b4-f9f5905b0246', prefix: 'clt_3f9k2a', name: 'boxes in Paris' },
  ...{ created_by: 'operator:owner', created_at: '2026-11-26T14:44:56.971Z', last_used_at: null },
  ...{ expires_at: null, revoked_at: null, state: 'active' },
}
const clusterSecret = 'clt_0000000000000000000000000000000000000000000'
const curl =
  "curl -fsS --proto '=https' -k --pinnedpubkey 'sha256//sRHdihwgkaib1P1gxX8HFszlD+7/gTfNvuAybgLPNis=' https://10.0.0.10:8090/install.sh"
const installer: InstallerInfo = {
  ...{ version: '0.1.0', url: 'https://10.0.0.10:8090/install.sh', reachable_from_outside: true },
  key_pin: 'sRHdihwgkaib1P1gxX8HFszlD+7/gTfNvuAybgLPNis=',
  command: `${curl} | sudo bash -s -- --join --master-token '<TOKEN>'`,
  installable: [
    { arch: 'x86_64', form: 'service', missing: null },
    { arch: 'arm64', form: 'service', missing: 'It is being made: ask again in a minute.' },
  ],
}
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
const foundAddress: FoundAddress = { host: '10.0.0.10', reach: 'private', interface: 'eth0', listens: true }
const setup: SetupState = {
  ...{ open: true, dismissed_at: null, dismissed_by: null },
  name: { value: 'Headwater', source: { kind: 'default', where: null } },
  address: {
    ...{ value: '10.0.0.10', source: { kind: 'default', where: null }, reachable_from_outside: true },
    ...{ listen_host: '0.0.0.0', listen_source: { kind: 'flag', where: '--host' }, port: 8090 },
    ...{ certificate_after_restart: true, found: [foundAddress] },
  },
  ports: [
    { what: 'panel', port: 8090, protocol: 'tcp' },
    { what: 'rtmp', port: 1935, protocol: 'tcp' },
    { what: 'media', port: 8080, protocol: 'tcp' },
  ],
  parts: [
    { name: 'redis', state: 'present', detail: 'Live state is mirrored to a redis-server that this origin runs.' },
    { name: 'docker', state: 'missing', detail: null },
    { name: 'ffmpeg', state: 'present', detail: '7.1.1' },
  ],
  stream_seen: false,
}
const addressCheck: AddressCheck = {
  ...{ host: 'live.example.com', reach: 'private', interface: 'eth0', listens: true, resolves_to: ['10.0.0.10'] },
  ...{ is_this_origin: true, problem: null },
  ports: setup.ports.map(({ what, port }) => ({ what, port, answered: true, detail: null })),
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
  choice: null,
}
const chosenSetting: Setting = {
  ...{ ...setting, name: 'backups_kept', value: 14, default: 14, unit: null },
  source: { kind: 'default', where: null },
  choice: { input: 'number', options: [], chosen: 30, waits: true },
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
        key_pin: 'YLh1dUR9y6Kja30RrAn7JKnbQG/uEtLMkBgFF2Fuihg=',
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
        key_pin: 'sRHdihwgkaib1P1gxX8HFszlD+7/gTfNvuAybgLPNis=',
        publicly_trusted: false,
      },
      problem: null,
      next_try_at: '2026-12-16T07:00:00.000Z',
    },
  ],
}
const moveUpload = {
  ...{ id: '7c0b9a52-1f6e-4d0c-8a3b-5e2f1d4c6b70', cluster_id: 'main', made_at: '2026-11-26T15:00:00.000Z' },
  ...{ made_by: '0.1.0', size_bytes: 425_984 },
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

const line = `--join --master-token ${secret} --node-name edge-1 --region eu`
const installerLine = {
  token: { ...token, name: 'one-line installer of edge-1', node_names: 'edge-1' },
  command: `${curl} | sudo bash -s -- ${line}`,
  dry_run_command: `${curl} | sudo bash -s -- ${line} --dry-run`,
  uninstall_command: `${curl} | sudo bash -s -- --uninstall`,
}

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
      run_kinds: ['provision', 'upgrade', 'restart', 'diagnostics', 'decommission'],
    }),
  },
  'GET /api/v1/certificates': { answers: says(certificates) },
  'POST /api/v1/certificates/order': { answers: says(certificates) },
  'GET /api/v1/setup': {
    description:
      'Derived from how things are, not from what a wizard did. `name.source` and `address.source` are `default` until somebody has said; ports are those that a firewall has to let in.',
    answers: says(setup),
  },
  'PATCH /api/v1/setup': {
    description:
      'What is chosen counts where no file, variable or flag sets it: else 409 `setting_elsewhere`, which says where. It is in effect at once: join URL, sign-in links, the names that are answered to, and the address of the node beside the origin, which dials again for it. A certificate has a new name after the next start.',
    body: { cluster_name: 'Studio North', advertise_host: 'live.example.com' },
    answers: says({ ...setup, name: { value: 'Studio North', source: { kind: 'chosen', where: 'operator:owner' } } }),
  },
  'POST /api/v1/setup/address-checks': {
    description:
      'Without `host` every address of the machine is tried, each for 2.5 s at most: whether this origin answers there, and the media ports. From the machine itself: a firewall or a router before it is not seen.',
    body: { host: 'live.example.com' },
    answers: says({ items: [addressCheck] }),
  },
  'GET /api/v1/settings': { answers: says({ items: [setting] }) },
  'PATCH /api/v1/settings': {
    description:
      'As headwater.yaml would have them; null takes a choice back. All of it is kept, or nothing. What is chosen counts where no file, variable or flag sets it: else 409 `setting_elsewhere`, which says where. 422 `setting_refused` says what is wrong with a value. In effect from the next start on: POST /api/v1/restart.',
    body: { changes: { backups_kept: 30, 'routing.ticket_ttl': '1m', webhook_networks: ['10.0.0.0/8'] } },
    answers: says({ items: [chosenSetting] }),
  },
  'POST /api/v1/restart': {
    description:
      'The origin ends in order and starts again in the same process, within seconds, with what was chosen of its settings. Nodes, streams and viewers go on meanwhile; who is signed in stays so. 409 `restore_under_way`: it restarts already.',
    answers: says({ started_at: '2026-11-26T14:44:38.399Z' }),
  },
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
  'GET /api/v1/nodes/:id/history': { answers: says(exampleNodeHistory) },
  'GET /api/v1/nodes/:id/logs': { answers: says(exampleLog) },
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
  'GET /api/v1/streams/:app/:name/history': { answers: says(exampleHistory) },
  'POST /api/v1/streams/:app/:name/end': {
    body: { reason: 'the show is over', keep_out: { by: 'address', for: '10m' } },
    answers: says(exampleStream),
  },
  'GET /api/v1/streams/:app/:name/viewers': { answers: says(exampleViewers) },
  'POST /api/v1/streams/:app/:name/disconnect-viewer': {
    body: { node_id: exampleIds.edge, viewer_id: 'h0Ybr1m3bYv1hT5c', reason: 'enough', keep_out: '15m' },
    answers: says({ ...exampleViewers, total: 0, viewers: [] }),
  },
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
  'GET /install.sh': {
    answers: { 200: '#!/usr/bin/env bash\n# Makes this machine a node of a Headwater cluster ...\n' },
  },
  'GET /install/:version/:file': { answers: { 200: 'the archive', 206: 'the rest of it' } },
  'GET /api/v1/installer': { answers: says(installer) },
  'POST /api/v1/installer': {
    body: { node_name: 'edge-1', region: 'eu', ttl: '24h', usage_limit: 1 },
    answers: says(installerLine),
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
  'POST /api/v1/move/exports': {
    body: { passphrase: 'four words of my own', next_origin: 'http://10.0.0.11:8090' },
    answers: { 200: '{"headwater_move_bundle":1,...' },
  },
  'POST /api/v1/move/uploads': { body: '{"headwater_move_bundle":1,...', answers: says(moveUpload) },
  'POST /api/v1/move/uploads/:id/import': {
    body: { passphrase: 'four words of my own', confirm: 'main' },
    answers: says({ cluster_id: 'main', ready_url: '/ready' }),
  },
  'GET /api/v1/storage': { answers: says(storage) },
  'GET /api/v1/activity': { answers: says({ items: [activity] }) },
  'GET /api/v1/activity/export': { answers: { 200: 'id,at,severity,type,actor,...' } },
  'POST /api/v1/boxes/check': {
    body: { host: '10.0.0.12', user: 'root', host_key_fingerprint: box.host_key.fingerprint },
    answers: says(box),
  },
}
