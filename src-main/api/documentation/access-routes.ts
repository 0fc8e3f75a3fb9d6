import type { AccessPolicy } from '#contract/access-policy.ts'
import type { KeepOut } from '#contract/keep-out.ts'
import type { SignedAddress, SigningKey } from '#contract/signing-key.ts'
import type { StreamKey } from '#contract/stream-key.ts'
import type { WebhookResult } from '#contract/webhook.ts'
import { type DocumentedRoutes, says } from './documented-route.ts'
import { exampleNode } from './example-cluster.ts'

const accessPolicy: AccessPolicy = {
  id: '5c1f8f0e-5a34-4b62-9b1c-5d0d3f7d7a10',
  pattern: 'live/*',
  rules: {
    publish_with: 'key',
    publish_networks: null,
    publish_denied_networks: null,
    ...{ play_with: 'open', play_referrers: null, play_without_referrer: true },
    ...{
      on_publish_url: null,
      on_play_url: null,
      on_done_url: null,
      webhook_timeout_ms: 3_000,
      webhook_on_failure: 'refuse',
    },
    ...{ max_viewers_per_address: null, max_publishers_per_address: null },
    play_networks: null,
    play_denied_networks: null,
  },
  revision: 1,
  created_at: '2026-11-26T14:40:00.000Z',
  updated_at: '2026-11-26T14:40:00.000Z',
  updated_by: 'operator:owner',
}
const streamKey: StreamKey = {
  id: '6d1f8f0e-5a34-4b62-9b1c-5d0d3f7d7a10',
  prefix: 'stream_wrg1rp',
  pattern: 'live/test',
  label: 'studio 1',
  created_at: '2026-11-26T14:40:00.000Z',
  created_by: 'operator:owner',
  ...{ expires_at: null, revoked_at: null },
  last_used: {
    at: '2026-11-26T14:50:00.000Z',
    address: '203.0.113.7',
    stream_path: 'live/test',
    node_id: exampleNode.id,
  },
  replaced_by: null,
  state: 'active',
}
const keepOut: KeepOut = {
  ...{
    id: '8f1f8f0e-5a34-4b62-9b1c-5d0d3f7d7a10',
    kind: 'publish',
    stream_path: 'live/test' as KeepOut['stream_path'],
  },
  ...{ who: '203.0.113.7', until: '2026-11-26T15:10:00.000Z' },
  ...{ created_at: '2026-11-26T15:00:00.000Z', created_by: 'operator:owner' },
}
const webhookResult: WebhookResult = {
  action: 'test',
  at: '2026-11-26T14:40:01.000Z',
  node_id: null,
  outcome: 'yes',
  detail: 'auth.example: answered 200',
}
const signingKey: SigningKey = {
  id: '7e1f8f0e-5a34-4b62-9b1c-5d0d3f7d7a10',
  prefix: 'sign_wrg1rp',
  use: 'addresses',
  pattern: 'live/*',
  label: 'shop.example',
  created_at: '2026-11-26T14:40:00.000Z',
  created_by: 'operator:owner',
  revoked_at: null,
}
const query = 'expire=1795708800&token=0000000000000000000000000000000000000000000'
const signedAddress: SignedAddress = {
  query,
  expires_at: '2026-11-26T16:00:00.000Z',
  signing_key_id: signingKey.id,
  urls: {
    hls: `http://10.0.0.10:8090/play/live/test.m3u8?${query}`,
    flv: `http://10.0.0.10:8090/play/live/test.flv?${query}`,
  },
  stream_name: `test?${query}`,
}

/** Who may publish and who may watch. */
export const accessRoutes: DocumentedRoutes = {
  'GET /api/v1/access-policies': {
    description: 'In the order of their patterns.',
    answers: says({ items: [accessPolicy] }),
  },
  'POST /api/v1/access-policies': {
    body: { pattern: 'live/*', publish_with: 'key' },
    answers: says(accessPolicy),
  },
  'GET /api/v1/access-policies/effective': {
    answers: says({
      stream_path: 'live/test',
      policy: { id: accessPolicy.id, pattern: 'live/*', summary: 'published with a key alone' },
    }),
  },
  'GET /api/v1/access-policies/:id': {
    description: 'Its `ETag` is its revision, for `If-Match`.',
    answers: says(accessPolicy),
  },
  'PATCH /api/v1/access-policies/:id': {
    body: { play_networks: ['192.0.2.0/24'] },
    answers: says({ ...accessPolicy, rules: { ...accessPolicy.rules, play_networks: ['192.0.2.0/24'] }, revision: 2 }),
  },
  'GET /api/v1/access-policies/:id/webhooks': {
    description: 'The newest result of each action, since the origin started.',
    answers: says({ items: [webhookResult] }),
  },
  'POST /api/v1/access-policies/:id/webhooks/test': { answers: says(webhookResult) },
  'DELETE /api/v1/access-policies/:id': {
    description: 'Who publishes and watches goes on.',
    answers: says(accessPolicy),
  },
  'GET /api/v1/signing-keys': {
    description: 'Those that are good, the newest first.',
    answers: says({ items: [signingKey] }),
  },
  'POST /api/v1/signing-keys': {
    body: { pattern: 'live/*', label: 'shop.example' },
    answers: says({ ...signingKey, key: 'sign_0000000000000000000000000000000000000000000' }),
  },
  'DELETE /api/v1/signing-keys/:id': { answers: says({ ...signingKey, revoked_at: '2026-11-26T15:00:00.000Z' }) },
  'POST /api/v1/streams/:app/:name/watch-pass': {
    answers: says({
      query: 'session=q1w2e3r4t5y6u7i8&grant=tbq4x8.AAAAAAAAAAAAAAAAAAAAAA',
      expires_at: '2026-11-26T15:10:00.000Z',
    }),
  },
  'POST /api/v1/streams/:app/:name/signed-urls': { body: { ttl: '1h' }, answers: says(signedAddress) },
  'GET /api/v1/keep-outs': { answers: says({ items: [keepOut] }) },
  'DELETE /api/v1/keep-outs/:id': { answers: says(keepOut) },
  'GET /api/v1/stream-keys': { answers: says({ items: [streamKey] }) },
  'POST /api/v1/stream-keys': {
    body: { pattern: 'live/test', label: 'studio 1' },
    answers: says({
      ...{ ...streamKey, last_used: null },
      key: 'stream_0000000000000000000000000000000000000000000',
      obs_stream_key: 'test?key=stream_0000000000000000000000000000000000000000000',
    }),
  },
  'POST /api/v1/stream-keys/:id/rotate': {
    body: { overlap: '24h' },
    answers: says({
      ...{ ...streamKey, id: '7f0c2b1e-5a34-4b62-9b1c-5d0d3f7d7a11', last_used: null },
      key: 'stream_1111111111111111111111111111111111111111111',
      obs_stream_key: 'test?key=stream_1111111111111111111111111111111111111111111',
    }),
  },
  'POST /api/v1/stream-keys/:id/revoke': {
    body: { disconnect: true },
    answers: says({ ...streamKey, revoked_at: '2026-11-26T15:00:00.000Z', state: 'revoked', disconnected: 1 }),
  },
}
