import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { OriginConfig } from '#contract/config.ts'
import type { OriginReady } from '#contract/program-output.ts'
import { type ApiServer, startApiServer } from '../api/api-server.ts'
import { EventLoopWatch } from '../metrics/event-loop.ts'
import { Histogram } from '../metrics/histogram.ts'
import type { Nodes } from '../nodes/nodes.ts'
import { Boxes } from '../provisioning/boxes.ts'
import { HostKeys } from '../provisioning/host-keys.ts'
import type { NewActivity } from '../store/activity-log.ts'
import { AnsweredRequests } from '../store/answered-requests.ts'
import { Backups } from '../store/backups.ts'
import { KeptSettings } from '../store/kept-settings.ts'
import { writeNextOrigin } from '../store/next-origin.ts'
import { openOrRecover, recoveryActivity } from '../store/recover.ts'
import { CRITICAL_BELOW_BYTES } from '../store/storage-watch.ts'
import type { Store, StoreOptions } from '../store/store.ts'
import type { OpenPorts } from './address-check.ts'
import type { ChosenForNextStart } from './choosable-settings.ts'
import { ChosenSettings } from './chosen-settings.ts'
import { judgeChosenTls } from './chosen-tls.ts'
import { configuredRates } from './connection-rates.ts'
import { DataDirLock } from './data-dir-lock.ts'
import type { DataKeySource } from './data-key-source.ts'
import type { SourceOf } from './effective-settings.ts'
import { FoundParts } from './found-parts.ts'
import { KeptChoices } from './kept-choices.ts'
import { findListenPlace } from './listen-place.ts'
import type { LogTail } from './log-tail.ts'
import { Mover } from './mover.ts'
import type { NodeRuntimeLauncher } from './node-runtime-launcher.ts'
import { openDataKey } from './open-data-key.ts'
import { OriginAbout } from './origin-about.ts'
import { httpUrl, type OriginAddress, rtmpUrl } from './origin-address.ts'
import { openAlerts } from './origin-alerts.ts'
import { originArtifacts } from './origin-artifacts.ts'
import { openCertificates, plainHttpRule } from './origin-certificates.ts'
import { originFacts } from './origin-facts.ts'
import { type OriginFeatures, openFeatures } from './origin-features.ts'
import { originInstaller } from './origin-installer.ts'
import { originMetrics } from './origin-metrics.ts'
import { openRuns } from './origin-runs.ts'
import { checkSecurity } from './origin-security.ts'
import { OriginStorage } from './origin-storage.ts'
import { upgradesBy } from './origin-upgrades.ts'
import { OwnNode } from './own-node.ts'
import { earlierPorts, readLastPorts, rememberPorts } from './ports.ts'
import { OneRestart, type Restart } from './restart.ts'
import { Restorer } from './restorer.ts'
import type { RunKeys } from './run-keys.ts'
import { otherNodes, SettingsDesk } from './settings-desk.ts'
import { isFirstRunOpen, rememberFreshness, Setup } from './setup.ts'
import { within } from './waiting.ts'

/** What an origin is started with besides its configuration. */
export interface OriginSurroundings {
  readonly launcher: NodeRuntimeLauncher
  /** Folder of the built panel; null where there is none. */
  readonly panel_dir: string | null
  readonly version: string
  readonly log: Logger
  /** The end of that log; absent: who started this one keeps it. */
  readonly log_tail?: LogTail
  /** Where each setting was set, for whoever asks. */
  readonly sourceOf: SourceOf
  /** Where the data key is kept. */
  readonly data_key: DataKeySource
  readonly restart: Restart
  readonly run_keys: RunKeys
  /** What the activity log begins with; null: nothing. */
  readonly first_entry: NewActivity | null
}

/** A running origin. */
export interface Origin {
  /** Base URL of panel and API on this machine. */
  readonly url: string
  /** Base URL for nodes on other machines, and whether they can come in. */
  readonly join_url: string
  readonly reachable_from_outside: boolean
  readonly data_dir: string
  readonly node: OriginReady['node']
  readonly live_state: OriginReady['live_state']
  /** A link that opens the panel signed in; works once, for an hour. */
  createSignInUrl(): string
  /** All that a program that started this one wants to know; makes an enrollment token and an API key for it. */
  ready(): OriginReady
  /** Stops the own node, tells all others, writes what is to be written, and closes. */
  stop(): Promise<void>
  /** As {@link stop}, but for the own node, which goes on for the origin that is started next. */
  leave(): Promise<void>
  /** Ends the own node at once, for when there is no time to stop. */
  kill(): void
}

