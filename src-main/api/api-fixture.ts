import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { type ClusterInfo, sessionCookieName } from '#contract/api.ts'
import type { ClusterSurface } from '#contract/cluster-surface.ts'
import type { Node } from '#contract/node.ts'
import type { StorageSummary } from '#contract/storage.ts'
import { ShownCertificates } from '../certificates/shown-certificates.ts'
import { Installer } from '../provisioning/installer/installer.ts'
import { AnsweredRequests } from '../store/answered-requests.ts'
import { SqliteActivityLog } from '../store/sqlite-activity-log.ts'
import { openStore } from '../store/store.ts'
import { Access } from '../trust/access/access.ts'
import { Authority } from '../trust/authority/authority.ts'
import { DataKey } from '../trust/data-key.ts'
import { Trust } from '../trust/trust.ts'
import { type ApiServerOptions, startApiServer } from './api-server.ts'
import { exampleLog, exampleNodeHistory } from './documentation/example-cluster.ts'
import { ApiFailure } from './errors.ts'
import type { ApiFeatures } from './features.ts'
import { LiveEventHub } from './live-event-hub.ts'

export const NODE_ID = '5f0c1f5e-8f7c-4f2e-9a51-0d6a3a0f7b11' as Node['id']
const AT = '2026-11-21T07:30:00.000Z'

const storageOk: StorageSummary = {
  ...{ state: 'ok', since: AT, detail: '', free_bytes: 60_000_000_000, total_bytes: 80_000_000_000 },
  ...{ activity_waiting: 0, activity_dropped: 0 },
}

export function nodeNamed(name: string): Node {
  return {
    id: NODE_ID,
    cluster_id: 'main' as Node['cluster_id'],
    name,
    is_origin: false,
    region: null,
    version: '0.1.0',
    endpoints: { address: '127.0.0.1', rtmp_port: 1935, media_port: 8080 },
    relay_fingerprint: 'a'.repeat(64),
    registration: 'registered',
    mode: {
      value: 'normal',
      set_by: 'origin',
      reason: null,
      set_at: AT,
      deadline_at: null,
      after_drain: null,
      on_deadline: 'end',
      drained_at: null,
      revision: 0,
    },
    liveness: {
      state: 'alive',
      since: AT,
      last_seen_at: AT,
      missed: 0,
      heartbeat_interval_ms: 5_000,
      clock_skew_ms: 0,
      heartbeat_rtt_ms: 1,
      flapping: false,
      stale: false,
      channel_open: true,
    },
    load: null,
    host: null,
    epoch: 1,
    routable: true,
    drain: null,
    routable_reasons: [],
    created_at: AT,
  }
}

const noRun = (id: string) => {
  throw new ApiFailure('rolling_drain_not_found', `there is no rolling drain ${id}`)
}

const noSuchRun = (id: string) => {
  throw new ApiFailure('run_not_found', `there is no run ${id}`)
}

const noSilence = () => {
  throw new ApiFailure('silence_not_found', 'there is no such silence')
}

const noChannel = () => {
  throw new ApiFailure('alert_channel_not_found', 'there is no such channel')
}

const unusedSurface = new Proxy({} as ClusterSurface, {
  get: () => () => {
    throw new Error('nobody is answered without a key')
  },
})

