import { EVENTS_ALIVE_INTERVAL_MS } from '#contract/live-event.ts'

/** Silence after which the origin counts as away, in ms. It speaks every second. */
export const SILENCE_LIMIT_MS = 2.5 * EVENTS_ALIVE_INTERVAL_MS

/** Silence after which the event stream is opened anew: the browser may wait for a connection that died unnoticed. */
export const REOPEN_AFTER_MS = 8_000

/**
 * How fresh what the panel shows is.
 * connecting: nothing heard yet. live: heard within 2.5 s. reconnecting: the connection broke and is being taken up
 * again. away: nothing heard for longer. `since` is when the origin was last heard, in ms since 1970.
 */
export type Connection =
  | { readonly status: 'connecting'; readonly since: number }
  | { readonly status: 'live'; readonly heard_at: number }
  | { readonly status: 'reconnecting'; readonly since: number; readonly opened_at: number }
  | { readonly status: 'away'; readonly since: number; readonly opened_at: number }

/** The same, where the origin refused the event stream and the browser does not try again by itself. */
export const REOPEN_AFTER_REFUSAL_MS = 1_500

/** What can happen to the connection: a message came, it broke and the browser tries again, it was refused, time passed. */
export type ConnectionEvent = 'heard' | 'broke' | 'refused' | 'ticked'

/** What the owner of the connection has to do. */
export type ConnectionEffect = 'reopen'

/** Decides what follows from an event. @param now in ms since 1970 */
export function nextConnection(
  connection: Connection,
  event: ConnectionEvent,
  now: number,
): { readonly connection: Connection; readonly effect: ConnectionEffect | null } {
  switch (event) {
    case 'heard':
      return { connection: { status: 'live', heard_at: now }, effect: null }
    case 'broke':
      return { connection: afterFailure(connection, now), effect: null }
    case 'refused': {
      const opened_at = now - REOPEN_AFTER_MS + REOPEN_AFTER_REFUSAL_MS
      const failed = afterFailure(connection, now)
      return { connection: 'opened_at' in failed ? { ...failed, opened_at } : failed, effect: null }
    }
    case 'ticked':
      return afterTick(connection, now)
    default:
      throw new Error(`no such event: ${event satisfies never}`)
  }
}

function afterFailure(connection: Connection, now: number): Connection {
  if (connection.status === 'live') return { status: 'reconnecting', since: connection.heard_at, opened_at: now }
  if (connection.status === 'connecting') return { status: 'reconnecting', since: connection.since, opened_at: now }
  return connection
}

function afterTick(connection: Connection, now: number): { connection: Connection; effect: ConnectionEffect | null } {
  const since = connection.status === 'live' ? connection.heard_at : connection.since
  const opened_at = 'opened_at' in connection ? connection.opened_at : now
  const silent = now - since >= SILENCE_LIMIT_MS
  if ('opened_at' in connection && now - opened_at >= REOPEN_AFTER_MS) {
    return { connection: { status: silent ? 'away' : connection.status, since, opened_at: now }, effect: 'reopen' }
  }
  if (!silent || connection.status === 'away') return { connection, effect: null }
  return { connection: { status: 'away', since, opened_at }, effect: null }
}
