/** How a publication goes on when its publisher is lost, or when another one comes; durations in ms. */
export interface SessionPolicy {
  /** How long a stream whose publisher was lost waits for it, viewers kept; 0 ends it at once. Default 10,000. */
  readonly grace_ms: number
  /** What happens to a publisher of a path that is being published. Default `refuse`. */
  readonly second_publisher: 'refuse' | 'take_over'
  /** The stream policy that says so, by its pattern: it holds across nodes. Null and absent: this node's own setting, for what is published here. */
  readonly said_by?: string | null
}

/**
 * A publisher from the address of the one before takes its place whatever the policy once that one has sent nothing for so
 * long, in ms: it is the same encoder, whose first connection died without this side being told.
 */
export const RECONNECT_SILENCE_MS = 3_000

/**
 * Who lost a stream to another publisher takes it back after so long at the earliest, in ms: two encoders that both dial again would else
 * take turns.
 */
export const TAKE_BACK_AFTER_MS = 30_000

/** One connection, or one relay, that feeds a stream or wants to. */
export interface Feed {
  /** Of the directory's own count; a feed that lost its place never gets it back. */
  readonly id: number
  /** IP address of a publisher, without its port; null for a relay. */
  readonly address: string | null
}

/**
 * One stream from its first feed to its end: starting -> live -> interrupted -> live | ended (contracts/model.md). A value, never
 * changed in place. Times are those of the `now` handed in.
 */
export interface SessionMachine {
  readonly state: 'starting' | 'live' | 'interrupted' | 'ended'
  /** Grows each time a publisher takes the session up again. */
  readonly generation: number
  /** Null while nobody feeds it. */
  readonly feed: Feed | null
  /** Whose session it is: a publisher's here, or that of another node. Stays when the feed is lost. */
  readonly fed_by: 'publisher' | 'relay'
  /** A relay that waits for its source: a publisher on this node may take its place. */
  readonly dry: boolean
  /** Who lost it to another publisher, and until when it is not taken back over that one; null: nobody. */
  readonly ousted: { readonly address: string; readonly until: number } | null
  /** Viewers may have something that can go on; a stream that never was live is not waited for. */
  readonly was_live: boolean
  /** When the grace runs out, unless the stream is live again; null: nothing is waited for. */
  readonly interrupted_until: number | null
}

export type SessionEvent =
  /** @param silent_ms how long the present feed has sent nothing */
  | { readonly type: 'claimed'; readonly feed: Feed; readonly silent_ms: number }
  /** A frame came that decoding can start at. */
  | { readonly type: 'started'; readonly feed_id: number }
  /** The connection is gone without a goodbye. */
  | { readonly type: 'lost'; readonly feed_id: number; readonly reason: string }
  | { readonly type: 'said_goodbye'; readonly feed_id: number; readonly reason: string }
  /** Whether the relay that feeds it waits for its source. */
  | { readonly type: 'dry'; readonly feed_id: number; readonly dry: boolean }
  /** The stream goes on on another node; it is waited for from there. */
  | { readonly type: 'moved'; readonly reason: string }
  /** Somebody ended it: an operator, the node that stops. */
  | { readonly type: 'ended'; readonly reason: string }
  | { readonly type: 'woke' }

export type SessionEffect =
  /** The feed that claimed it has it; the stream goes on under the session it had, or under a new one. */
  | { readonly do: 'admit'; readonly session: 'same' | 'new' }
  /** @param ousted it was let go for another publisher a moment ago */
  | { readonly do: 'refuse'; readonly ousted?: true }
  /** The feed that had it has lost its place. */
  | { readonly do: 'dismiss'; readonly reason: string }
  | { readonly do: 'end'; readonly reason: string }

export interface SessionStep {
  readonly machine: SessionMachine
  readonly effects: readonly SessionEffect[]
}

/** A stream that its first feed has just begun. */
export function beginSession(feed: Feed): SessionMachine {
  const none = { dry: false, ousted: null, was_live: false, interrupted_until: null }
  return { state: 'starting', generation: 1, feed, fed_by: kindOf(feed), ...none }
}

const kindOf = (feed: Feed) => (feed.address === null ? 'relay' : 'publisher')

/** What an event makes of a session. Events of a feed that lost its place, and all after the end, change nothing. */
export function transition(
  machine: SessionMachine,
  event: SessionEvent,
  now: number,
  policy: SessionPolicy,
): SessionStep {
  if (machine.state === 'ended') return event.type === 'claimed' ? refuse(machine) : stay(machine)
  switch (event.type) {
    case 'claimed':
      return claim(machine, event.feed, event.silent_ms, now, policy)
    case 'started':
      if (machine.feed?.id !== event.feed_id || machine.state === 'live') return stay(machine)
      return stay({ ...machine, state: 'live', was_live: true, interrupted_until: null })
    case 'lost':
      return machine.feed?.id === event.feed_id ? interrupt(machine, event.reason, now, policy) : stay(machine)
    case 'said_goodbye':
      return machine.feed?.id === event.feed_id ? end(machine, event.reason) : stay(machine)
    case 'dry':
      return machine.feed?.id === event.feed_id ? stay({ ...machine, dry: event.dry }) : stay(machine)
    case 'moved':
      return move(machine, event.reason, now, policy)
    case 'ended':
      return end(machine, event.reason)
    case 'woke':
      if (machine.feed !== null || machine.interrupted_until === null || now < machine.interrupted_until)
        return stay(machine)
      return end(machine, `The publisher did not come back within ${policy.grace_ms / 1000} s.`)
    default:
      return event satisfies never
  }
}

