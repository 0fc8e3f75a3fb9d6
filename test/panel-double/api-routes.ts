import { randomBytes, randomUUID } from 'node:crypto'
import {
  type Allocation,
  allocationRequestSchema,
  createdEnrollmentTokenSchema,
  createEnrollmentTokenSchema,
  type DrainPreview,
  drainRequestSchema,
  type ExplainedAllocation,
  explainRequestSchema,
  maintainRequestSchema,
  resumeRequestSchema,
} from '#contract/api.ts'
import type { StreamPath } from '#contract/ids.ts'
import { installerRequestSchema } from '#contract/installer.ts'
import { nodesQuerySchema, pageOf, streamsQuerySchema } from '#contract/listing.ts'
import type { Node } from '#contract/node.ts'
import { nodeHistoryQuerySchema } from '#contract/node-history.ts'
import type { SecurityCheck } from '#contract/security-check.ts'
import { RollingError } from '../../src-main/rolling/rolling-error.ts'
import type { FakeCluster } from './fake-cluster.ts'
import { fakeHistory } from './fake-history.ts'
import { fakeNodeHistory } from './fake-node-history.ts'
import type { FakeRolling } from './fake-rolling.ts'
import { FakeRunRefusal, type FakeRuns } from './fake-runs.ts'
import { fakeViewers } from './fake-viewers.ts'

/** What a route answers with: data, or an error of contract/api.ts. */
export type RouteAnswer =
  | { readonly status: 200; readonly data: unknown }
  | { readonly status: number; readonly code: string; readonly message: string; readonly hint: string | null }

const ok = (data: unknown): RouteAnswer => ({ status: 200, data })
const missing = (what: string): RouteAnswer => ({
  status: 404,
  code: 'not_found',
  message: `${what} is not known here.`,
  hint: null,
})

/** What the routes answer out of. */
export interface Answering {
  readonly cluster: FakeCluster
  readonly rolling: FakeRolling
  readonly runs: FakeRuns
  /** Of the operator who is signed in. */
  readonly role: 'owner' | 'viewer'
}

/** Answers a request of a signed-in operator. @param segments the path below /api/v1 */
export function answerRoute(
  { cluster, rolling, runs, role }: Answering,
  method: string,
  segments: readonly string[],
  query: URLSearchParams,
  body: unknown,
): RouteAnswer {
  const [family, first, second, third] = segments
  switch (`${method} ${family}`) {
    case 'GET session':
      return ok({
        operator_id: '4b2c7f0e-3c0f-4d0e-9d25-0a8f1f6e2b11',
        operator_name: 'Mira',
        role,
        by: 'session',
        expires_at: null,
        session_id: 'c0ffee00-0000-4000-8000-000000000001',
        scopes: null,
        proven_until: null,
      })
    case 'GET account':
      return ok({
        ...{ id: '4b2c7f0e-3c0f-4d0e-9d25-0a8f1f6e2b11', name: 'Mira', role, created_at: '2026-11-02T10:00:00.000Z' },
        ...{ password_set_at: '2026-11-02T10:02:00.000Z', totp_since: null, recovery_codes_left: 0, passkeys: 0 },
      })
    case 'GET cluster':
      return ok(cluster.info())
    case 'GET provisioning-runs':
    case 'POST provisioning-runs':
      return answerRuns(runs, method, segments.slice(1), query, body)
    case 'GET nodes':
    case 'POST nodes':
    case 'DELETE nodes':
      if (second === 'login' && first !== undefined) return answerLogin(runs, method, first)
      if (second === 'history') return historyOf(cluster, first, query)
      return answerNodes({ cluster, method, query, body }, first, second)
    case 'GET rolling-drains':
    case 'POST rolling-drains':
      return orRefusal(() => rolling.answer(method, first, second, body))
    case 'GET streams':
    case 'POST streams':
      return answerStreams(cluster, method, [first, second, third], query)
    case 'GET access-policies':
      return ok(first === 'effective' ? { policy: null } : { items: [] })
    case 'GET security-check':
      return ok({ checked_at: new Date().toISOString(), findings: [] } satisfies SecurityCheck)
    case 'GET certificates':
    case 'GET stream-policies':
      return ok({ items: [] })
    case 'GET allocations':
      return explain(cluster, query)
    case 'POST allocations':
      return allocate(cluster, first === 'publish' ? 'publish' : 'play', body)
    case 'POST installer':
      return installerLine(cluster, body)
    case 'POST enrollment-tokens':
      return createToken(cluster, body)
    case 'GET alerts':
      return ok({
        items: cluster.alerts,
        quiet_since: cluster.alerts.length === 0 ? cluster.info().started_at : null,
        desktop: { enabled: true, least_severity: 'warning' },
      })
    case 'GET activity':
      return listActivity(cluster, query)
    default:
      return missing(`/api/v1/${segments.join('/')}`)
  }
}

function orRefusal(data: () => unknown): RouteAnswer {
  try {
    return ok(data())
  } catch (error) {
    if (!(error instanceof RollingError)) throw error
    return { status: 409, code: error.code, message: error.message, hint: error.hint }
  }
}

