import type { Peer } from '#contract/control-channel.ts'
import type { NodeId, SessionId } from '#contract/ids.ts'
import type { MediaUnit } from '../media/unit.ts'
import { HttpFlvAttempt } from './http-flv-attempt.ts'
import { MediaWatch } from './media-watch.ts'
import { RelayAttempt, type RelayLoss, type RelayPulling } from './relay-attempt.ts'
import type { RelayTransports } from './relay-transports.ts'
import type { RelayTransport } from './transport-plan.ts'

/** How long TLS stands beside a QUIC connection in doubt, in ms: until that is over by its idle timeout, or it was the stream that paused. */
const STANDBY_MS = 4_000

/** How much later than TLS may QUIC bring the same media before it counts as broken, in ms. */
const LAG_MS = 200

export interface RelayConnectionOptions extends RelayPulling {
  readonly source: Peer
  readonly transports: RelayTransports
  /** Which session the source sends, and the nodes it has passed; before it no unit comes. Called again when another transport took over. */
  readonly onAccepted: (session_id: SessionId, hops: readonly NodeId[]) => void
  /**
   * The connection failed, was refused, broke or fell silent. Called at most once, and not after `close`.
   * `other_way`: it broke, and the next one will use another transport.
   */
  readonly onLost: (error: string, other_way: boolean) => void
}

/**
 * One connection of the pulling side, over whichever transport the source answers on first: QUIC has a head start, TLS
 * follows, and the one that answers second is closed. While QUIC carries it and its media stops, TLS is asked again, and
 * takes over if it has what QUIC has not. Made by its constructor, over with `close()` or one of `onEnded` and `onLost`.
 */
export class RelayConnection {
  readonly #options: RelayConnectionOptions
  readonly #attempts = new Map<RelayTransport, RelayAttempt | HttpFlvAttempt>()
  readonly #errors: string[] = []
  /** There only where another transport could take over. */
  readonly #watch: MediaWatch | null = null
  #untried: readonly RelayTransport[] = []
  /** The one that carries it, or null until the source has answered. */
  #carrier: RelayTransport | null = null
  #session_id: SessionId | null = null
  #first_try: RelayTransport = 'tls'
  #bytes_before = 0
  #head_start: NodeJS.Timeout | null = null
  #standby: NodeJS.Timeout | null = null
  /** What TLS has and QUIC has not, while that may still come: a fraction of a second of media. */
  #newer: readonly MediaUnit[] = []
  #verdict: NodeJS.Timeout | null = null
  #over = false

