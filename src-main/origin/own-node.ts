import type { Logger } from 'pino'
import type { MediaConfig } from '#contract/config.ts'
import { INSTALLED_FORM_VARIABLE, type InstalledForm } from '#contract/node.ts'
import { exitCode } from '#contract/program-output.ts'
import { adoptNode, type HeldNode, type RunningNode } from './adopted-node.ts'
import type { LaunchedNode, NodeRuntimeLauncher } from './node-runtime-launcher.ts'
import { nodeMediaEnvironment } from './node-settings.ts'
import { OriginError } from './origin-error.ts'
import { choosePort, type LastPorts } from './ports.ts'
import { RECOVERED_AFTER_MS, restartDelay } from './restart-backoff.ts'
import { lastErrorIn, logSize, rotateLog } from './rotated-log.ts'
import { pause, within } from './waiting.ts'

export interface OwnNodeOptions {
  readonly launcher: NodeRuntimeLauncher
  /** The node's own data directory. */
  readonly data_dir: string
  readonly log_file: string
  readonly log_level: string
  readonly media: MediaConfig
  /** What is asked for at /cluster/api/ on its media port; null: nobody is answered there. */
  readonly cluster_api_key?: string | null
  /** Base URL at which the node reaches its origin. */
  readonly origin_url: string
  /** What other machines call this one; null where none can come in. */
  readonly advertise_address: () => string | null
  readonly version: string
  readonly last_ports: LastPorts
  /** Whether the node has still to enrol. */
  readonly needsToken: () => boolean
  /** A fresh enrollment token that only this node gets. */
  readonly newToken: () => string
  /** The node runs, anew or still. */
  readonly onRunning: (node: RunningNode) => void
  readonly log: Logger
}

const ANYWHERE = new Set(['0.0.0.0', '::'])
const OWN_FORM: InstalledForm = 'with_origin'
/** The name under which it enrols. */
const OWN_NODE_NAME = 'origin'
const READY_TIMEOUT_MS = 20_000
/** How long it may take to stop before it is ended, in ms. */
const STOP_TIMEOUT_MS = 3_000
const LOG_LOOK_INTERVAL_MS = 60_000

/** The node-runtime beside the origin: found still running or started, kept running, stopped with the origin. */
export class OwnNode {
  readonly #options: OwnNodeOptions
  readonly #stopping = new AbortController()
  #held: HeldNode | null = null
  #launched: LaunchedNode | null = null
  #ports: LastPorts
  /** The node that ran last was not let in by the credential it had. */
  #credential_refused = false
  #supervising: Promise<void> = Promise.resolve()
  #log_timer: NodeJS.Timeout | null = null

  constructor(options: OwnNodeOptions) {
    this.#options = options
    this.#ports = options.last_ports
  }

  /** Null while it does not run. */
  get running(): RunningNode | null {
    return this.#held?.node ?? null
  }