/** A listening HTTP surface over a real store, real trust and features of a few lines. */
export async function openApi(
  options: Partial<Omit<ApiServerOptions, 'features'>> & { readonly features?: Partial<ApiFeatures> } = {},
) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'hw-api-'))
  const logged: Record<string, unknown>[] = []
  const log = pino(
    { level: 'debug' },
    { write: (line: string) => logged.push(JSON.parse(line) as Record<string, unknown>) },
  )
  const store = openStore(path.join(folder, 'headwater.db'))
  const activity = new SqliteActivityLog(store, { log })
  const trust = new Trust({ store, activity, data_key: DataKey.random() })
  const cluster_id = 'main' as ClusterInfo['id']
  const authority = await Authority.open({ store, activity, data_key: DataKey.random(), cluster_id })
  const owner = trust.ensureOwner()
  const events = new LiveEventHub({ alive_interval_ms: 50, coalesce_ms: 50, ring_events: 20 })
  const cluster: ClusterInfo = {
    id: cluster_id,
    name: 'Headwater',
    origin_version: '0.1.0',
    started_at: AT,
    live_state: { kind: 'memory', state: 'ok', detail: 'in memory' },
    storage: storageOk,
    origin_node_id: null,
    join_url: 'http://127.0.0.1:8090',
    reachable_from_outside: false,
    run_kinds: ['provision', 'restart'],
  }
  const drained: unknown[] = []
  const shown = new ShownCertificates()
  const features: ApiFeatures = {
    certificates: {
      shown,
      state: () => ({ mode: 'off', http: 'redirect', items: [] }),
      orderNow: null,
      httpProof: () => undefined,
    },
    trust,
    authority,
    activity,
    events,
    mover: {
      export: () => Promise.reject(new Error('there is no disk')),
      take: () => Promise.reject(new Error('there is no disk')),
      import: () => Promise.reject(new Error('there is no disk')),
    },
    restorer: { begin: () => Promise.reject(new Error('there is no disk')) },
    storage: { summary: () => storageOk, status: () => Promise.reject(new Error('there is no disk')) },
    backups: { list: () => [], make: () => Promise.reject(new Error('there is no disk')), pathOf: () => undefined },
    nodes: {
      list: () => [nodeNamed('edge-1')],
      page: () => ({ items: [nodeNamed('edge-1')], next: null }),
      removed: () => [],
      find: (id) => (id === NODE_ID ? nodeNamed('edge-1') : undefined),
      drain: (...wish) => {
        drained.push(wish)
        return nodeNamed('edge-1')
      },
      resume: () => {
        throw new Error('the secret inside: hunter2')
      },
      maintain: () => {
        throw new ApiFailure('node_not_found', 'there is no such node')
      },
      closeRoles: () => nodeNamed('edge-1'),
      setMode: () => nodeNamed('edge-1'),
      drainRefusal: () => null,
      evict: () => undefined,
      enroll: ({ token, name }, address) => {
        trust.consumeEnrollmentToken(token, { name, address })
        return { node_id: NODE_ID, cluster_id: cluster.id, name: 'edge-1', ...trust.mintNodeCredential() }
      },
    },
    histories: { read: () => exampleNodeHistory },
    logs: { read: () => Promise.resolve(exampleLog) },
    streams: {
      page: () => ({ items: [], next: null }),
      find: () => undefined,
      history: () => {
        throw new ApiFailure('stream_not_found', 'nobody publishes it')
      },
      end: () => {
        throw new ApiFailure('stream_not_found', 'nobody publishes it')
      },
      disconnectViewers: () => [],
      carriedBy: () => [],
      movesFrom: () => ({ moves: [], without_place: 0 }),
      viewers: {
        list: (stream_path, node_id) =>
          Promise.resolve({ stream_path, node_id, total: 0, hls_viewers: 0, viewers: [] }),
        disconnect: () => Promise.reject(new ApiFailure('viewer_not_found', 'there is no such viewer')),
      },
      placement: {
        allocate: () => {
          throw new ApiFailure('no_candidates', 'no node takes viewers')
        },
        explain: (kind, { stream_path, protocol, region }) => ({
          ...{ kind, stream_path, protocol, region },
          candidates: [],
          rejected: [],
          rejected_total: 0,
        }),
        playUrl: () => 'http://127.0.0.1:8080/live/test.flv',
        ticket: () => undefined,
        replay: () => undefined,
        named: () => {
          throw new ApiFailure('no_candidates', 'no node takes viewers')
        },
      },
    },
    rolling: {
      list: () => [],
      find: () => undefined,
      start: () => {
        throw new ApiFailure('nothing_to_drain', 'there is no node that could be drained')
      },
      pause: noRun,
      resume: noRun,
      cancel: noRun,
    },
    policies: {
      list: () => [],
      find: () => undefined,
      of: () => null,
      create: () => {
        throw new ApiFailure('policy_pattern_taken', 'there is one already')
      },
      change: () => {
        throw new ApiFailure('policy_not_found', 'there is no such policy')
      },
      remove: () => {
        throw new ApiFailure('policy_not_found', 'there is no such policy')
      },
    },
    access: new Access({ store, activity, data_key: DataKey.random(), endPublicationsBy: () => 0 }),
    cluster_api: { key: null, surface: unusedSurface },
    installer: new Installer({
      version: '0.1.0',
      artifacts: {
        archive: (arch) => Promise.reject(new Error(`there is no archive for ${arch}`)),
        image: (arch) => Promise.reject(new Error(`there is no image for ${arch}`)),
      },
      joinUrl: () => 'http://10.0.0.10:8090',
      reachable_from_outside: true,
      authority: () => null,
      shownFor: () => null,
      onMissing: () => undefined,
    }),
    boxes: { check: () => Promise.reject(new ApiFailure('ssh_refused', 'nothing listens there')) },
    host_keys: { list: () => [], set: () => [], forget: () => [] },
    runs: {
      start: () => {
        throw new ApiFailure('box_busy', 'another run is about that box')
      },
      list: () => [],
      find: noSuchRun,
      log: noSuchRun,
      file: noSuchRun,
      resume: noSuchRun,
      cancel: noSuchRun,
      undo: noSuchRun,
      login: noSuchRun,
      forgetLogin: noSuchRun,
    },
    channel: { handleUpgrade: (_request, socket) => socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n') },
    metrics: { families: () => [], allow: ['127.0.0.0/8'] },
    security: { check: () => ({ checked_at: AT, findings: [] }) },
    about: {
      about: () => Promise.reject(new Error('there is no disk')),
      collect: () => Promise.reject(new Error('there is no disk')),
      archive: (id) => {
        throw new ApiFailure('diagnostics_not_found', `there are no diagnostics ${id}`)
      },
    },
    alerts: {
      list: () => ({ items: [], quiet_since: AT, desktop: { enabled: true, least_severity: 'warning' as const } }),
      notifications: () => ({ rules: [], silences: [], channels: [] }),
      deliveries: () => [],
      mute: () => ({ rules: [], silences: [], channels: [] }),
      silence: noSilence,
      endSilence: noSilence,
      createChannel: noChannel,
      changeChannel: noChannel,
      removeChannel: noChannel,
      test: noChannel,
    },
    settings: { list: () => [], change: async () => [], beginRestart: () => undefined },
    setup: {
      run_id: 'a-run-of-this-test',
      state: () => Promise.reject(new Error('there is no machine')),
      checkAddresses: () => Promise.resolve([]),
      change: () => {
        throw new ApiFailure('setting_elsewhere', 'cluster_name is set by --cluster-name')
      },
    },
    kept_answers: new AnsweredRequests(store),
    joined_cluster: {
      enabled: false,
      prove: () => null,
      admit: () => {
        throw new ApiFailure('joining_disabled', 'there is no cluster token')
      },
      join: () => {
        throw new ApiFailure('name_taken', 'another node is called so')
      },
      heartbeat: () => undefined,
      rows: () => [],
      edit: () => {
        throw new ApiFailure('member_not_found', 'there is no such node')
      },
      remove: () => undefined,
      allow: () => {
        throw new ApiFailure('member_not_found', 'there is no such node')
      },
      info: () => ({ enabled: false, nodesCount: 1, clusterToken: null, clusterRedisUrl: null, joinCommand: 'curl' }),
    },
    clusterInfo: () => cluster,
    notReadyReason: () => null,
    ...options.features,
  }
  const server = await startApiServer({
    host: '127.0.0.1',
    port: 0,
    allowed_hosts: () => ['origin.example.com'],
    panel_dir: null,
    plain_http: { rule: 'redirect', hsts_ms: 0 },
    log,
    ...options,
    features,
  })
  const key = trust.createApiKey(owner.id, 'test', null).key
  return {
    ...server,
    features,
    store,
    owner,
    logged,
    drained,
    key,
    /** A session's cookie as a browser sends it. */
    cookie: () => {
      const { session_token } = trust.sign_in.byLink(trust.createSignInLink(owner.id, 60_000), {
        user_agent: null,
        address: '::1',
      })
      return `${sessionCookieName(server.port)}=${session_token}`
    },
    /** Sends what fetch does not let one send: any Host, any method, any path. */
    raw: (wish: http.RequestOptions, body?: string) => rawRequest(server.port, wish, body),
    async [Symbol.asyncDispose]() {
      await server.stop()
      store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function rawRequest(port: number, wish: http.RequestOptions, body?: string) {
  const { promise, resolve, reject } = Promise.withResolvers<{
    status: number
    headers: http.IncomingHttpHeaders
    text: string
  }>()
  const request = http.request({ host: '127.0.0.1', port, agent: false, ...wish }, (response) => {
    let text = ''
    response.setEncoding('utf8')
    response.on('data', (part: string) => {
      text += part
    })
    response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
  })
  request.on('upgrade', (response, socket) => {
    socket.destroy()
    resolve({ status: response.statusCode ?? 0, headers: response.headers, text: '' })
  })
  request.on('error', reject)
  request.setTimeout(5_000, () => request.destroy(new Error('no answer within 5 s')))
  request.end(body)
  return promise
}