/** How long a link signs in, in ms. */
export const SIGN_IN_LINK_TTL_MS = 3_600_000
/** What `ready` makes besides a key: a token for so many nodes and so long. */
const RUN_TOKEN = { usage_limit: 100, ttl_ms: 24 * 3_600_000 } as const
/** How long the own node may take to be alive in the registry once it runs, in ms. */
const OWN_NODE_JOIN_TIMEOUT_MS = 10_000

/**
 * Starts an origin: everything is opened in order, and closed in the opposite order by `stop`, or here when a later part
 * fails or `signal` aborts.
 * @throws {OriginError | StoreError} with what to do
 */
export async function startOrigin(
  given: OriginConfig,
  surroundings: OriginSurroundings,
  signal: AbortSignal,
): Promise<Origin> {
  const { launcher, panel_dir, version, log } = surroundings
  const { data_dir } = given
  await using opened = new AsyncDisposableStack()
  const lock = opened.use(DataDirLock.take(data_dir))
  const last_ports = readLastPorts(data_dir)
  const write_times = new Histogram()
  const storage = opened.adopt(new OriginStorage(given, log), (watched) => watched.stop())
  const timed = openOriginStore(data_dir, log, {
    onWritten: (began_ms) => {
      write_times.since(began_ms)
      storage.watch.written()
    },
    onRefused: () => storage.watch.failed(),
  })
  const store = opened.adopt(timed.store, (open) => open.close())
  const kept_settings = new KeptSettings(store)
  rememberFreshness(kept_settings, () => isFresh(store))
  const data_key = await openDataKey(surroundings.data_key, store.sql, log)
  const kept_choices = new KeptChoices(store, data_key)
  const choose = (left_out: readonly ChosenForNextStart[]) =>
    new ChosenSettings(kept_choices, given, surroundings.sourceOf, left_out)
  const tls = await judgeChosenTls(choose([]))
  const place = await findListenPlace((left_out) => choose([...left_out, ...tls.left_out]), last_ports.port)
  const { chosen, port } = place
  const { config } = chosen
  for (const name of chosen.not_understood) {
    log.warn(
      { event: 'setting.not_understood', setting: name },
      `what was chosen for ${name} is not understood by this version, and left out`,
    )
  }
  storage.lowFrom(config)
  const event_loop = opened.adopt(new EventLoopWatch(), (watch) => watch.stop())

  let api: ApiServer | null = null
  const joinUrl = () => httpUrl(chosen.address.outside_host, api?.port ?? port)
  const features = await openFeatures(
    config,
    store,
    {
      version,
      joinUrl,
      outside_host: () => chosen.outside_host,
      data_key,
      storage,
      first_run: () => isFirstRunOpen(kept_settings),
    },
    opened,
    log,
    signal,
  )
  const { nodes, channel, activity, clusterInfo } = features
  if (timed.recovery !== null) activity.record(recoveryActivity(timed.recovery))
  if (surroundings.first_entry !== null) activity.record(surroundings.first_entry)
  for (const refusal of [place.refusal, tls.refusal]) {
    if (refusal === null) continue
    log.warn({ event: refusal.type, ...refusal.data }, refusal.message)
    activity.record(refusal)
  }
  const { backup_interval: interval_ms, backups_kept: kept } = config
  const file = databaseFile(data_dir)
  const room = () => storage.roomNow() - CRITICAL_BELOW_BYTES
  const run_id = randomUUID()
  const setup = new Setup({
    ...{ config, chosen, kept: kept_settings, activity, run_id },
    parts: new FoundParts(() => features.live.status()),
    ports: () => openPorts(api?.port ?? port, own_node.running),
    onChanged: (what) => {
      features.tellCluster()
      const { origin_node_id } = clusterInfo()
      // What it is called is told where it says hello.
      if (what === 'advertise_host' && origin_node_id !== null) channel.redial(origin_node_id)
    },
  })
  const backups = new Backups({ sql: store.sql, file, activity, log, interval_ms, kept, room })
  opened.adopt(backups, (made) => made.stop())
  const certificates = await openCertificates(config, { ...features, store, data_key, log }, opened)
  const restart = new OneRestart(surroundings.restart)
  const settings = new SettingsDesk({
    ...{ chosen, activity, restart, file },
    others: () => otherNodes(nodes.placeable()),
    port: () => api?.port ?? port,
    tellPort: (next) => {
      writeNextOrigin(store, next === null ? null : httpUrl(chosen.address.outside_host, next))
      features.next_origin.look()
    },
  })
  const restorer = new Restorer({
    ...{ file, sql: store.sql, data_key, backups, restart },
    kept_api_keys: () => surroundings.run_keys.ids,
  })
  const mover = opened.adopt(
    new Mover({
      ...{ data_dir, file, sql: store.sql, cluster_id: config.cluster_id, version, room, restart },
      ...{ data_key: surroundings.data_key, next_origin: features.next_origin },
    }),
    (moving) => moving.stop(),
  )
  const alerts = openAlerts({
    ...{ ...features, config, store, data_key, log, version, storage, certificates, backups },
    panelUrl: joinUrl,
  })
  opened.defer(() => alerts.stop())
  const about = new OriginAbout({
    ...{ ...features, version, data_dir, file, store, storage, backups },
    certificates: () => certificates.state(),
    alerts: () => ({ ...alerts.list({ state: 'all', limit: 200 }), deliveries: alerts.deliveries() }),
    settings: () => settings.list(),
    secrets: secretsOf(config),
    log_tail: surroundings.log_tail ?? null,
  })
  const host_keys = new HostKeys(store, activity)
  const artifacts = originArtifacts(version, config.artifacts_dir ?? null)
  const runs = openRuns({ ...features, config, version, joinUrl, store, data_key, log, host_keys, artifacts })
  opened.defer(() => runs.stop())
  features.rolling.upgradeBy(upgradesBy(runs, version))
  let joined = !config.own_node
  const rates = configuredRates(config.connections)
  api = await startApiServer({
    host: config.host,
    port,
    earlier_ports: earlierPorts(last_ports, port),
    panel_dir,
    log,
    plain_http: plainHttpRule(config.tls),
    rates,
    allowed_hosts: () => [
      ...config.allowed_hosts,
      ...(config.advertise_host === undefined ? [] : [config.advertise_host]),
      ...config.tls.acme_names,
    ],
    features: {
      ...features,
      logs: channel.logs,
      installer: originInstaller({
        ...{ ...features, tls: config.tls, version, joinUrl, certificates, log },
        outside_host: () => chosen.outside_host,
        artifacts,
      }),
      host_keys,
      boxes: new Boxes({
        originUrl: joinUrl,
        host_keys,
        known: () => originFacts({ ...features, config, version, artifacts }),
      }),
      runs,
      backups,
      restorer,
      mover,
      certificates,
      storage,
      kept_answers: new AnsweredRequests(store),
      settings,
      setup,
      alerts,
      about,
      security: { check: () => checkSecurity(config, features) },
      metrics: {
        families: () =>
          originMetrics({
            ...features,
            version,
            cluster_id: config.cluster_id,
            write_times,
            event_loop,
            storage,
            rates,
          }),
        allow: config.media.metrics_allow,
      },
      cluster_api: { key: config.cluster_api_key ?? null, surface: features.members },
      notReadyReason: () => (joined ? null : 'the node beside the origin has not joined yet'),
    },
  })
  opened.adopt(api, (server) => server.stop())
  opened.defer(() => channel.stop())
  rememberPorts(data_dir, { port: api.port, earlier_ports: earlierPorts(last_ports, api.port) })
  certificates.start()
  lock.announce(api.url)
  log.info({ event: 'origin.listening', url: api.url, data_dir }, `panel and API listen on ${api.url}`)

  const own_node = opened.adopt(
    new OwnNode({
      launcher,
      version,
      last_ports,
      log,
      data_dir: join(data_dir, 'node'),
      log_file: join(data_dir, 'logs', 'node.log'),
      log_level: config.log.level,
      media: config.media,
      cluster_api_key: config.cluster_api_key ?? null,
      origin_url: httpUrl(chosen.address.local_host, api.port),
      advertise_address: () => chosen.outside_host,
      needsToken: () => clusterInfo().origin_node_id === null || !existsSync(join(data_dir, 'node', 'identity')),
      newToken: features.newOwnNodeToken,
      onRunning: ({ rtmp_port, media_port }) => rememberPorts(data_dir, { rtmp_port, media_port }),
    }),
    (node) => node.stop(),
  )
  if (config.own_node) {
    await own_node.start(signal)
    await untilAlive(nodes, own_node.running?.node_id, log, signal)
    joined = true
    features.tellCluster()
  }
  signal.throwIfAborted()
  runs.begin()
  alerts.begin()
  const node = readyNode(own_node, chosen.address)
  const owned = opened.move()
  return describeOrigin({
    config,
    version,
    api,
    joinUrl,
    outside_host: () => chosen.outside_host,
    features,
    node,
    own_node,
    owned,
    run_keys: surroundings.run_keys,
  })
}

