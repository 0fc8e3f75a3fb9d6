import type { Socket } from 'node:net'
import type { MediaConfig } from '#contract/config.ts'
import type { Peer } from '#contract/control-channel.ts'
import { QuicDialError, type QuicSidecar } from './quic/quic-sidecar.ts'
import { BROKEN_MS, QuicPaths, UNREACHABLE_MS } from './quic-paths.ts'
import type { RelayLoss } from './relay-attempt.ts'
import type { RelayIdentity } from './relay-identity.ts'
import { dialTls } from './tls-dial.ts'
import { planTransports, type RelayTransport, type TransportPlan } from './transport-plan.ts'

export interface RelayTransportsOptions {
  readonly identity: RelayIdentity
  readonly setting: MediaConfig['relay_transport']
  /** Null: this node has no QUIC. */
  readonly quic: () => QuicSidecar | null
}

/** The ways in which this node reaches sources, and what it learned of them; one for all relays. */
export class RelayTransports {
  readonly #options: RelayTransportsOptions
  readonly #paths = new QuicPaths()

  constructor(options: RelayTransportsOptions) {
    this.#options = options
  }

  /** How to reach this source now. */
  plan(source: Peer): TransportPlan {
    return planTransports({
      foreign: source.kind === 'foreign',
      setting: this.#options.setting,
      offered: source.endpoints.quic_port !== undefined,
      ready: this.#options.quic()?.ready ?? false,
      failed_lately: this.#paths.failedLately(source, performance.now()),
    })
  }

  /**
   * A connection to the source, over which it proved who it is; whoever gets it closes it.
   * @throws what went wrong, for people
   */
  async dial(transport: Exclude<RelayTransport, 'http-flv'>, source: Peer, signal: AbortSignal): Promise<Socket> {
    if (transport === 'tls') return await dialTls(source, this.#options.identity, signal)
    const quic = this.#options.quic()
    if (quic === null) throw new QuicDialError('sidecar_down', 'this node has no QUIC')
    return await quic.dial(source, signal)
  }

  /** QUIC to a source was lost: the next relays go over TLS for a while, unless it was this node's own fault or the source's word. */
  noteLoss(source: Peer, loss: RelayLoss, cause: unknown): void {
    const own_fault = (cause instanceof QuicDialError && cause.code === 'sidecar_down') || !this.#options.quic()?.ready
    if (loss === 'refused' || own_fault) return
    this.#paths.failed(source, performance.now(), loss === 'broken' ? BROKEN_MS : UNREACHABLE_MS)
  }
}
