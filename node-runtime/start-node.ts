import { hostname } from 'node:os'
import { resolve } from 'node:path'
import type { Logger } from 'pino'
import type { NodeConfig } from '#contract/config.ts'
import type { NodeStatus } from '#contract/local-control.ts'
import type { NodeReady } from '#contract/program-output.ts'
import { enroll } from './agent/enrollment.ts'
import { nextEpoch } from './agent/epoch.ts'
import { loadCertificate, saveCertificate } from './agent/held-certificate.ts'
import { type Enrolled, loadEnrolled, loadIdentity, saveEnrolled } from './agent/identity.ts'
import { openLocalControl } from './agent/local-control.ts'
import type { KeptLog } from './agent/log-answers.ts'
import type { TroubleLine } from './agent/log-forwarding.ts'
import { settleKey } from './agent/next-key.ts'
import { NodeFailure } from './agent/node-errors.ts'
import { makePrivateDirectory } from './agent/private-file.ts'
import { EnrolledNode } from './enrolled-node.ts'
import { programVersion } from './program-version.ts'
import type { RelayIdentity } from './relay/relay-identity.ts'

export interface StartNodeOptions {
  readonly log: Logger
  /** The newest lines of the log, for the origin; absent: it cannot be asked for them. */
  readonly kept_log?: KeptLog
  /** Hears warnings and errors of the log, for the origin; the function returned ends that. */
  readonly onTrouble?: (listener: (line: TroubleLine) => void) => () => void
  /** Ends the start; a node that runs is ended by `stop()`. */
  readonly signal: AbortSignal
}

/** A node that serves. Whoever started it stops it. */
export interface RunningNode {
  readonly ready: NodeReady
  /** Resolves when the node ends by itself: the origin wants no more of it, or somebody asked over the control socket. */
  readonly finished: Promise<NodeFailure | null>
  /** Ends publishers, viewers and relays in their protocols' words and says goodbye to the origin; an abort is at once. */
  stop(signal?: AbortSignal): Promise<void>
}

/**
 * Starts the node of a data directory: keeps a second one off it, takes or makes its identity, enrols where it has not,
 * opens its ports and dials the origin. Resolves when it serves and is welcomed, or serves without its origin.
 * @throws {NodeFailure} what keeps it from starting, and what to do
 */
export async function startNode(config: NodeConfig, options: StartNodeOptions): Promise<RunningNode> {
  const { log } = options
  const data_dir = resolve(config.data_dir)
  await openDataDirectory(data_dir)
  const told_to_stop = new AbortController()
  const signal = AbortSignal.any([options.signal, told_to_stop.signal])
  const started_at = new Date().toISOString()
  const finished = Promise.withResolvers<NodeFailure | null>()
  let node: EnrolledNode | null = null
  const control = await openLocalControl({
    data_dir,
    status: () => node?.status() ?? statusBefore(config, data_dir, started_at),
    onStop: () => {
      told_to_stop.abort()
      finished.resolve(null)
    },
    onUseOrigin: async (origin) => {
      if (node === null) throw new Error('the node is still starting')
      await node.useOrigin(origin)
    },
    onRejoin: async (to) => {
      if (node === null) throw new Error('the node is still starting')
      await node.rejoin(to, signal)
    },
  })
  try {
    const kept = await loadEnrolled(data_dir)
    if (kept === null) joiningOf(config, data_dir)
    if (kept !== null) await settleKey(data_dir, kept)
    const identity = await loadIdentity(data_dir)
    let enrolled = kept ?? (await enrollHere(config, data_dir, identity, log, signal))
    const start = async () =>
      await EnrolledNode.start({
        config: { ...config, data_dir },
        identity,
        enrolled,
        held: await loadCertificate(data_dir, identity),
        epoch: await nextEpoch(data_dir, kept === null),
        started_at,
        log,
        signal,
        ...(options.kept_log === undefined ? {} : { kept_log: options.kept_log }),
        ...(options.onTrouble === undefined ? {} : { onTrouble: options.onTrouble }),
        onRefused: (failure) => finished.resolve(failure),
      })
    try {
      node = await start()
    } catch (error) {
      // A node that was removed, or whose origin was set up anew, comes back with the token it was given for that.
      if (!isRefusedCredential(error) || kept === null || config.token === undefined) throw error
      log.warn({ event: 'enrollment.again' }, `${error.message} Joining again with the token that was given.`)
      enrolled = await enrollHere(config, data_dir, identity, log, signal)
      node = await start()
    }
  } catch (error) {
    await control.stop()
    throw error
  }
  const running = node
  return {
    ready: running.ready,
    finished: finished.promise,
    async stop(stop_signal) {
      await running.stop(stop_signal)
      await control.stop()
    },
  }
}

