import { expect, test } from 'vitest'
import type { PlayFailure } from './play-failure.ts'
import { atFirst, nextPlayerState, type PlayerEvent, type PlayerState } from './player-state.ts'

const passing: PlayFailure = { message: 'edge-1 ended the connection.', hint: null, passing: true }
const after = (...events: PlayerEvent[]): PlayerState => events.reduce(nextPlayerState, atFirst)

test('a picture that stops is tried again, later each time', () => {
  const failed: PlayerEvent = { type: 'failed', failure: passing, now: 10_000 }
  expect(after({ type: 'located' }, failed)).toMatchObject({ status: 'retrying', attempt: 1, at: 11_000 })
  expect(after(failed, { type: 'retry' }, failed)).toMatchObject({ status: 'retrying', attempt: 2, at: 12_000 })
})

test('a picture that plays again forgets the attempts it took', () => {
  const failed: PlayerEvent = { type: 'failed', failure: passing, now: 0 }
  expect(after(failed, { type: 'retry' }, { type: 'located' }, { type: 'played' })).toEqual({
    status: 'playing',
    attempt: 0,
  })
})

test('what trying again cannot help stays told', () => {
  const failed: PlayerEvent = { type: 'failed', failure: { ...passing, passing: false }, now: 0 }
  expect(after(failed, { type: 'played' }, { type: 'starved' })).toMatchObject({ status: 'failed' })
})

test('choosing another node begins afresh', () => {
  expect(after({ type: 'failed', failure: passing, now: 0 }, { type: 'chosen' })).toEqual(atFirst)
})
