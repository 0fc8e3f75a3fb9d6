import type { NodeId, SessionId } from '#contract/ids.ts'
import type { RelayState } from '#contract/stream.ts'

/** Times and limits of one relay; durations in ms. */
export interface RelayPolicy {
  /** How long locating a source, and connecting to it, may take each. */
  readonly establish_timeout_ms: number
  /** How long a relay outlives its last subscriber; 0 closes it at once. */
  readonly release_delay_ms: number
  /** Attempts after a failed one, so far apart; the first reconnect after a steady connection, or in another way, is made at once and is free. */
  readonly retry_attempts: number
  readonly retry_delay_ms: number
  /** A connection that held for so long was a good one: its loss starts the count of attempts anew. */
  readonly steady_after_ms: number
  /** How long viewers who have the stream are kept after its connection was lost, however many attempts that takes. */
  readonly keep_ms: number
}

/** Where a stream can be pulled from, as far as the machine needs to know it. */
export interface SourceChoice {
  readonly node_id: NodeId
  readonly session_id: SessionId
}

/** All there is to know of one relay; a value, never changed in place. Times are those of the `now` handed in. */
export interface RelayMachine {
  readonly state: RelayState
  /** Viewers waiting for the first byte count as much as those attached. */
  readonly subscribers: number
  /** Reconnects tried since the last steady connection. */
  readonly attempts: number
  readonly source: SourceChoice | null
  readonly failed_sources: readonly NodeId[]
  /** Other sources that were named with the present one, best first; each is tried once, without a pause. */
  readonly alternatives: readonly SourceChoice[]
  /** While it plays: the source it is about to change over to. */
  readonly preparing: SourceChoice | null
  /** While retrying: whether the origin has been asked and has not answered. */
  readonly locating: boolean
  /** Whether media ever flowed; viewers are attached from then on and kept through a retry. */
  readonly delivered: boolean
  readonly active_since: number | null
  /** Until then it does not fail for want of attempts: its publisher or its source may be on the way back. */
  readonly keep_until: number
  /** When to send `woke`; null: not at all. */
  readonly wake_at: number | null
  readonly error: string | null
}

export type RelayEvent =
  | { readonly type: 'located'; readonly source: SourceChoice; readonly alternatives?: readonly SourceChoice[] }
  | { readonly type: 'not_located'; readonly reason: string }
  /** There is no source, but one may come within so many ms. */
  | { readonly type: 'told_to_wait'; readonly reason: string; readonly wait_ms: number }
  /** The origin says by itself where the stream is to come from now. */
  | { readonly type: 'moved'; readonly source: SourceChoice; readonly alternatives?: readonly SourceChoice[] }
  /** The source that was prepared carries the stream now; the one before is let go. */
  | { readonly type: 'changed_over' }
  /** The source that was prepared cannot be had. */
  | { readonly type: 'not_prepared' }
  /** The source sends another session of the stream from here on. */
  | { readonly type: 'goes_on'; readonly session_id: SessionId }
  /** The source answered the pull and will send media. */
  | { readonly type: 'accepted' }
  /**
   * The connection failed, was refused or broke, or nothing was heard for too long.
   * `other_way`: it broke, but the next one to the same source goes another way (TLS after QUIC).
   * `looped`: the source gets the stream from this node by now. `gone`: nodes that are no members any more, this source among them.
   */
  | {
      readonly type: 'lost'
      readonly error: string
      readonly other_way?: boolean
      readonly looped?: boolean
      readonly gone?: ReadonlySet<NodeId>
    }
  /** The source says that the publication is over. */
  | { readonly type: 'ended'; readonly reason: string }
  | { readonly type: 'subscribers'; readonly count: number }
  | { readonly type: 'woke' }
  /** This node wants the relay gone: it stops, an operator ended it, a publisher took its place. */
  | { readonly type: 'stopped'; readonly reason: string }

export type RelayEffect =
  | { readonly do: 'locate'; readonly exclude: readonly NodeId[] }
  | { readonly do: 'connect'; readonly source: SourceChoice }
  /** Connects to this source beside the present one, in the place of any that is being prepared. */
  | { readonly do: 'prepare'; readonly source: SourceChoice }
  | { readonly do: 'disconnect' }
  /** Attached and waiting viewers are told that it is over, and why. */
  | { readonly do: 'end_stream'; readonly reason: string }

export interface RelayStep {
  readonly machine: RelayMachine
  readonly effects: readonly RelayEffect[]
}

/** Whether the relay is over; nothing changes it any more. */
export function isOver(machine: RelayMachine): boolean {
  return machine.state === 'closed' || machine.state === 'failed'
}

/** Nothing but what the machine itself says changes. */
export function stay(machine: RelayMachine): RelayStep {
  return { machine, effects: [] }
}

/** Over, as it should be: nobody wants it any more, or the publication ended. */
export function close(machine: RelayMachine, reason: string): RelayStep {
  return {
    machine: { ...machine, state: 'closed', preparing: null, locating: false, active_since: null, wake_at: null },
    effects: [{ do: 'disconnect' }, { do: 'end_stream', reason }],
  }
}

/** Over, because the stream cannot be had. */
export function fail(machine: RelayMachine, error: string): RelayStep {
  return {
    machine: {
      ...machine,
      state: 'failed',
      preparing: null,
      locating: false,
      active_since: null,
      wake_at: null,
      error,
    },
    effects: [{ do: 'disconnect' }, { do: 'end_stream', reason: error }],
  }
}
