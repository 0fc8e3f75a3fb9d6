import { answerCluster, clusterRoutes } from '#contract/cluster-surface.ts'
import type { ClusterId, NodeId, StreamPath } from '#contract/ids.ts'
import type { NodeLoad } from '#contract/node.ts'
import { parseStrictJson, StrictJsonError } from '#contract/strict-json.ts'
import { Listeners } from '../../../node-runtime/media/listeners.ts'
import type { StreamDirectory } from '../../../node-runtime/media/stream-directory.ts'
import { MemberBook } from '../../../node-runtime/members/member-book.ts'
import { NodeSurface } from '../../../node-runtime/members/node-surface.ts'
import { OwnMember } from '../../../node-runtime/members/own-member.ts'
import type { FuzzTarget } from '../fuzz-target.ts'
import { expectTrue, roughly } from '../pieces.ts'

const peerOf = (name: string, number: number) => ({
  node_id: `0a5b0a3e-8d0e-4b7c-9d57-0c8a36e1b00${number}` as NodeId,
  name,
  endpoints: { address: `10.0.0.${number}`, rtmp_port: 1935, media_port: 8080 },
  relay_fingerprint: `${number}`.repeat(64),
})
const [own, one] = [peerOf('own', 1), peerOf('one', 2)]
const STATUSES = [200, 400, 403, 404, 409, 422, 503, 507]

const beat = (server_id: string, more = {}) =>
  JSON.stringify({ summary: { server_id, address: '10.9.9.9:80', ...more } })
const session = '{"stream_path":"live/a","session_id":"s","started_at":1,"updated_at":2}'
const conversations = [
  `POST heartbeat ${beat('abroad')}`,
  `POST heartbeat ${beat('abroad', { last_seen: 5 })}\nPOST sessions/sync {"server_id":"abroad","sessions":[${session}],"full":true}\nGET sessions {}`,
  `POST heartbeat ${beat('one')}\nPOST heartbeat ${beat('own')}`,
  `POST servers/sync {"summaries":[{"server_id":"one","address":"10.0.0.2:8080","node_id":"${one.node_id}","epoch":1,"beat":1}]}\nGET servers {}`,
  `POST sessions/participation {"stream_path":"live/a","node_id":"own","action":"subscribe"}`,
  'POST allocate/play {"stream_path":"live/a","limit":3}\nGET redirect/decision {"stream_path":"live/a"}\nGET status/local {}\nGET relay/sessions {}',
  'POST relay/pull {"stream_path":"live/a","request_id":"r"}',
]

function openNode() {
  const named = [own, one]
  const member = new OwnMember({
    ...{ node_id: own.node_id, fingerprint: own.relay_fingerprint, epoch: 1 },
    name: () => own.name,
    endpoints: () => own.endpoints,
    load: () => ({ cpu_percent: 1, egress_mbps: 0, subscribers: 0 }) as NodeLoad,
    measure: () => undefined,
    mode: () => null,
    directory: new Listeners() as unknown as StreamDirectory,
  })
  const book = new MemberBook({
    ...{ node_id: own.node_id, cluster_id: 'main' as ClusterId, own: member },
    peers: () => named,
    interval_ms: () => 5_000,
    now: () => 1_000,
    wall_clock: () => 1_700_000_000_000,
  })
  const followed: StreamPath[] = []
  const surface = new NodeSurface(
    {
      ...{ own: member, book, interval_ms: () => 5_000 },
      thresholds: () => ({ cpu_percent: 90, egress_mbps: 1_000, subscribers: 100 }) as never,
      overload: { reason: () => null, better: async () => null },
      notAccepting: () => null,
      relays: () => [],
      pull: () => ({ accepted: false }),
      has: () => false,
      follow: (path) => followed.push(path),
    },
    { peer: null },
  )
  return { book, surface }
}

/** What somebody who holds the cluster's key says to a node, one request a line: method, path, body. */
export const clusterApi: FuzzTarget = {
  name: 'cluster-api',
  covers: [
    '/contract/cluster-api.ts',
    '/contract/cluster-surface.ts',
    '/members/member-book.ts',
    '/members/member.ts',
    '/members/node-surface.ts',
    '/members/best-known.ts',
    '/members/stream-sources.ts',
  ],
  max_bytes: 4_096,
  dictionary: [
    ...clusterRoutes.map((route) => `${route} `),
    ...[
      '\n',
      '"state":"ended"',
      '"full":true',
      '"node_id":',
      `"${one.node_id}"`,
      '"epoch":',
      '"beat":',
      '"last_seen":',
      '"watches":["live/a"]',
    ],
    ...[
      '"server_id":"own"',
      '"server_id":"one"',
      '"updated_at":',
      '"address":"[::1]:80"',
      'https://',
      '"closed_roles":["viewers"]',
      session,
    ],
  ].map((word) => Buffer.from(word)),
  seeds: conversations.map((text) => Buffer.from(text)),
  async check(input) {
    const { book, surface } = openNode()
    const outcomes: string[] = []
    for (const line of input.toString('utf8').split('\n').slice(0, 16)) {
      const [, method = '', path = '', body = ''] = /^(\S*) ?(\S*) ?(.*)$/s.exec(line) ?? []
      let given: unknown
      try {
        given = parseStrictJson(body)
      } catch (error) {
        if (error instanceof StrictJsonError) continue
        throw error
      }
      const { status, envelope } = await answerCluster(surface, method, path, given)
      expectTrue(`${status} is an answer`, STATUSES.includes(status))
      expectTrue('an envelope says the same', envelope.code === (status === 200 ? 0 : status))
      expectTrue('what is refused gives nothing', status === 200 || envelope.data === null)
      JSON.stringify(envelope)
      outcomes.push(`${status} ${path.slice(0, 20)} ${status === 200 ? '' : envelope.message.slice(0, 30)}`)
    }
    const [first, ...others] = book.servers()
    expectTrue('this node is itself', first?.server_id === own.name && first.node_id === own.node_id)
    expectTrue(
      'nobody takes its name',
      others.every(({ server_id }) => server_id !== own.name),
    )
    const ours = others.filter(({ server_id }) => server_id === one.name)
    expectTrue('nor that of another', ours.length === 1 && ours[0]?.node_id === one.node_id)
    expectTrue('what proves it is as the origin said', ours[0]?.relay_fingerprint === one.relay_fingerprint)
    return `${outcomes.at(-1) ?? 'nothing'} ${roughly(others.length)}`
  },
}
