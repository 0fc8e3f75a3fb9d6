import type { FullReport } from '#contract/control-channel.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { HostFacts, NodeEndpoints } from '#contract/node.ts'
import type { Participation, Relay, StreamSession } from '#contract/stream.ts'
import type { LiveStream } from '../media/live-stream.ts'
import type { StreamDirectory } from '../media/stream-directory.ts'
import type { LoadMeter } from './host-metrics.ts'

export interface NodeReportOptions {
  readonly node_id: NodeId
  /** Known once the ports are open. */
  readonly endpoints: () => NodeEndpoints
  readonly host: HostFacts
  readonly directory: StreamDirectory
  readonly meter: LoadMeter
  readonly relays: () => readonly Relay[]
}

/** Says what this node carries, in the words of the contract. */
export class NodeReport {
  readonly #options: NodeReportOptions
  /** Since when each stream has viewers here. */
  readonly #watched_since = new Map<StreamPath, string>()

  constructor(options: NodeReportOptions) {
    this.#options = options
  }

  full(): FullReport {
    const { endpoints, host, meter, directory, relays } = this.#options
    const streams = directory.list()
    // While no origin listened nobody asked for the counts that fell to zero.
    for (const path of this.#watched_since.keys()) {
      if ((directory.find(path)?.viewers ?? 0) === 0) this.#watched_since.delete(path)
    }
    return {
      endpoints: endpoints(),
      host,
      load: meter.measure(),
      sessions: streams.map((stream) => this.session(stream)).filter((session) => session !== null),
      participations: streams.filter((stream) => stream.viewers > 0).map((stream) => this.participation(stream)),
      relays: [...relays()],
    }
  }

  /** Null for a stream that another node publishes. @param ended why it is over; null while it is not */
  session(stream: LiveStream, ended: string | null = null): StreamSession | null {
    const { origin } = stream
    if (origin.kind !== 'publisher') return null
    const facts = stream.facts()
    return {
      id: stream.session_id,
      stream_path: stream.path,
      generation: stream.generation,
      publish_node_id: this.#options.node_id,
      state: ended === null ? facts.state : 'ended',
      protocol: origin.protocol,
      encoder: facts.encoder,
      publisher_address: origin.address,
      key_id: origin.key_id ?? null,
      tracks: facts.tracks,
      bitrate_kbps: Math.round(facts.bitrate_kbps),
      keyframe_interval_ms: facts.keyframe_interval_ms,
      started_at: stream.started_at.toISOString(),
      interrupted_until: facts.interrupted_until?.toISOString() ?? null,
      health: facts.health,
      ended_at: ended === null ? null : new Date().toISOString(),
      end_reason: ended,
    }
  }

  participation(stream: LiveStream): Participation {
    const { path, viewers } = stream
    const since = this.#watched_since.get(path) ?? new Date().toISOString()
    if (viewers > 0) this.#watched_since.set(path, since)
    else this.#watched_since.delete(path)
    return { node_id: this.#options.node_id, stream_path: path, subscribers: viewers, since }
  }
}