function answerRuns(
  runs: FakeRuns,
  method: string,
  segments: readonly string[],
  query: URLSearchParams,
  body: unknown,
): RouteAnswer {
  try {
    const data = runs.answer(method, segments, query, body)
    return data === undefined ? missing('This run') : ok(data)
  } catch (error) {
    if (!(error instanceof FakeRunRefusal)) throw error
    return { status: 409, code: error.code, message: error.message, hint: null }
  }
}

function answerLogin(runs: FakeRuns, method: string, node_id: string): RouteAnswer {
  const login = runs.login(node_id)
  if (method === 'GET') return ok(login ?? null)
  if (login === undefined) return missing('A login of this node')
  runs.forget(node_id)
  return ok(login)
}

interface AskedOfNodes {
  readonly cluster: FakeCluster
  readonly method: string
  readonly query: URLSearchParams
  readonly body: unknown
}

function answerNodes(
  { cluster, method, query, body }: AskedOfNodes,
  id: string | undefined,
  action: string | undefined,
): RouteAnswer {
  if (id === undefined) {
    const sorted = [...cluster.nodes.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
    return ok(pageOf(sorted, nodesQuerySchema.parse(Object.fromEntries(query)), ({ name }) => name))
  }
  const node = [...cluster.nodes.values()].find((candidate) => candidate.id === id)
  if (node === undefined) return missing('This node')
  if (method === 'DELETE') {
    cluster.removeNode(node.id)
    cluster.record({
      type: 'node.evicted',
      severity: 'warning',
      actor: 'operator:owner',
      message: `${node.name} was removed.`,
    })
    return ok({ node_id: node.id })
  }
  if (method === 'GET' && action === 'drain') return ok(drainPreview(cluster, node))
  if (action === 'drain') {
    const request = drainRequestSchema.parse(body)
    const others = [...cluster.nodes.values()].some((other) => other.id !== node.id && other.routable)
    if (!others && !request.force) {
      return {
        status: 409,
        code: 'last_routable_node',
        message: 'No other node could take new work.',
        hint: 'Add or resume a node first, or force the drain.',
      }
    }
    return ok(cluster.drain(node, request))
  }
  if (action === 'maintain') return ok(cluster.maintain(node, maintainRequestSchema.parse(body)))
  if (action === 'resume') return ok(cluster.resume(node, resumeRequestSchema.parse(body).reason))
  return ok(node)
}

function historyOf(cluster: FakeCluster, id: string | undefined, query: URLSearchParams): RouteAnswer {
  const node = [...cluster.nodes.values()].find((candidate) => candidate.id === id)
  const { window } = nodeHistoryQuerySchema.parse(Object.fromEntries(query))
  return node === undefined ? missing('This node') : ok(fakeNodeHistory(node, window))
}

function drainPreview(cluster: FakeCluster, node: Node): DrainPreview {
  const others = [...cluster.nodes.values()].filter((other) => other.id !== node.id && other.routable)
  const viewers = node.load?.subscribers ?? 0
  const [first, second] = others
  const share = second === undefined ? viewers : Math.ceil(viewers * 0.6)
  return {
    node_id: node.id,
    refusal: others.length === 0 ? `${node.name} is the only node that takes publishers and viewers` : null,
    carries: [],
    moves: [
      ...(first === undefined || viewers === 0
        ? []
        : [{ node_id: first.id, node_name: first.name, subscribers: share }]),
      ...(second === undefined || viewers === share
        ? []
        : [{ node_id: second.id, node_name: second.name, subscribers: viewers - share }]),
    ],
    without_place: others.length === 0 ? viewers : 0,
    publishers: node.load?.publishers ?? 0,
  }
}

function answerStreams(
  cluster: FakeCluster,
  method: string,
  [app, name, action]: readonly (string | undefined)[],
  query: URLSearchParams,
): RouteAnswer {
  if (app === undefined) {
    const sorted = [...cluster.streams.values()].sort((a, b) => (a.stream_path < b.stream_path ? -1 : 1))
    return ok(pageOf(sorted, streamsQuerySchema.parse(Object.fromEntries(query)), ({ stream_path }) => stream_path))
  }
  const stream = cluster.streams.get(`${app}/${name}` as StreamPath)
  if (stream === undefined) return missing(`${app}/${name}`)
  if (action === 'viewers') return ok(fakeViewers(stream, query))
  if (action === 'history') return ok(fakeHistory(stream))
  if (method === 'POST' && action === 'end') {
    cluster.endStream(stream.stream_path)
    cluster.record({
      type: 'session.ended',
      severity: 'info',
      actor: 'operator:owner',
      stream_path: stream.stream_path,
      message: `${stream.stream_path} was ended by Mira.`,
    })
  }
  return ok(stream)
}

function allocate(cluster: FakeCluster, kind: Allocation['kind'], body: unknown): RouteAnswer {
  const { stream_path, protocol, limit = 3, region } = allocationRequestSchema.parse(body)
  const issued = Date.now()
  return ok({
    ...{ ticket_id: randomUUID(), kind, stream_path, protocol, region },
    ...weigh(cluster, stream_path, protocol, region, limit),
    ...{ issued_at: new Date(issued).toISOString(), expires_at: new Date(issued + 30_000).toISOString() },
  } satisfies Allocation)
}

function explain(cluster: FakeCluster, query: URLSearchParams): RouteAnswer {
  const { kind, stream_path, protocol, limit, region = null } = explainRequestSchema.parse(Object.fromEntries(query))
  const decided = weigh(cluster, stream_path, protocol, region, limit)
  return ok({ kind, stream_path, protocol, region, ...decided } satisfies ExplainedAllocation)
}

function weigh(
  cluster: FakeCluster,
  stream_path: StreamPath,
  protocol: string,
  region: string | null,
  limit: number,
): Pick<ExplainedAllocation, 'candidates' | 'rejected' | 'rejected_total'> {
  const stream = cluster.streams.get(stream_path)
  const serving = new Set([
    stream?.session.publish_node_id,
    ...(stream?.relays.map((relay) => relay.dest_node_id) ?? []),
  ])
  const all = [...cluster.nodes.values()]
  const candidates = all
    .filter((node) => node.routable && node.endpoints !== null)
    .map((node) => {
      const { address, rtmp_port, media_port } = node.endpoints ?? { address: '', rtmp_port: 0, media_port: 0 }
      const url =
        protocol === 'rtmp'
          ? `rtmp://${address}:${rtmp_port}/${stream_path}`
          : `http://${address}:${media_port}/${stream_path}.flv`
      const { cpu_percent = 0, memory_percent = 0, egress_mbps = 0, subscribers = 0 } = node.load ?? {}
      const breakdown = {
        cpu: Math.round(500 - cpu_percent * 5),
        memory: Math.round(500 - memory_percent * 5),
        bandwidth: Math.round(1_000 - egress_mbps / 8),
        subscribers: Math.round(250 - subscribers / 8),
        round_trip: 90,
        has_stream: serving.has(node.id) ? 50 : 0,
        ...(region === null ? {} : { region: node.region === region ? 1_000 : 0 }),
      }
      const score = Object.values(breakdown).reduce<number>((sum, points) => sum + (points ?? 0), 0)
      return { node_id: node.id, node_name: node.name, url, score, breakdown, has_stream: serving.has(node.id) }
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
  const rejected = all
    .filter((node) => !node.routable)
    .map(({ id, name, routable_reasons }) => ({ node_id: id, node_name: name, reason: routable_reasons.join('; ') }))
  return { candidates, rejected, rejected_total: rejected.length }
}

function createToken(cluster: FakeCluster, body: unknown): RouteAnswer {
  const request = createEnrollmentTokenSchema.parse(body)
  const token = `enroll_${randomBytes(32).toString('base64url')}`
  const { id: cluster_id, join_url } = cluster.info()
  const created = Date.now()
  return ok({
    ...{
      id: randomUUID(),
      prefix: token.slice(0, 12),
      cluster_id,
      name: request.name,
      usage_limit: request.usage_limit,
      usage_count: 0,
    },
    ...{ created_by: 'operator:owner', revoked_at: null, state: 'active', token },
    created_at: new Date(created).toISOString(),
    expires_at: new Date(created + request.ttl_ms).toISOString(),
    join_command: `npx headwater node run --origin ${join_url} --token ${token}`,
  })
}

function installerLine(cluster: FakeCluster, body: unknown): RouteAnswer {
  const { node_name, region, usage_limit, ttl } = installerRequestSchema.parse(body)
  const answered = createToken(cluster, { name: node_name, ttl_ms: ttl, usage_limit })
  if (!('data' in answered)) return answered
  const { token, join_command: _, ...info } = createdEnrollmentTokenSchema.parse(answered.data)
  const script = `curl -fsSL ${cluster.info().join_url}/install.sh | sudo bash -s --`
  const named = `${node_name === null ? '' : ` --node-name ${node_name}`}${region === null ? '' : ` --region ${region}`}`
  return ok({
    token: info,
    command: `${script} --join --master-token ${token} --master-url ${cluster.info().join_url}${named}`,
    dry_run_command: `${script} --join --master-token ${token} --master-url ${cluster.info().join_url}${named} --dry-run`,
    uninstall_command: `${script} --uninstall`,
  })
}

function listActivity(cluster: FakeCluster, query: URLSearchParams): RouteAnswer {
  const before = Number(query.get('before_id') ?? Number.POSITIVE_INFINITY)
  const items = cluster.activities.filter(
    (one) =>
      one.id < before &&
      (query.get('node_id') === null || one.node_id === query.get('node_id')) &&
      (query.get('stream_path') === null || one.stream_path === query.get('stream_path')) &&
      (query.get('severity') === null || one.severity !== 'info') &&
      (query.get('type') === null || one.type.startsWith(`${query.get('type')}.`)),
  )
  return ok({ items: items.slice(0, Number(query.get('limit') ?? 100)) })
}
