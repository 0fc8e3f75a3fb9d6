import type { Timestamp } from '#contract/ids.ts'
import type { LivenessState, NodeLiveness } from '#contract/node.ts'
import type { Instant } from './clock.ts'

/** When a node counts as suspect, offline and alive again. */
export interface LivenessSettings {
  readonly heartbeat_interval_ms: number
  /** Heartbeats missed in a row until suspect, and until offline. */
  readonly suspect_after_missed: number
  readonly offline_after_missed: number
  /** Good heartbeats in a row until an offline node is alive again. */
  readonly recover_after_beats: number
}

/** No report for so long is shown as `stale`; a flag for display, never a state (contracts/model.md). */
export const STALE_AFTER_MS = 90_000

/** What the origin holds of one node's liveness, in memory only. */
export interface LivenessFacts {
  readonly state: LivenessState
  readonly since: Timestamp
  /** Wall time of the last heartbeat; survives a restart of the origin. */
  readonly last_seen_at: Timestamp | null
  /** Monotonic time missed heartbeats are counted from: the last one, or when the origin began to wait. */
  readonly counted_from_ms: number
  /** Good heartbeats in a row since the node was offline. */
  readonly good_beats: number
  readonly channel_open: boolean
  /** Epoch of the program that last attached; an older one is fenced off. */
  readonly epoch: number
  /** When it was lost lately, by the monotonic clock; oldest first, only as many as the flap guard counts. */
  readonly losses_ms: readonly number[]
  /** Until when it is held as suspect though it beats, by the monotonic clock; null: it is not. */
  readonly quarantined_until_ms: number | null
}

/**
 * The flap guard (contracts/model.md): a node that was lost so often within the window is held as suspect, and gets no new work while
 * another can take it, until it has not been lost for so long. What it carries goes on. The times are counted in heartbeat intervals (10
 * and 2 minutes at the usual 5 s): how fast a node can be seen lost and back, and so what is too often, goes by the interval.
 */
export const FLAP_GUARD = { losses: 5, window_beats: 120, steady_beats: 24 } as const

/** Everything that can happen to a node's liveness. */
export type LivenessEvent =
  /** The node's channel opened and said hello. A hello is a whole report, so it counts as a heartbeat as well. */
  | { readonly kind: 'attached'; readonly epoch: number }
  | { readonly kind: 'beat'; readonly epoch: number }
  | { readonly kind: 'channel_dropped'; readonly epoch: number }
  | { readonly kind: 'left'; readonly epoch: number }
  /** An operator says that it is well again. */
  | { readonly kind: 'trusted' }
  /** Enrolled anew: whatever program spoke with the old credential counts no more. */
  | { readonly kind: 'enrolled' }
  /** The origin itself stood still for so long (stopped, suspended, starved): nobody missed anything meanwhile. */
  | { readonly kind: 'origin_stalled'; readonly stalled_ms: number }
  /** Time went by. */
  | { readonly kind: 'tick' }

/** What a transition asks its caller to do. */
export type LivenessEffect =
  | {
      readonly kind: 'entered'
      readonly from: LivenessState
      readonly to: LivenessState
      readonly cause: LivenessCause
    }
  /** It is held as suspect from now on, though it may beat. */
  | { readonly kind: 'quarantined'; readonly losses: number }
  /** Sessions, relays and participations of this node are gone. Only ever with offline and left. */
  | { readonly kind: 'media_lost' }
  /** The socket is open but has been silent until offline. */
  | { readonly kind: 'close_channel' }
  /** An older program of this node spoke; nothing changed. */
  | { readonly kind: 'stale_epoch'; readonly epoch: number; readonly newest: number }

/** Why a node's liveness changed. */
export type LivenessCause =
  | 'heartbeat'
  | 'attached'
  | 'channel_dropped'
  | 'missed_heartbeats'
  | 'left'
  | 'enrolled'
  | 'trusted'

export interface LivenessOutcome {
  readonly facts: LivenessFacts
  readonly effects: readonly LivenessEffect[]
}

/** Where a node starts when the origin starts or the node enrols: it has three intervals to (come back and) say so. */
export function expectedNode(known: { epoch: number; last_seen_at: Timestamp | null }, now: Instant): LivenessFacts {
  return {
    state: 'joining',
    since: now.at,
    last_seen_at: known.last_seen_at,
    counted_from_ms: now.monotonic_ms,
    good_beats: 0,
    channel_open: false,
    epoch: known.epoch,
    losses_ms: [],
    quarantined_until_ms: null,
  }
}

/** Heartbeats missed in a row at `now`. */
export function missedBeats(facts: LivenessFacts, settings: LivenessSettings, now: Instant): number {
  if (facts.state === 'left') return 0
  return Math.max(0, Math.floor((now.monotonic_ms - facts.counted_from_ms) / settings.heartbeat_interval_ms))
}