/**
 * Enrols a node without running it.
 * @throws {NodeFailure} already joined elsewhere, refused, or the origin cannot be reached in time
 */
export async function joinCluster(
  config: NodeConfig,
  options: { readonly log: Logger; readonly signal: AbortSignal; readonly patience_ms: number },
): Promise<{ readonly enrolled: Enrolled; readonly data_dir: string; readonly already: boolean }> {
  const data_dir = resolve(config.data_dir)
  await openDataDirectory(data_dir)
  const control = await openLocalControl({
    data_dir,
    status: () => statusBefore(config, data_dir, new Date().toISOString()),
    onStop: () => undefined,
    onUseOrigin: () => Promise.reject(new Error('the node is still joining')),
    onRejoin: () => Promise.reject(new Error('the node is still joining')),
  })
  try {
    const kept = await loadEnrolled(data_dir)
    // Joined and not told to join again with another token: nothing is to be done.
    if (kept !== null && config.token === undefined) return { enrolled: kept, data_dir, already: true }
    joiningOf(config, data_dir)
    const identity = await loadIdentity(data_dir)
    const enrolled = await enrollHere(config, data_dir, identity, options.log, options.signal, options.patience_ms)
    return { enrolled, data_dir, already: false }
  } finally {
    await control.stop()
  }
}

async function openDataDirectory(data_dir: string): Promise<void> {
  try {
    await makePrivateDirectory(data_dir)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const hint = 'Choose another with --data-dir, or let this user write to it.'
    throw Object.assign(new NodeFailure('data_dir_unusable', `The data directory cannot be used: ${reason}.`, hint), {
      cause: error,
    })
  }
}

/**
 * What joining takes.
 * @throws {NodeFailure} not_enrolled: it is not there
 */
function joiningOf(
  { origin, token }: NodeConfig,
  data_dir: string,
): { readonly origin: string; readonly token: string } {
  if (origin !== undefined && token !== undefined) return { origin, token }
  const missing = [origin === undefined ? '--origin URL' : null, token === undefined ? '--token TOKEN' : null]
  throw new NodeFailure(
    'not_enrolled',
    `This node has not joined a cluster yet (${data_dir} holds no identity), and needs ${missing.filter(Boolean).join(' and ')} for that.`,
    'The control panel shows the whole command under Nodes, Add a node; --token-file keeps the token off the command line.',
  )
}

async function enrollHere(
  config: NodeConfig,
  data_dir: string,
  identity: RelayIdentity,
  log: Logger,
  signal: AbortSignal,
  patience_ms = Number.POSITIVE_INFINITY,
): Promise<Enrolled> {
  const { origin, token } = joiningOf(config, data_dir)
  // Loaded only here: its libraries take longer to load than everything else of this program.
  const { makeCertificateRequest } = await import('./agent/node-certificate.ts')
  log.info(
    { event: 'enrollment.started', origin, fingerprint: identity.fingerprint },
    `joining the cluster of ${origin}`,
  )
  const { certificate, ...answer } = await enroll(
    {
      origin,
      token,
      name: config.name ?? null,
      host_name: hostname(),
      region: config.region ?? null,
      version: programVersion,
      relay_fingerprint: identity.fingerprint,
      certificate_request: await makeCertificateRequest(identity.key_pem),
      patience_ms,
      log,
    },
    signal,
  )
  const enrolled: Enrolled = { ...answer, origin }
  if (certificate !== undefined) await saveCertificate(data_dir, certificate)
  await saveEnrolled(data_dir, enrolled)
  log.info(
    { event: 'enrollment.done', node_id: enrolled.node_id },
    `joined cluster ${enrolled.cluster_id} as ${enrolled.name}`,
  )
  return enrolled
}

function isRefusedCredential(error: unknown): error is NodeFailure {
  return error instanceof NodeFailure && (error.code === 'credential_refused' || error.code === 'evicted')
}

function statusBefore(config: NodeConfig, data_dir: string, started_at: string): NodeStatus {
  return {
    program: 'node',
    version: programVersion,
    pid: process.pid,
    data_dir,
    state: 'starting',
    node_id: null,
    cluster_id: null,
    name: config.name ?? null,
    epoch: 0,
    started_at,
    origin: {
      url: config.origin ?? null,
      connected: false,
      since: started_at,
      rtt_ms: null,
      error: 'the node is starting',
    },
    mode: null,
    rtmp_url: null,
    media_url: null,
    rtmp_port: null,
    media_port: null,
    threads: null,
    streams: [],
  }
}