function describeOrigin(started: {
  readonly config: OriginConfig
  readonly version: string
  readonly api: ApiServer
  readonly joinUrl: () => string
  readonly outside_host: () => string | null
  readonly features: OriginFeatures
  readonly node: OriginReady['node']
  readonly own_node: OwnNode
  readonly owned: AsyncDisposableStack
  readonly run_keys: RunKeys
}): Origin {
  const { config, version, features, own_node, owned, run_keys } = started
  const { trust } = features
  const { cluster_id, data_dir } = config
  const owner = trust.ensureOwner()
  const facts = {
    url: started.api.url,
    join_url: started.joinUrl(),
    data_dir,
    node: started.node,
    live_state: features.live.status().kind,
  }
  const createSignInUrl = () => `${facts.url}/sign-in#${trust.createSignInLink(owner.id, SIGN_IN_LINK_TTL_MS)}`
  return {
    ...facts,
    get join_url() {
      return started.joinUrl()
    },
    get reachable_from_outside() {
      return started.outside_host() !== null
    },
    createSignInUrl,
    ready: () => {
      const api_key = run_keys.make(trust, owner.id)
      const made_for = { cluster_id, name: 'for the program that started the origin', created_by: 'origin' }
      const { token } = trust.createEnrollmentToken({ ...made_for, ...RUN_TOKEN })
      return {
        program: 'origin',
        version,
        pid: process.pid,
        ...facts,
        join_url: started.joinUrl(),
        cluster_id,
        sign_in_url: createSignInUrl(),
        enrollment_token: token,
        api_key,
      }
    },
    stop: async () => {
      run_keys.end(trust)
      await owned.disposeAsync()
    },
    leave: async () => {
      await own_node.leave()
      await owned.disposeAsync()
    },
    kill: () => own_node.kill(),
  }
}