/** Milliseconds from `now` until time alone changes this node's state; null: it does not. */
export function nextTickIn(facts: LivenessFacts, settings: LivenessSettings, now: Instant): number | null {
  const misses =
    facts.state === 'alive'
      ? settings.suspect_after_missed
      : facts.state === 'suspect' || facts.state === 'joining'
        ? settings.offline_after_missed
        : null
  if (misses === null) return null
  return Math.max(0, facts.counted_from_ms + misses * settings.heartbeat_interval_ms - now.monotonic_ms)
}

/**
 * The liveness of a node (contracts/model.md, "Node state machine"):
 *
 *     joining --1st beat--> alive --missed or channel dropped--> suspect --missed more--> offline --N beats--> alive
 *     suspect --1 beat--> alive ; any --leave--> left --attached--> joining
 */
export function transition(
  facts: LivenessFacts,
  event: LivenessEvent,
  settings: LivenessSettings,
  now: Instant,
): LivenessOutcome {
  if ('epoch' in event && event.epoch < facts.epoch) {
    return { facts, effects: [{ kind: 'stale_epoch', epoch: event.epoch, newest: facts.epoch }] }
  }
  switch (event.kind) {
    case 'attached': {
      const attached = { ...facts, epoch: event.epoch, channel_open: true }
      const rejoining =
        facts.state === 'left' ? enter(attached, 'joining', 'attached', settings, now) : unchanged(attached)
      return andThen(rejoining, (joined) => beat(joined, settings, now))
    }
    case 'beat':
      // A heartbeat that was on its way when the node said goodbye does not bring it back; a new channel does.
      return facts.state === 'left' ? unchanged(facts) : beat({ ...facts, epoch: event.epoch }, settings, now)
    case 'channel_dropped':
      return drop(facts, settings, now)
    case 'left':
      return facts.state === 'left' ? unchanged(facts) : enter(facts, 'left', 'left', settings, now)
    case 'enrolled': {
      const fresh = { ...expectedNode({ epoch: 0, last_seen_at: facts.last_seen_at }, now), state: facts.state }
      return facts.state === 'joining' ? unchanged(fresh) : enter(fresh, 'joining', 'enrolled', settings, now)
    }
    case 'trusted':
      return trust(facts, settings, now)
    case 'origin_stalled':
      return unchanged({ ...facts, counted_from_ms: facts.counted_from_ms + event.stalled_ms })
    case 'tick':
      return tick(facts, settings, now)
    default:
      return event satisfies never
  }
}

function drop(facts: LivenessFacts, settings: LivenessSettings, now: Instant): LivenessOutcome {
  // One that is held is lost again: it has to be steady for the whole time from now on.
  const quarantined_until_ms = isHeld(facts, now) ? steadyFrom(settings, now) : facts.quarantined_until_ms
  const closed = { ...facts, channel_open: false, good_beats: 0, quarantined_until_ms }
  if (facts.state === 'alive' || facts.state === 'joining')
    return enter(closed, 'suspect', 'channel_dropped', settings, now)
  // What a node reported while it was on its way back from offline goes with the channel it came by.
  return { facts: closed, effects: facts.state === 'offline' && facts.channel_open ? [{ kind: 'media_lost' }] : [] }
}

function trust(facts: LivenessFacts, settings: LivenessSettings, now: Instant): LivenessOutcome {
  const trusted = { ...facts, losses_ms: [], quarantined_until_ms: null }
  // Whether it is alive its next heartbeat says; one that was only held has beaten a moment ago.
  const beats = missedBeats(facts, settings, now) < settings.suspect_after_missed && facts.channel_open
  return facts.quarantined_until_ms !== null && facts.state === 'suspect' && beats
    ? enter(trusted, 'alive', 'trusted', settings, now)
    : unchanged(trusted)
}

function beat(facts: LivenessFacts, settings: LivenessSettings, now: Instant): LivenessOutcome {
  const gap_ms = now.monotonic_ms - facts.counted_from_ms
  const seen = { ...facts, last_seen_at: now.at, counted_from_ms: now.monotonic_ms }
  if (facts.state !== 'offline') {
    if (isHeld(facts, now)) {
      const held = { ...seen, good_beats: 0 }
      return facts.state === 'suspect' ? unchanged(held) : enter(held, 'suspect', 'heartbeat', settings, now)
    }
    const recovered = { ...seen, good_beats: 0, quarantined_until_ms: null }
    return facts.state === 'alive' ? unchanged(recovered) : enter(recovered, 'alive', 'heartbeat', settings, now)
  }
  const in_a_row = gap_ms < settings.suspect_after_missed * settings.heartbeat_interval_ms ? facts.good_beats : 0
  // A burst of heartbeats that queued up in between proves one moment of life, not several.
  const counts = in_a_row === 0 || gap_ms >= settings.heartbeat_interval_ms / 2
  const good_beats = counts ? in_a_row + 1 : in_a_row
  if (!counts) return unchanged({ ...seen, counted_from_ms: facts.counted_from_ms, good_beats })
  if (good_beats < settings.recover_after_beats) return unchanged({ ...seen, good_beats })
  const back = { ...seen, good_beats: 0 }
  if (isHeld(facts, now)) return enter(back, 'suspect', 'heartbeat', settings, now)
  return enter({ ...back, quarantined_until_ms: null }, 'alive', 'heartbeat', settings, now)
}

