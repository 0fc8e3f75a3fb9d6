import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import WebSocket from 'ws'
import {
  CONTROL_CHANNEL_PATH,
  CONTROL_CHANNEL_PROTOCOL,
  type FullReport,
  type NodeMessage,
} from '#contract/control-channel.ts'
import type { ClusterId, NodeId, SessionId, StreamPath } from '#contract/ids.ts'
import type { StreamSession } from '#contract/stream.ts'
import { initialMode } from '../../src-main/nodes/node-mode.ts'
import { NodeRows } from '../../src-main/nodes/node-rows.ts'
import { openStore } from '../../src-main/store/store.ts'
import { emptyReport } from './channel-client.ts'
import { pause } from './wait-for.ts'

/** What an enrolled node keeps: who it is and what proves it. */
export interface CrowdMember {
  readonly node_id: NodeId
  readonly credential: string
}

/** What a crowd is made of. */
export interface NodeCrowdOptions {
  /** Base URL of the origin. */
  readonly origin_url: string
  readonly members: readonly CrowdMember[]
  readonly heartbeat_interval_ms: number
  /** Sessions that each node publishes. */
  readonly sessions_per_node?: number
}

/**
 * Writes `count` enrolled nodes into the database of an origin that does not run, by the store's own code: enrolling them
 * over HTTP would take longer than what is to be tested.
 */
export function seedNodes(data_dir: string, count: number): CrowdMember[] {
  const store = openStore(join(data_dir, 'origin.db'))
  try {
    const rows = new NodeRows(store)
    const now = { monotonic_ms: 0, at: new Date().toISOString() }
    return store.transaction(() =>
      Array.from({ length: count }, (_, index) => {
        const member = { node_id: randomUUID() as NodeId, credential: `node_${randomBytes(32).toString('base64url')}` }
        rows.put({
          id: member.node_id,
          cluster_id: 'main' as ClusterId,
          name: `crowd-${String(index).padStart(5, '0')}`,
          is_origin: false,
          region: `region-${index % 8}`,
          version: '0.0.0',
          relay_fingerprint: randomBytes(32).toString('hex'),
          credential_hash: createHash('sha256').update(member.credential).digest('hex'),
          registration: 'registered',
          mode: initialMode(now),
          endpoints: emptyReport.endpoints,
          host: emptyReport.host,
          epoch: 1,
          created_at: now.at,
          last_seen_at: null,
        })
        return member
      }),
    )
  } finally {
    store.close()
  }
}

/** Times of heartbeats in ms, from when each was sent to when its acknowledgement was read. */
export interface RoundTrips {
  readonly count: number
  readonly p50_ms: number
  readonly p99_ms: number
  readonly max_ms: number
}

/** Many nodes that are nothing but their control channels: each says hello with a full report, then sends heartbeats. */
export class NodeCrowd implements AsyncDisposable {
  readonly #nodes: CrowdNode[]
  #round_trips: number[] = []

  constructor(options: NodeCrowdOptions) {
    const onRoundTrip = (ms: number) => this.#round_trips.push(ms)
    this.#nodes = options.members.map((member) => new CrowdNode(member, options, onRoundTrip))
  }

  /** Nodes that the origin has welcomed and that are connected now. */
  get welcomed(): number {
    return this.#nodes.filter((node) => node.welcomed).length
  }

  /** Bytes of all that the origin has sent. */
  get heard_bytes(): number {
    return this.#nodes.reduce((sum, { heard_bytes }) => sum + heard_bytes, 0)
  }

  /** Lets all dial, evenly over so many ms; each keeps trying until it is welcomed. */
  async connect(over_ms: number): Promise<void> {
    const from = performance.now()
    const dialling: Promise<void>[] = []
    for (const [index, node] of this.#nodes.entries()) {
      const wait_ms = from + (index * over_ms) / this.#nodes.length - performance.now()
      if (wait_ms > 1) await pause(wait_ms)
      dialling.push(node.connect())
    }
    await Promise.all(dialling)
  }

  /** Cuts every connection without a word. */
  cut(): void {
    for (const node of this.#nodes) node.cut()
  }

  /** Round trips since the last call. */
  takeRoundTrips(): RoundTrips {
    const sorted = this.#round_trips.sort((one, other) => one - other)
    this.#round_trips = []
    const at = (share: number) => Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 100) / 100
    return { count: sorted.length, p50_ms: at(0.5), p99_ms: at(0.99), max_ms: at(1 - Number.EPSILON) }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut()
    await pause(0)
  }
}