  /**
   * Adopts the node that an earlier origin left running, or starts one; from then on it is kept running.
   * @throws {OriginError} port_unavailable, own_node_failed
   */
  async start(signal: AbortSignal): Promise<void> {
    const aborted = AbortSignal.any([signal, this.#stopping.signal])
    const adopted = await this.#adopt()
    if (adopted === null) {
      await this.#choosePorts()
      this.#hold(await this.#launchOrEnrol(aborted))
    } else {
      this.#hold(adopted)
    }
    this.#supervising = this.#supervise()
    this.#log_timer = setInterval(() => rotateLog(this.#options.log_file), LOG_LOOK_INTERVAL_MS)
    this.#log_timer.unref()
  }

  /** Asks the node to stop, and ends it if it does not in time. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    if (this.#log_timer !== null) clearInterval(this.#log_timer)
    const running = this.#held ?? this.#launched
    if (running !== null) {
      running.terminate()
      const late = setTimeout(() => running.kill(), STOP_TIMEOUT_MS)
      await running.exited
      clearTimeout(late)
    }
    await this.#supervising
  }

  /** Lets go of the node, which runs on for the origin that comes next; one that cannot live without its origin is stopped. */
  async leave(): Promise<void> {
    if (!this.#options.launcher.outlives_origin) return await this.stop()
    this.#stopping.abort()
    if (this.#log_timer !== null) clearInterval(this.#log_timer)
    this.#held = null
    this.#launched = null
    this.#supervising = Promise.resolve()
  }

  /** Ends the node at once. */
  kill(): void {
    this.#stopping.abort()
    const running = this.#held ?? this.#launched
    running?.kill()
  }

  async #adopt(): Promise<HeldNode | null> {
    const { launcher, data_dir, version, media, origin_url, log } = this.#options
    if (!launcher.outlives_origin) return null
    const { rtmp_port, media_port } = media
    const adopted = await adoptNode({ data_dir, version, rtmp_port, media_port, origin_url })
    if (adopted !== null) {
      const { pid, node_id } = adopted.node
      log.info({ event: 'own_node.adopted', pid, node_id }, 'the node beside the origin still runs and goes on')
    }
    return adopted
  }

  /** Starts it; where its credential turns out to be worth nothing any more, once again with a token. */
  async #launchOrEnrol(signal: AbortSignal): Promise<HeldNode> {
    try {
      return await this.#launch(signal)
    } catch (error) {
      if (!this.#credential_refused || signal.aborted) throw error
      return await this.#launch(signal)
    }
  }

  async #launch(signal: AbortSignal): Promise<HeldNode> {
    signal.throwIfAborted()
    const { launcher, log_file, log } = this.#options
    const log_from = logSize(log_file)
    const with_token = this.#credential_refused || this.#options.needsToken()
    const launched = launcher.launch(this.#run(with_token))
    this.#launched = launched
    try {
      const late = `it was not ready after ${READY_TIMEOUT_MS / 1_000} s`
      const { node_id, pid, rtmp_port, media_port } = await within(launched.ready, READY_TIMEOUT_MS, late, signal)
      this.#credential_refused = false
      log.info({ event: 'own_node.started', pid, node_id }, 'the node beside the origin runs')
      const { exited } = launched
      return {
        node: { node_id, pid, rtmp_port, media_port },
        exited,
        terminate: () => launched.terminate(),
        kill: () => launched.kill(),
      }
    } catch (error) {
      launched.kill()
      const { code } = await launched.exited
      this.#launched = null
      signal.throwIfAborted()
      this.#credential_refused = !with_token && (code === exitCode.refused || code === exitCode.config)
      throw notStarted(log_file, log_from, error)
    }
  }

  #run(with_token: boolean) {
    const {
      data_dir,
      media,
      origin_url,
      advertise_address,
      log_level,
      log_file,
      newToken,
      cluster_api_key = null,
    } = this.#options
    const { rtmp_port = media.rtmp_port, media_port = media.media_port } = this.#ports
    // Where it listens everywhere, the origin knows what it is called, and may know better while it runs.
    const advertised = ANYWHERE.has(media.listen_host) ? null : advertise_address()
    return {
      args: [
        'run',
        ...['--origin', origin_url, '--data-dir', data_dir, '--name', OWN_NODE_NAME],
        ...['--rtmp-port', String(rtmp_port), '--media-port', String(media_port)],
        ...(advertised === null ? [] : ['--advertise-address', advertised]),
        ...(with_token ? ['--token-file', '-'] : []),
        ...['--log-level', log_level, '--print', 'json'],
      ],
      environment: {
        ...nodeMediaEnvironment({ ...media, rtmp_port, media_port }),
        [INSTALLED_FORM_VARIABLE]: OWN_FORM,
        ...(cluster_api_key === null ? {} : memberEnvironment(cluster_api_key, origin_url)),
      },
      input: with_token ? `${newToken()}\n` : '',
      log_file,
    }
  }

  /** Keeps it running: starts it again when it ended, the later the oftener it did. */
  async #supervise(): Promise<void> {
    const { log } = this.#options
    const stopping = this.#stopping.signal
    let failures = 0
    while (!stopping.aborted) {
      if (this.#held !== null) {
        const since_ms = performance.now()
        const { code, signal } = await this.#held.exited
        if (stopping.aborted) return
        this.#held = null
        this.#launched = null
        if (performance.now() - since_ms > RECOVERED_AFTER_MS) failures = 0
        this.#credential_refused = code === exitCode.refused
        const delay_ms = restartDelay(failures + 1)
        log.error({ event: 'own_node.ended', code, signal, delay_ms }, 'the node beside the origin ended')
      }
      failures += 1
      await pause(restartDelay(failures), stopping)
      if (stopping.aborted) return
      try {
        this.#hold((await this.#adopt()) ?? (await this.#launchOrEnrol(stopping)))
      } catch (error) {
        if (stopping.aborted) return
        // Where any port will do, a port that is somebody else's by now is not insisted on.
        this.#ports = {}
        const delay_ms = restartDelay(failures + 1)
        log.error({ event: 'own_node.failed', err: error, delay_ms }, 'the node beside the origin is not running')
      }
    }
  }

  #hold(held: HeldNode): void {
    this.#held = held
    this.#ports = { rtmp_port: held.node.rtmp_port, media_port: held.node.media_port }
    this.#options.onRunning(held.node)
  }

  async #choosePorts(): Promise<void> {
    const { media, last_ports } = this.#options
    const host = media.listen_host
    const rtmp = { host, port: media.rtmp_port, flag: '--rtmp-port', what: 'RTMP' }
    const players = { host, port: media.media_port, flag: '--media-port', what: 'players and relays' }
    const rtmp_port = await choosePort(rtmp, last_ports.rtmp_port)
    const media_port = await choosePort(players, last_ports.media_port)
    this.#ports = { rtmp_port, media_port }
  }
}

/** The own node may prove itself to members of other makes, and learns of them from the origin, for the time without it. */
function memberEnvironment(cluster_api_key: string, origin_url: string): Record<string, string> {
  return { HEADWATER_NODE_CLUSTER_API_KEY: cluster_api_key, HEADWATER_NODE_SEEDS: new URL(origin_url).host }
}

function notStarted(log_file: string, log_from: number, cause: unknown): OriginError {
  const why = lastErrorIn(log_file, log_from) ?? (cause instanceof Error ? cause.message : String(cause))
  return new OriginError(
    'own_node_failed',
    `The node beside the origin did not start: ${why}`,
    `Its log is ${log_file}. To run an origin without one: --no-own-node.`,
    { cause },
  )
}