function tick(facts: LivenessFacts, settings: LivenessSettings, now: Instant): LivenessOutcome {
  const missed = missedBeats(facts, settings, now)
  const waited_for = facts.state === 'alive' || facts.state === 'suspect' || facts.state === 'joining'
  if (waited_for && missed >= settings.offline_after_missed)
    return enter(facts, 'offline', 'missed_heartbeats', settings, now)
  if (facts.state === 'alive' && missed >= settings.suspect_after_missed) {
    return enter(facts, 'suspect', 'missed_heartbeats', settings, now)
  }
  return unchanged(facts)
}

function enter(
  facts: LivenessFacts,
  to: LivenessState,
  cause: LivenessCause,
  settings: LivenessSettings,
  now: Instant,
): LivenessOutcome {
  const effects: LivenessEffect[] = [{ kind: 'entered', from: facts.state, to, cause }]
  const entered = { ...countLoss(facts, to, settings, now), state: to, since: now.at }
  if (entered.quarantined_until_ms !== null && facts.quarantined_until_ms === null) {
    effects.push({ kind: 'quarantined', losses: entered.losses_ms.length })
  }
  if (to === 'offline' || to === 'left') effects.push({ kind: 'media_lost' })
  if (to === 'offline' && facts.channel_open) effects.push({ kind: 'close_channel' })
  return { facts: to === 'offline' ? { ...entered, good_beats: 0, channel_open: false } : entered, effects }
}

function isHeld({ quarantined_until_ms }: LivenessFacts, now: Instant): boolean {
  return quarantined_until_ms !== null && now.monotonic_ms < quarantined_until_ms
}

/** Until when a node that is held and lost now is held on. */
function steadyFrom({ heartbeat_interval_ms }: LivenessSettings, now: Instant): number {
  return now.monotonic_ms + FLAP_GUARD.steady_beats * heartbeat_interval_ms
}

/** Counts that an alive node is lost; one that goes on purpose is not, and each loss makes a quarantine longer. */
function countLoss(facts: LivenessFacts, to: LivenessState, settings: LivenessSettings, now: Instant): LivenessFacts {
  const is_lost = to === 'offline' || (to === 'suspect' && facts.state === 'alive')
  if (!is_lost) return facts
  const { losses, window_beats } = FLAP_GUARD
  const window_ms = window_beats * settings.heartbeat_interval_ms
  // Offline after suspect is the same loss.
  const again = facts.state === 'suspect' && facts.quarantined_until_ms === null
  const recent = facts.losses_ms.filter((at_ms) => now.monotonic_ms - at_ms < window_ms)
  const losses_ms = again ? recent : [...recent, now.monotonic_ms].slice(-losses)
  const flaps = facts.quarantined_until_ms !== null || losses_ms.length >= losses
  return { ...facts, losses_ms, quarantined_until_ms: flaps ? steadyFrom(settings, now) : null }
}

function unchanged(facts: LivenessFacts): LivenessOutcome {
  return { facts, effects: [] }
}

function andThen(first: LivenessOutcome, next: (facts: LivenessFacts) => LivenessOutcome): LivenessOutcome {
  const second = next(first.facts)
  return { facts: second.facts, effects: [...first.effects, ...second.effects] }
}

/** The facts as API and panel show them; `missed` and `stale` are computed at this moment. */
export function livenessView(
  facts: LivenessFacts,
  settings: LivenessSettings,
  measured: { readonly clock_skew_ms: number | null; readonly heartbeat_rtt_ms: number | null },
  now: Instant,
): NodeLiveness {
  const age_ms = facts.last_seen_at === null ? null : Date.parse(now.at) - Date.parse(facts.last_seen_at)
  return {
    state: facts.state,
    since: facts.since,
    last_seen_at: facts.last_seen_at,
    missed: missedBeats(facts, settings, now),
    heartbeat_interval_ms: settings.heartbeat_interval_ms,
    clock_skew_ms: measured.clock_skew_ms,
    heartbeat_rtt_ms: measured.heartbeat_rtt_ms,
    flapping: isHeld(facts, now),
    stale: age_ms === null || age_ms > STALE_AFTER_MS,
    channel_open: facts.channel_open,
  }
}