class CrowdNode {
  welcomed = false
  heard_bytes = 0
  readonly #member: CrowdMember
  readonly #options: NodeCrowdOptions
  readonly #onRoundTrip: (ms: number) => void
  readonly #sessions: readonly StreamSession[]
  #socket: WebSocket | null = null
  #timer: NodeJS.Timeout | undefined
  #seq = 0
  #sent_at = 0
  #rtt_ms: number | null = null

  constructor(member: CrowdMember, options: NodeCrowdOptions, onRoundTrip: (ms: number) => void) {
    this.#member = member
    this.#options = options
    this.#onRoundTrip = onRoundTrip
    this.#sessions = Array.from({ length: options.sessions_per_node ?? 0 }, (_, index) =>
      liveSession(member.node_id, `live/${member.node_id.slice(0, 8)}-${index}` as StreamPath),
    )
  }

  async connect(): Promise<void> {
    for (;;) {
      const welcomed = await this.#dial()
      if (welcomed) return
      await pause(250 + Math.random() * 500)
    }
  }

  cut(): void {
    clearInterval(this.#timer)
    this.welcomed = false
    this.#socket?.removeAllListeners('message')
    this.#socket?.terminate()
    this.#socket = null
  }

  #dial(): Promise<boolean> {
    const { node_id, credential } = this.#member
    const url = new URL(CONTROL_CHANNEL_PATH, this.#options.origin_url.replace(/^http/, 'ws'))
    const headers = { authorization: `Bearer ${credential}` }
    const socket = new WebSocket(url, CONTROL_CHANNEL_PROTOCOL, { headers, perMessageDeflate: false })
    this.#socket = socket
    this.#seq = 0
    return new Promise((resolve) => {
      socket.on('open', () => {
        this.#say({ type: 'hello', node_id, epoch: 1, version: '0.0.0', mode_revision: 0, report: this.#report() })
      })
      socket.on('message', (data: Buffer) => {
        this.heard_bytes += data.length
        // Parsing all of it would cost the load more than the origin.
        if (data.includes('"heartbeat_ack"')) {
          this.#rtt_ms = performance.now() - this.#sent_at
          this.#onRoundTrip(this.#rtt_ms)
        } else if (!this.welcomed && data.includes('"welcome"')) {
          this.welcomed = true
          this.#beat()
          resolve(true)
        }
      })
      socket.on('error', () => undefined)
      socket.on('close', () => {
        if (this.#socket === socket) this.cut()
        resolve(false)
      })
    })
  }

  #beat(): void {
    const { heartbeat_interval_ms } = this.#options
    const beat = () => {
      this.#seq += 1
      const sent_at = new Date().toISOString()
      const { load } = this.#report()
      this.#sent_at = performance.now()
      this.#say({ type: 'heartbeat', seq: this.#seq, sent_at, load, rtt_ms: this.#rtt_ms })
    }
    this.#timer = setInterval(beat, heartbeat_interval_ms)
  }

  #report(): FullReport {
    const sessions = this.#sessions
    const load = {
      ...emptyReport.load,
      cpu_percent: Math.round(Math.random() * 4_000) / 100,
      egress_mbps: Math.round(Math.random() * 10_000) / 100,
      publishers: sessions.length,
    }
    return { ...emptyReport, load, sessions: [...sessions] }
  }

  #say(message: NodeMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message))
  }
}

function liveSession(publish_node_id: NodeId, stream_path: StreamPath): StreamSession {
  return {
    id: randomUUID() as SessionId,
    stream_path,
    generation: 1,
    publish_node_id,
    state: 'live',
    protocol: 'rtmp',
    encoder: 'Lavf60.3.100',
    publisher_address: '10.0.0.1',
    tracks: [
      {
        ...{ kind: 'video', codec: 'h264', codec_string: 'avc1.64001f', width: 1280, height: 720, fps: 30 },
        ...{ sample_rate_hz: null, channels: null },
      },
    ],
    bitrate_kbps: 936,
    keyframe_interval_ms: 2_000,
    started_at: new Date().toISOString(),
    ended_at: null,
    end_reason: null,
  }
}
