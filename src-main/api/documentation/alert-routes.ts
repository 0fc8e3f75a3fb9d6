import type { About, Diagnostics } from '#contract/about.ts'
import type { Alert, Channel, Delivery, Notifications, Silence } from '#contract/alert.ts'
import type { SecurityCheck } from '#contract/security-check.ts'
import { type DocumentedRoutes, says } from './documented-route.ts'
import { exampleIds } from './example-cluster.ts'

const alert: Alert = {
  ...{ id: 'b2f6a7d0-3c64-4a3e-8d0f-6a2c1f0e9b11', rule: 'node_lost', severity: 'error' },
  subject: { kind: 'node', id: exampleIds.edge, name: 'edge-1' },
  title: 'Node edge-1 is lost',
  text: 'Published there: live/test. Its viewers are sent to other nodes. Check the machine and its network.',
  last_good_at: '2026-11-26T14:44:41.656Z',
  evidence: [
    '3 heartbeats missed in a row, one each 5 s',
    'its media port 10.0.0.21:8080 does not answer: no answer within 2 s',
  ],
  action: { text: 'Look at the node', path: `/nodes/${exampleIds.edge}` },
  ...{ raised_at: '2026-11-26T14:44:58.100Z', cleared_at: null, quiet: null },
}
const delivery: Delivery = {
  ...{ id: 12, channel_id: 'f3b1c2d4-52d8-4b0c-a6f3-9e0d1c2b3a42', at: '2026-11-26T14:44:58.410Z', what: 'raised' },
  ...{ about: 'Node edge-1 is lost', outcome: 'delivered', attempts: 1, detail: 'it answered 204' },
}
const channel: Channel = {
  ...{ id: delivery.channel_id, kind: 'webhook', name: 'On-call', enabled: true, least_severity: 'error' },
  ...{ url: 'https://hooks.example.com/headwater', smtp: null, has_secret: true },
  ...{ created_at: '2026-11-20T08:00:00.000Z', last: delivery },
}
const silence: Silence = {
  ...{ id: '6a1e0c52-8f7c-4f2e-9a51-0d6a3a0f7b11', scope: { kind: 'streams', pattern: 'live/rehearsal*' } },
  ...{ reason: 'Rehearsals', until: '2026-11-26T18:00:00.000Z', created_by: 'operator:owner' },
  created_at: '2026-11-26T14:00:00.000Z',
}
const notifications: Notifications = {
  rules: [
    {
      ...{ rule: 'node_lost', severity: 'error', muted: false },
      when: 'A node has missed three heartbeats, and one more try at its media port is made',
    },
  ],
  silences: [silence],
  channels: [channel],
}

const security: SecurityCheck = {
  checked_at: '2026-11-27T12:00:00.000Z',
  findings: [
    {
      ...{ rule: 'owner_second_factor', outcome: 'warn', more: 0 },
      subjects: [{ kind: 'operator', id: 'a1b2c3d4-0000-4000-8000-000000000001', name: 'mira' }],
    },
    { rule: 'no_backups', outcome: 'pass', subjects: [], more: 0 },
  ],
}

const about: About = {
  ...{ version: '0.1.0', node_version: '24.21.0', sqlite_version: '3.51.0', schema_version: 19 },
  ...{ platform: 'linux', arch: 'x64', os: 'Linux 6.12.0', started_at: '2026-11-26T08:00:00.000Z' },
  ...{ data_dir: '/var/lib/headwater', licence: 'Apache-2.0' },
  used: { database: 4_096_000, backups: 8_192_000, put_aside: 0, logs: 131_072, node: 65_536, other: 1_024 },
}
const diagnostics: Diagnostics = {
  ...{ id: '0d0f6a2c-1f0e-4b11-8d0f-b2f6a7d03c64', collected_at: '2026-11-26T14:44:58.410Z' },
  kept_until: '2026-11-26T14:59:58.410Z',
  files: [
    {
      name: 'database.txt',
      what: 'Whether the database is whole, and how much is in it',
      bytes: 412,
      head: 'integrity: ok\n',
    },
  ],
}

/** What is the matter, who is told of it how, and what helps those who help. */
export const alertRoutes: DocumentedRoutes = {
  'GET /api/v1/about': { description: '`used` is in bytes, and up to ten seconds old.', answers: says(about) },
  'GET /api/v1/security-check': {
    description:
      '`warn` says that something should be done about `subjects`, or about the origin itself where there are none.',
    answers: says(security),
  },
  'POST /api/v1/diagnostics': {
    description:
      'Logs, settings, versions, the integrity of the database and how everything is, with tokens, keys and passwords taken out. The beginning of each file is in the answer, to be looked at before it is given away. Kept in memory for 15 minutes; the next ones take their place.',
    answers: says(diagnostics),
  },
  'GET /api/v1/diagnostics/:id': { description: 'A .tar.gz of just what was shown.', answers: { 200: '...' } },
  'GET /api/v1/alerts': {
    description:
      'Each is said once when it begins and once when it is over (`cleared_at`); those that are over are kept for 90 days. `quiet`: nobody was notified, as its rule is muted or it was silenced. As they happen they come as `alert.raised`, `alert.cleared` and, many together, `alert.digest` over `GET /api/v1/events`.',
    answers: says({ items: [alert], quiet_since: null, desktop: { enabled: true, least_severity: 'warning' } }),
  },
  'GET /api/v1/notifications': {
    description:
      'Keys and passwords are not shown. The channel `desktop` is there always: the desktop program hears the live events.',
    answers: says(notifications),
  },
  'GET /api/v1/notifications/deliveries': {
    description: 'The newest hundred, a line for each try.',
    answers: says({ items: [delivery] }),
  },
  'PUT /api/v1/notifications/rules/:rule': {
    description: 'Alerts of a muted rule are listed, and nobody is notified of them.',
    body: { muted: true },
    answers: says(notifications),
  },
  'POST /api/v1/notifications/silences': {
    description:
      'Everything (`all`), a node, or streams by their pattern, for a minute to 30 days. Nodes in maintenance are silent without one.',
    body: { scope: silence.scope, reason: silence.reason, duration_ms: 14_400_000 },
    answers: says(silence),
  },
  'DELETE /api/v1/notifications/silences/:id': {
    description: 'What is the matter by then is not notified of anew.',
    answers: says(silence),
  },
  'POST /api/v1/notifications/channels': {
    description:
      'A webhook gets JSON with `event` (`alert.raised`, `alert.cleared`, `alert.digest`, `alert.test`), `cluster`, `at` and `alerts`, signed in `headwater-signature` as webhooks of access policies are; the answer here is the only time its key is shown. Inward addresses are asked where `webhook_networks` allows it. E-mail: `smtp` with `host`, `port`, `security` (`tls`, `starttls`, `none`), `user`, `from` and `to`, and `password` beside it.',
    body: { kind: 'webhook', name: 'On-call', least_severity: 'error', url: channel.url },
    answers: says({ ...channel, last: null, signing_key: 'whk_0000000000000000000000000000000000000000000' }),
  },
  'PATCH /api/v1/notifications/channels/:id': {
    description: 'Where it leads and its secret are not changed: make another one.',
    body: { enabled: false },
    answers: says({ ...channel, enabled: false }),
  },
  'DELETE /api/v1/notifications/channels/:id': {
    description: 'Its deliveries stay listed. 409 `alert_channel_fixed`: the desktop’s can be switched off alone.',
    answers: says(channel),
  },
  'POST /api/v1/notifications/channels/:id/test': {
    description: 'One try; the answer says how it went.',
    answers: says({ ...delivery, what: 'test', about: 'a test' }),
  },
}
