import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { LogsTold, LogsWanted } from '#contract/control-channel.ts'
import { LogRing } from '../log-ring.ts'
import { LogAnswers } from './log-answers.ts'

const write = (ring: LogRing, msg: string, level = 'info') =>
  ring.add(JSON.stringify({ level, time: '2026-11-27T03:00:00.000Z', msg }))

function setUp() {
  const kept = new LogRing()
  const told: LogsTold[] = []
  const answers = new LogAnswers({ kept, send: (message) => message.type === 'logs' && told.push(message) > 0 })
  const ask = (asked: Partial<LogsWanted> = {}) =>
    answers.asked({
      ...{
        type: 'logs_wanted',
        id: randomUUID(),
        run_id: kept.run_id,
        after: 0,
        level: 'info',
        limit: 100,
        wait_ms: 0,
      },
      ...asked,
    })
  return { kept, told, answers, ask }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('lines that are there are told at once, and those that follow with the next question', async () => {
  const { kept, told, ask } = setUp()
  write(kept, 'one')
  await ask()
  write(kept, 'two')
  await ask({ after: told[0]?.next ?? 0 })
  expect(told.map(({ lines }) => lines.map(({ message }) => message))).toEqual([['one'], ['two']])
})

test('a question waits for a line that is bad enough, and for those that come with it', async () => {
  const { kept, told, ask } = setUp()
  const asked = ask({ level: 'warn', wait_ms: 20_000 })
  write(kept, 'of no interest')
  await vi.advanceTimersByTimeAsync(5_000)
  expect(told).toEqual([])
  write(kept, 'bad', 'warn')
  write(kept, 'worse', 'error')
  await vi.advanceTimersByTimeAsync(300)
  await asked
  expect(told[0]).toMatchObject({ next: 3, lines: [{ message: 'bad' }, { message: 'worse' }] })
})

test('another run of the program is told from its first line', async () => {
  const { kept, told, ask } = setUp()
  write(kept, 'it starts')
  await ask({ run_id: randomUUID(), after: 4_711 })
  expect(told[0]).toMatchObject({ run_id: kept.run_id, lines: [{ number: 1 }] })
})

test('questions that wait are bounded, and nobody waits on a connection that is lost', async () => {
  const { kept, told, answers, ask } = setUp()
  const asked = Array.from({ length: 17 }, () => ask({ wait_ms: 20_000 }))
  await asked[0]
  expect(told).toHaveLength(1)
  answers.lost()
  await Promise.all(asked)
  expect(told).toHaveLength(17)
  expect(kept.listenerCount('line')).toBe(0)
})