  constructor(options: RelayConnectionOptions) {
    this.#options = options
    const plan = options.transports.plan(options.source)
    if ('impossible' in plan) {
      // Not from within the constructor: nobody holds the connection yet.
      queueMicrotask(() => this.#lose(plan.impossible))
      return
    }
    this.#untried = plan.tries
    this.#first_try = plan.tries[0]
    if (plan.tries.length > 1) {
      this.#watch = new MediaWatch(() => this.#doubt())
      this.#head_start = setTimeout(() => this.#tryNext(), plan.head_start_ms)
    }
    this.#tryNext()
  }

  /** The one that carries it; until the source has answered, the one that is tried first. */
  get transport(): RelayTransport {
    return this.#carrier ?? this.#first_try
  }

  /** Bytes received so far; over TLS with what encryption adds. */
  get bytes(): number {
    return this.#bytes_before + (this.#attempts.get(this.transport)?.bytes ?? 0)
  }

  /** Ends it without a word to the callbacks. Idempotent. */
  close(): void {
    this.#over = true
    this.#watch?.stop()
    if (this.#head_start !== null) clearTimeout(this.#head_start)
    if (this.#standby !== null) clearTimeout(this.#standby)
    this.#forgetNewer()
    for (const attempt of this.#attempts.values()) attempt.close()
  }

  #tryNext(): void {
    const [transport, ...rest] = this.#untried
    if (transport === undefined || this.#over || this.#carrier !== null) return
    this.#untried = rest
    this.#try(transport)
  }

  #try(transport: RelayTransport): void {
    const { source, transports, pull, silence_limit_ms } = this.#options
    let session_id: SessionId | null = null
    let hops: readonly NodeId[] = []
    const asked = {
      source,
      pull,
      ...(silence_limit_ms === undefined ? {} : { silence_limit_ms }),
      onAccepted: (accepted: SessionId, passed: readonly NodeId[]) => {
        session_id = accepted
        hops = passed
        // Another session than the one in doubt: that one is over.
        if (this.#carrier === null || accepted !== this.#session_id) this.#carryBy(transport, accepted, hops)
      },
      onChain: (carried: SessionId, passed: readonly NodeId[]) => {
        session_id = carried
        hops = passed
        if (this.#carrier !== transport) return
        this.#session_id = carried
        this.#options.onChain(carried, passed)
      },
      onUnit: (unit: MediaUnit) => {
        if (this.#carrier === transport) this.#onUnit(transport, unit)
        else if (session_id !== null) this.#onStandbyUnit(transport, session_id, hops, unit)
      },
      onInterrupted: (interrupted: boolean) => {
        if (this.#carrier === transport) this.#options.onInterrupted(interrupted)
      },
      onEnded: (reason: string) => {
        this.close()
        this.#options.onEnded(reason)
      },
      onLost: (error: string, loss: RelayLoss, cause: unknown) => this.#onAttemptLost(transport, error, loss, cause),
    }
    const attempt =
      transport === 'http-flv'
        ? new HttpFlvAttempt(asked)
        : new RelayAttempt({ ...asked, dial: (signal) => transports.dial(transport, source, signal) })
    this.#attempts.set(transport, attempt)
  }

  /** The source has answered first, or has shown to have more, over this transport. */
  #carryBy(transport: RelayTransport, session_id: SessionId, hops: readonly NodeId[]): void {
    if (this.#head_start !== null) clearTimeout(this.#head_start)
    const loss: RelayLoss = this.#carrier === null ? 'unreachable' : 'broken'
    this.#forgetNewer()
    this.#carrier = transport
    this.#session_id = session_id
    if (transport !== 'quic') this.#watch?.stop()
    for (const [other, attempt] of this.#attempts) {
      if (other === transport) continue
      this.#drop(other, attempt)
      if (other === 'quic') this.#options.transports.noteLoss(this.#options.source, loss, null)
    }
    this.#options.onAccepted(session_id, hops)
  }

  #onUnit(transport: RelayTransport, unit: MediaUnit): void {
    if (transport === 'quic') {
      this.#watch?.saw(unit)
      if (this.#attempts.size > 1) this.#leaveStandby()
    }
    this.#options.onUnit(unit)
  }

  /** Beside the one in doubt: what it has, and the other still has not after a moment, decides. */
  #onStandbyUnit(transport: RelayTransport, session_id: SessionId, hops: readonly NodeId[], unit: MediaUnit): void {
    if (this.#newer.length === 0) {
      if (!this.#watch?.isNew(unit)) return
      this.#verdict = setTimeout(() => {
        const units = this.#newer
        this.#carryBy(transport, session_id, hops)
        for (const one of units) this.#onUnit(transport, one)
      }, LAG_MS)
    }
    this.#newer = [...this.#newer, unit]
  }

  /** Media stopped over QUIC: TLS is asked for the same. */
  #doubt(): void {
    if (this.#carrier !== 'quic' || this.#attempts.has('tls')) return
    this.#try('tls')
    this.#standby = setTimeout(() => this.#leaveStandby(), STANDBY_MS)
  }

  /** QUIC goes on, or the stream itself has paused. */
  #leaveStandby(): void {
    this.#forgetNewer()
    const standby = this.#attempts.get('tls')
    if (this.#carrier === 'quic' && standby !== undefined) this.#drop('tls', standby)
  }

  #forgetNewer(): void {
    if (this.#verdict !== null) clearTimeout(this.#verdict)
    this.#newer = []
  }

  #drop(transport: RelayTransport, attempt: RelayAttempt | HttpFlvAttempt): void {
    this.#attempts.delete(transport)
    this.#bytes_before += attempt.bytes
    attempt.close()
  }

  #onAttemptLost(transport: RelayTransport, error: string, loss: RelayLoss, cause: unknown): void {
    if (this.#over) return
    this.#attempts.delete(transport)
    // It stood beside one that still may be all right.
    if (this.#carrier !== null && this.#carrier !== transport) {
      this.#forgetNewer()
      return
    }
    if (transport === 'quic') this.#options.transports.noteLoss(this.#options.source, loss, cause)
    this.#errors.push(error)
    // Whoever refuses over one transport would over the other; and what had carried media is lost for all to see.
    if (loss !== 'unreachable') {
      this.#lose(error, loss === 'broken' && transport === 'quic' && this.#watch !== null)
    } else if (this.#untried.length > 0) {
      this.#tryNext()
    } else if (this.#attempts.size === 0) {
      this.#lose([...new Set(this.#errors)].join('; '))
    }
  }

  #lose(error: string, other_way = false): void {
    if (this.#over) return
    this.close()
    this.#options.onLost(error, other_way)
  }
}
