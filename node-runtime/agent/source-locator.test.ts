import { expect, test } from 'vitest'
import type { Located } from '#contract/control-channel.ts'
import { node_id, path, peer, session_id } from './agent-fixtures.ts'
import type { LastKnown } from './last-known.ts'
import { createSourceLocator } from './source-locator.ts'

const source = { peer, session_id, hops: [] }

type Answer = Partial<Located>
const unheard: Answer = { source: null, reason: 'nobody publishes live/test', unheard_of: true }

/** A locator of a node whose origin gives these answers, one after another. */
function locator(answers: readonly Answer[], members: readonly Answer['source'][] = []) {
  const asked: number[] = []
  const channel = {
    locate: async () => {
      asked.push(performance.now())
      return answers[asked.length - 1] as Located
    },
  }
  const last_known = { rememberSource: () => undefined, forgetSource: () => undefined } as unknown as LastKnown
  const word = { sourcesOf: () => members.flatMap((one) => one ?? []), isOffline: () => false }
  return { asked, locate: createSourceLocator(channel, last_known, node_id, word, 50) }
}

test('a stream that nobody has heard of is asked for once more, and found where its publisher had just begun', async () => {
  const { asked, locate } = locator([unheard, { source, reason: null }])
  expect(await locate(path, [], AbortSignal.timeout(5_000))).toMatchObject({ source, reason: null })
  expect(asked).toHaveLength(2)
  expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBeGreaterThanOrEqual(49)
})

test('a stream that nobody has heard of twice is not there', async () => {
  const { asked, locate } = locator([unheard, unheard])
  expect(await locate(path, [], AbortSignal.timeout(5_000))).toMatchObject({ source: null, reason: unheard.reason })
  expect(asked).toHaveLength(2)
})

test('a stream that a member has, or that cannot be fetched, is asked for once', async () => {
  const told = locator([unheard], [source])
  expect(await told.locate(path, [], AbortSignal.timeout(5_000))).toMatchObject({ source })
  expect(told.asked).toHaveLength(1)
  const draining = locator([{ source: null, reason: 'its node drains' }])
  expect(await draining.locate(path, [], AbortSignal.timeout(5_000))).toMatchObject({ reason: 'its node drains' })
  expect(draining.asked).toHaveLength(1)
})

test('who leaves meanwhile ends the waiting', async () => {
  const { asked, locate } = locator([unheard, unheard])
  const leaving = new AbortController()
  const waiting = locate(path, [], leaving.signal)
  leaving.abort(new Error('left'))
  await expect(waiting).rejects.toThrow()
  expect(asked).toHaveLength(1)
})
