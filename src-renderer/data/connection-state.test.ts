import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Connection,
  type ConnectionEvent,
  nextConnection,
  REOPEN_AFTER_MS,
  SILENCE_LIMIT_MS,
} from './connection-state.ts'

const start: Connection = { status: 'connecting', since: 0 }

/** Plays events, each so many ms after the one before. */
function play(events: readonly (readonly [ConnectionEvent, number])[]) {
  let now = 0
  let connection = start
  const reopened: number[] = []
  for (const [event, after] of events) {
    now += after
    const next = nextConnection(connection, event, now)
    connection = next.connection
    if (next.effect === 'reopen') reopened.push(now)
  }
  return { connection, now, reopened }
}

describe('the panel says how fresh it is', () => {
  test('an origin that falls silent is away within three seconds, and since it was last heard', () => {
    const { connection } = play([['heard', 1_000], ...Array.from({ length: 12 }, () => ['ticked', 250] as const)])
    expect(connection).toMatchObject({ status: 'away', since: 1_000 })
  })

  test('a broken connection is told at once as reconnecting', () => {
    expect(
      play([
        ['heard', 1_000],
        ['broke', 200],
      ]).connection,
    ).toMatchObject({ status: 'reconnecting', since: 1_000 })
  })

  test('one word of the origin and everything is live again', () => {
    const away = Array.from({ length: 40 }, () => ['ticked', 250] as const)
    expect(play([['heard', 0], ['broke', 10], ...away, ['heard', 10]]).connection.status).toBe('live')
  })

  test('an event stream that was refused is opened again soon, and a dead one after a while', () => {
    const ticks = Array.from({ length: 60 }, () => ['ticked', 250] as const)
    expect(play([['heard', 0], ['refused', 0], ...ticks]).reopened[0]).toBeLessThanOrEqual(2_000)
    const dead = play([['heard', 0], ...ticks]).reopened
    expect(dead[0]).toBeGreaterThanOrEqual(REOPEN_AFTER_MS)
  })

  test('whatever happens, nothing is shown as live that was not heard within the limit', () => {
    const event = fc.tuple(fc.constantFrom('heard', 'broke', 'refused', 'ticked'), fc.integer({ min: 0, max: 5_000 }))
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const { connection, now } = play([...events, ['ticked', 0]])
        if (connection.status === 'live') expect(now - connection.heard_at).toBeLessThan(SILENCE_LIMIT_MS)
        if (connection.status === 'reconnecting') expect(now - connection.since).toBeLessThan(SILENCE_LIMIT_MS)
      }),
    )
  })
})