/** Whether the session waits for a feed, and its deadline counts. */
export function isWaiting(machine: SessionMachine): boolean {
  return machine.feed === null && machine.interrupted_until !== null
}

function stay(machine: SessionMachine): SessionStep {
  return { machine, effects: [] }
}

function refuse(machine: SessionMachine): SessionStep {
  return { machine, effects: [{ do: 'refuse' }] }
}

function end(machine: SessionMachine, reason: string): SessionStep {
  return {
    machine: { ...machine, state: 'ended', feed: null, dry: false, interrupted_until: null },
    effects: [{ do: 'end', reason }],
  }
}

function claim(
  machine: SessionMachine,
  feed: Feed,
  silent_ms: number,
  now: number,
  policy: SessionPolicy,
): SessionStep {
  const before = machine.feed
  if (before === null) {
    const same = machine.fed_by === 'publisher' && feed.address !== null
    return admit(machine, feed, same ? 'same' : 'new', null)
  }
  if (before.address === null) return claimOverRelay(machine, feed, now, policy)
  if (feed.address === null) return refuse(machine)
  const reconnects = feed.address === before.address && silent_ms >= RECONNECT_SILENCE_MS
  if (policy.second_publisher === 'refuse' && !reconnects) return refuse(machine)
  if (!reconnects && isOusted(machine, feed, now)) return { machine, effects: [{ do: 'refuse', ousted: true }] }
  const by = policy.said_by == null ? '' : `, as the stream policy ${policy.said_by} lets it`
  const step = admit(machine, feed, 'same', `Another publisher (${feed.address}) has taken the stream over${by}.`)
  return reconnects ? step : { ...step, machine: oust(step.machine, before.address, now) }
}

/** One who wants to feed what a relay feeds. */
function claimOverRelay(machine: SessionMachine, feed: Feed, now: number, policy: SessionPolicy): SessionStep {
  // One relay of a path there is, so that another claim of a relay is its own, for another session.
  if (feed.address === null) return admit(machine, feed, 'new', 'The stream goes on in another session.')
  if (machine.dry) return admit(machine, feed, 'new', 'The stream is published on this node now.')
  // It is published on another node, whose publisher gives way once the origin knows of this one.
  if (policy.second_publisher !== 'take_over' || policy.said_by == null) return refuse(machine)
  if (isOusted(machine, feed, now)) return { machine, effects: [{ do: 'refuse', ousted: true }] }
  return admit(machine, feed, 'new', 'Another publisher has taken the stream over on this node.')
}

function isOusted({ ousted }: SessionMachine, { address }: Feed, now: number): boolean {
  return ousted !== null && ousted.address === address && now < ousted.until
}

function oust(machine: SessionMachine, address: string, now: number): SessionMachine {
  return { ...machine, ousted: { address, until: now + TAKE_BACK_AFTER_MS } }
}

function admit(machine: SessionMachine, feed: Feed, session: 'same' | 'new', dismissed: string | null): SessionStep {
  const admitted: SessionMachine = {
    ...machine,
    // Until its first picture there is nothing new to see: the deadline stays and starts to count again if it is lost before.
    state: 'starting',
    generation: session === 'same' ? machine.generation + 1 : 1,
    feed,
    fed_by: kindOf(feed),
    dry: false,
  }
  const effects: SessionEffect[] = [{ do: 'admit', session }]
  if (dismissed !== null) effects.unshift({ do: 'dismiss', reason: dismissed })
  return { machine: admitted, effects }
}

function interrupt(machine: SessionMachine, reason: string, now: number, policy: SessionPolicy): SessionStep {
  if (!machine.was_live || policy.grace_ms === 0) return end(machine, reason)
  // A publisher that comes back and brings no picture gains no time.
  const interrupted_until = machine.interrupted_until ?? now + policy.grace_ms
  if (interrupted_until <= now) return end(machine, reason)
  return stay({ ...machine, state: 'interrupted', feed: null, dry: false, interrupted_until })
}

/** Time for the relay that brings the stream from its new node, whatever the grace, in ms. */
const MOVE_MS = 10_000

function move(machine: SessionMachine, reason: string, now: number, policy: SessionPolicy): SessionStep {
  const left = machine.feed?.address ?? null
  const waiting: SessionMachine = {
    ...(left === null || policy.second_publisher !== 'take_over' ? machine : oust(machine, left, now)),
    state: 'interrupted',
    generation: 1,
    feed: null,
    fed_by: 'relay',
    dry: false,
    interrupted_until: now + Math.max(policy.grace_ms, MOVE_MS),
  }
  return { machine: waiting, effects: machine.feed === null ? [] : [{ do: 'dismiss', reason }] }
}
