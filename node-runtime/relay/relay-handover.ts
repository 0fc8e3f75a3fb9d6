import type { NodeId, SessionId } from '#contract/ids.ts'
import type { MediaUnit } from '../media/unit.ts'
import type { RelayConnection } from './relay-connection.ts'

/** What is told of a connection that carries a stream. */
export interface RelayHearing {
  readonly onAccepted: (session_id: SessionId, hops: readonly NodeId[]) => void
  readonly onChain: (session_id: SessionId, hops: readonly NodeId[]) => void
  readonly onUnit: (unit: MediaUnit) => void
  readonly onInterrupted: (interrupted: boolean) => void
  readonly onEnded: (reason: string) => void
  readonly onLost: (error: string, other_way: boolean) => void
}

/** How long the present source has to come to where the next one began, in ms. */
const CATCH_UP_MS = 2_000

/** What is held of the next source meanwhile, at most, in bytes. */
const MOST_HELD_BYTES = 32 << 20

export interface RelayHandoverOptions {
  /** Connects to the next source. */
  readonly connect: (hearing: RelayHearing) => RelayConnection
  /** Whether the viewers have this unit, the first of the next source that decoding can start at, from the present one. */
  readonly has: (unit: MediaUnit) => boolean
  /** The next source may carry the stream from here on; take it with {@link RelayHandover.finish}. */
  readonly onReady: () => void
  /** The next source cannot be had, and is let go. Called at most once, and not after `onReady`. */
  readonly onFailed: (error: string) => void
}

/**
 * A second connection for a stream that plays, to the source that is to carry it. It is ready as soon as the viewers have what it began
 * with, so that it goes on from there: until then both are listened to, and what the next one sends is held.
 */
export class RelayHandover {
  readonly connection: RelayConnection
  readonly #options: RelayHandoverOptions
  readonly #held: MediaUnit[] = []
  #held_bytes = 0
  #accepted: { readonly session_id: SessionId; readonly hops: readonly NodeId[] } | null = null
  /** What the viewers must have before it is taken. */
  #start: MediaUnit | null = null
  #has_video = false
  #interrupted = false
  #patience: NodeJS.Timeout | null = null
  #state: 'preparing' | 'ready' | 'finished' | 'over' = 'preparing'
  #heir: RelayHearing | null = null

  constructor(options: RelayHandoverOptions) {
    this.#options = options
    this.connection = options.connect({
      onAccepted: (session_id, hops) => this.#onChain(session_id, hops, 'onAccepted'),
      onChain: (session_id, hops) => this.#onChain(session_id, hops, 'onChain'),
      onUnit: (unit) => {
        if (this.#heir === null) this.#hold(unit)
        else this.#heir.onUnit(unit)
      },
      onInterrupted: (interrupted) => {
        this.#interrupted = interrupted
        this.#heir?.onInterrupted(interrupted)
      },
      onEnded: (reason) => {
        if (this.#heir === null) this.#fail(reason)
        else this.#heir.onEnded(reason)
      },
      onLost: (error, other_way) => {
        if (this.#heir === null) this.#fail(error)
        else this.#heir.onLost(error, other_way)
      },
    })
  }

  /** The present source sent something that the viewers have now. */
  look(): void {
    if (this.#state === 'preparing' && this.#start !== null && this.#options.has(this.#start)) this.#ready()
  }

  /** The connection is its caller's from here on: `hearing` is told what came so far, and what comes. */
  finish(hearing: RelayHearing): void {
    const accepted = this.#accepted
    if (this.#state !== 'ready' || accepted === null) throw new Error('a source that is not ready cannot be taken')
    this.#state = 'finished'
    this.#heir = hearing
    hearing.onAccepted(accepted.session_id, accepted.hops)
    for (const unit of this.#held.splice(0)) hearing.onUnit(unit)
    if (this.#interrupted) hearing.onInterrupted(true)
  }

  /** Lets the next source go, unless it was taken. Idempotent. */
  close(): void {
    if (this.#patience !== null) clearTimeout(this.#patience)
    if (this.#state === 'finished' || this.#state === 'over') return
    this.#state = 'over'
    this.#held.length = 0
    this.connection.close()
  }

  #onChain(session_id: SessionId, hops: readonly NodeId[], told: 'onAccepted' | 'onChain'): void {
    if (this.#heir !== null) this.#heir[told](session_id, hops)
    else this.#accepted = { session_id, hops }
  }

  #hold(unit: MediaUnit): void {
    if (this.#state === 'over') return
    this.#held.push(unit)
    this.#held_bytes += unit.body.length
    if (unit.kind === 'video') this.#has_video = true
    if (this.#start === null && this.#startsAt(unit)) {
      this.#start = unit
      this.#patience = setTimeout(() => this.#ready(), CATCH_UP_MS)
      this.look()
    } else if (this.#held_bytes > MOST_HELD_BYTES) {
      this.#ready()
    }
  }

  #startsAt({ kind, keyframe, config }: MediaUnit): boolean {
    if (config) return false
    return kind === 'video' ? keyframe : kind === 'audio' && !this.#has_video
  }

  #ready(): void {
    if (this.#patience !== null) clearTimeout(this.#patience)
    if (this.#state !== 'preparing') return
    this.#state = 'ready'
    this.#options.onReady()
  }

  #fail(error: string): void {
    if (this.#state === 'over' || this.#state === 'finished') return
    this.close()
    this.#options.onFailed(error)
  }
}
