import type { NodeMessage } from '#contract/control-channel.ts'
import type { SessionId, StreamPath } from '#contract/ids.ts'
import type { Relay } from '#contract/stream.ts'
import { type Clock, systemClock } from '../media/clock.ts'
import type { LiveStream } from '../media/live-stream.ts'
import type { StreamDirectory } from '../media/stream-directory.ts'
import type { NodeReport } from './node-report.ts'
import { ReportOutbox } from './report-outbox.ts'

/** Each stream's count of viewers, and the facts of each session, are told at most so often, in ms. */
const PARTICIPATION_INTERVAL_MS = 250
const SESSION_INTERVAL_MS = 1_000
const RELAY_INTERVAL_MS = 250

/** How often measured figures (bit rate, frames of a relay) are looked at, in ms, and which change of a rate is one. */
const MEASURE_INTERVAL_MS = 1_000
const NOTABLE_CHANGE = 0.05

/** Figures of a relay, and of a stream that is published here, are told at least so often while it runs, in ms. */
const RELAY_FIGURES_INTERVAL_MS = 5_000
const SESSION_FIGURES_INTERVAL_MS = 5_000

export interface ReportDeltasOptions {
  readonly report: NodeReport
  readonly directory: StreamDirectory
  readonly relays: () => readonly Relay[]
  readonly send: (message: NodeMessage) => boolean
  readonly congested: () => boolean
  readonly clock?: Clock
}

/** Tells the origin what changed since the full report, as rarely as is enough. */
export class ReportDeltas {
  readonly #options: ReportDeltasOptions
  readonly #outbox: ReportOutbox
  readonly #unlisten: readonly (() => void)[]
  readonly #measure: NodeJS.Timeout
  readonly #told = new Map<SessionId, { readonly kbps: number; readonly at_ms: number }>()
  /** Streams with viewers, as far as the origin was told. */
  readonly #told_watched = new Set<StreamPath>()
  #relay_figures_at = 0

  constructor(options: ReportDeltasOptions) {
    this.#options = options
    const { send, congested, directory, clock = systemClock } = options
    this.#outbox = new ReportOutbox({ send, congested, clock })
    this.#unlisten = [
      directory.on('started', (stream) => this.#session(stream)),
      directory.on('changed', (stream) => this.#session(stream)),
      directory.on('subscribers', (stream) => this.#participation(stream)),
      directory.on('left', (stream, reason) => this.#ended(stream, reason)),
      directory.on('ended', (stream, reason) => this.#ended(stream, reason)),
    ]
    this.#measure = setInterval(() => this.#lookAtFigures(), MEASURE_INTERVAL_MS)
    this.#measure.unref()
  }

  /** A full report is being made; what changes from here is a delta to it. */
  reset(): void {
    this.#outbox.reset()
    this.#told.clear()
    this.#told_watched.clear()
    for (const { path, viewers } of this.#options.directory.list()) if (viewers > 0) this.#told_watched.add(path)
  }

  /** The origin has the full report. */
  open(): void {
    this.#outbox.open()
  }

  /** There is no origin to tell. */
  close(): void {
    this.#outbox.close()
  }

  /** A relay started, changed or ended. */
  relay(relay: Relay): void {
    const key = `relay ${relay.id}`
    const over = relay.state === 'closed' || relay.state === 'failed'
    // The end is told as it was; until then the newest view goes out.
    const view = () => (over ? relay : (this.#options.relays().find(({ id }) => id === relay.id) ?? relay))
    this.#outbox.put(key, over ? 0 : RELAY_INTERVAL_MS, () => {
      if (over) this.#outbox.forget(key)
      return { type: 'relay', relay: view() }
    })
  }

  stop(): void {
    clearInterval(this.#measure)
    for (const unlisten of this.#unlisten) unlisten()
    this.#outbox.close()
  }

  #session(stream: LiveStream): void {
    if (stream.origin.kind !== 'publisher') return
    this.#outbox.put(`session ${stream.session_id}`, SESSION_INTERVAL_MS, () => {
      const session = this.#options.report.session(stream)
      if (session === null) return null
      this.#told.set(session.id, { kbps: session.bitrate_kbps, at_ms: performance.now() })
      return { type: 'session', session }
    })
  }

  #participation(stream: LiveStream): void {
    const key = `participation ${stream.path}`
    this.#outbox.put(key, PARTICIPATION_INTERVAL_MS, () => {
      // A publisher that came back has a new stream under the same path; the count is that of the one here now.
      const participation = this.#options.report.participation(this.#options.directory.find(stream.path) ?? stream)
      if (participation.subscribers > 0) {
        this.#told_watched.add(stream.path)
      } else {
        this.#outbox.forget(key)
        // Relays come and go in the count of subscribers too; nobody was told of viewers, so nobody is told that they left.
        if (!this.#told_watched.delete(stream.path)) return null
      }
      return { type: 'participation', participation }
    })
  }

  #ended(stream: LiveStream, reason: string): void {
    const session = this.#options.report.session(stream, reason.slice(0, 256))
    if (session === null) return
    const key = `session ${stream.session_id}`
    this.#told.delete(stream.session_id)
    this.#outbox.put(key, 0, () => {
      this.#outbox.forget(key)
      return { type: 'session', session }
    })
  }

  #lookAtFigures(): void {
    const now_ms = performance.now()
    for (const stream of this.#options.directory.list()) {
      if (stream.origin.kind !== 'publisher') continue
      const { kbps, at_ms } = this.#told.get(stream.session_id) ?? { kbps: 0, at_ms: 0 }
      const notable = Math.abs(stream.bitrate_kbps - kbps) > kbps * NOTABLE_CHANGE
      if (notable || now_ms - at_ms >= SESSION_FIGURES_INTERVAL_MS) this.#session(stream)
    }
    if (now_ms - this.#relay_figures_at < RELAY_FIGURES_INTERVAL_MS) return
    this.#relay_figures_at = now_ms
    for (const relay of this.#options.relays()) this.relay(relay)
  }
}
