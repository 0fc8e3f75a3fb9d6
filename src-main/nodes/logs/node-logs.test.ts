import { expect, test } from 'vitest'
import type { LogsWanted } from '#contract/control-channel.ts'
import type { NodeId } from '#contract/ids.ts'
import type { NodeLogQuery } from '#contract/node-log.ts'
import { TestingClock } from '../testing-clock.ts'
import { NodeLogs } from './node-logs.ts'

const id = 'd9100835-4b53-4e62-a0a5-8850f595347e' as NodeId
const other = '11b78a41-c1f2-43c6-9289-1cb03c305b06' as NodeId
const page = { run_id: '0d6f1b52-3c2f-4f0a-8f0e-7c1b7f8b2f11', lines: [], next: 7, is_cut: false }
const query: NodeLogQuery = { after: 0, level: 'info', limit: 100, wait: 20_000 }
const never = new AbortController().signal

function setUp(how: 'asked' | 'away' | 'mute' = 'asked') {
  const clock = new TestingClock()
  const asked: LogsWanted[] = []
  const logs = new NodeLogs({
    clock,
    nameOf: (node_id) => (node_id === id ? 'edge-1' : undefined),
    ask: (_id, question) => {
      asked.push(question)
      return how
    },
  })
  const answer = (from: NodeId, question = asked.at(-1)) =>
    logs.told(from, { type: 'logs', id: question?.id ?? '', ...page })
  return { clock, asked, logs, answer }
}

test('a node is asked, and what it answers is handed on', async () => {
  const { logs, asked, answer } = setUp()
  const reading = logs.read(id, query, never)
  expect(asked[0]).toMatchObject({ type: 'logs_wanted', run_id: null, after: 0, wait_ms: 20_000 })
  // Nobody answers for another node.
  answer(other)
  answer(id)
  expect(await reading).toEqual(page)
})

test('why there is no answer is said in words', async () => {
  const codes: string[] = []
  const failing = async (reading: Promise<unknown>) =>
    codes.push(
      await reading.then(
        () => 'answered',
        (error: { code: string }) => error.code,
      ),
    )
  await failing(setUp('away').logs.read(id, query, never))
  await failing(setUp('mute').logs.read(id, query, never))
  await failing(setUp().logs.read(other, query, never))
  const silent = setUp()
  const waiting = failing(silent.logs.read(id, query, never))
  silent.clock.pass(25_000)
  await waiting
  const lost = setUp()
  const cut = failing(lost.logs.read(id, query, never))
  lost.logs.lost(id)
  await cut
  expect(codes).toEqual(['node_away', 'node_log_unavailable', 'node_not_found', 'node_silent', 'node_away'])
})

test('many who look at one node are refused, until some have gone', async () => {
  const { logs } = setUp()
  const gone = new AbortController()
  const readings = Array.from({ length: 12 }, () => logs.read(id, query, gone.signal))
  await expect(logs.read(id, query, never)).rejects.toMatchObject({ code: 'node_log_busy' })
  gone.abort()
  await Promise.allSettled(readings)
  const reading = logs.read(id, query, AbortSignal.timeout(10))
  await expect(reading).rejects.toMatchObject({ code: 'node_away' })
})