/** The database of a data directory. */
export function databaseFile(data_dir: string): string {
  return join(data_dir, 'origin.db')
}

/** Opens the database of a data directory, or a backup in its place where it is damaged. @throws {StoreError} */
function openOriginStore(
  data_dir: string,
  log: Logger,
  told: Pick<StoreOptions, 'onWritten' | 'onRefused'>,
): ReturnType<typeof openOrRecover> {
  const opened = openOrRecover(databaseFile(data_dir), {
    ...told,
    onMigrated: ({ from, to, copy }) =>
      log.info({ event: 'store.migrated', from, to, copy }, `the database is of form ${to} now`),
  })
  const { recovery } = opened
  if (recovery !== null) {
    log.error({ event: 'store.recovered', ...recovery }, recoveryActivity(recovery).message)
  }
  return opened
}

function readyNode({ running }: OwnNode, address: OriginAddress): OriginReady['node'] {
  if (running === null) return null
  const host = address.reachable_from_outside ? address.outside_host : address.local_host
  return {
    ...running,
    rtmp_url: rtmpUrl(host, running.rtmp_port),
    media_url: httpUrl(host, running.media_port),
  }
}

/** What the configuration holds that nobody is shown, by its very letters. */
function secretsOf({ cluster_api_key, cluster_token, tls, redis }: OriginConfig): string[] {
  const of_redis = URL.canParse(redis) ? decodeURIComponent(new URL(redis).password) : ''
  return [cluster_api_key, cluster_token, tls.acme_eab_key, tls.dns_tsig_secret, of_redis || undefined].filter(
    (one) => one !== undefined,
  )
}

/** Nobody has been here: no node and no operator. */
function isFresh({ sql }: Store): boolean {
  const { n } = sql.prepare('SELECT (SELECT count(*) FROM nodes) + (SELECT count(*) FROM operators) AS n').get() as {
    n: number
  }
  return n === 0
}

/** What others need to get at, the panel first. */
function openPorts(port: number, running: OwnNode['running']): OpenPorts {
  const panel = { what: 'panel' as const, port }
  if (running === null) return [panel]
  return [panel, { what: 'rtmp', port: running.rtmp_port }, { what: 'media', port: running.media_port }]
}

/** The own node runs; waits until the registry has heard from it, so that whoever is told the origin is ready finds it. */
async function untilAlive(nodes: Nodes, node_id: string | undefined, log: Logger, signal: AbortSignal): Promise<void> {
  const isAlive = () => nodes.list().some(({ id, liveness }) => id === node_id && liveness.state === 'alive')
  const { promise, resolve } = Promise.withResolvers<void>()
  const look = () => {
    if (isAlive()) resolve()
  }
  nodes.registry.on('changed', look)
  try {
    look()
    await within(promise, OWN_NODE_JOIN_TIMEOUT_MS, 'it does not answer', signal)
  } catch (error) {
    signal.throwIfAborted()
    log.warn({ event: 'own_node.not_joined', err: error }, 'the node beside the origin runs, but has not joined yet')
  } finally {
    nodes.registry.off('changed', look)
  }
}
