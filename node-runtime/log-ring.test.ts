import { describe, expect, test } from 'vitest'
import { LogRing } from './log-ring.ts'

const line = (level: string, msg: string, facts: object = {}) =>
  `${JSON.stringify({ level, time: '2026-11-27T03:00:00.000Z', event: 'x.happened', ...facts, msg })}\n`

describe('the newest lines of a log', () => {
  test('are numbered from one and read as people read them', () => {
    const ring = new LogRing()
    ring.add(line('info', 'somebody publishes', { stream_path: 'live/test', attempts: 2, nothing: null }))
    expect(ring.since(0, 'debug', 10)).toEqual({
      lines: [
        {
          ...{ number: 1, level: 'info', at: '2026-11-27T03:00:00.000Z', event: 'x.happened' },
          ...{ message: 'somebody publishes', facts: 'stream_path=live/test attempts=2' },
        },
      ],
      is_cut: false,
    })
  })

  test('are those behind a number, of a level and above, the newest of them', () => {
    const ring = new LogRing()
    for (const level of ['debug', 'info', 'warn', 'error', 'fatal', 'info']) ring.add(line(level, level))
    const numbers = (...asked: Parameters<LogRing['since']>) => ring.since(...asked).lines.map(({ number }) => number)
    expect(numbers(0, 'debug', 10)).toEqual([1, 2, 3, 4, 5, 6])
    expect(numbers(2, 'info', 10)).toEqual([3, 4, 5, 6])
    expect(numbers(0, 'warn', 10)).toEqual([3, 4, 5])
    expect(ring.since(0, 'debug', 2)).toMatchObject({ lines: [{ number: 5 }, { number: 6 }], is_cut: true })
  })

  test('are bounded in number and in size, and say when some are gone', () => {
    const ring = new LogRing()
    for (let written = 0; written < 5_000; written += 1) ring.add(line('info', 'again'))
    const { lines, is_cut } = ring.since(0, 'debug', 5_000)
    expect([lines.length, lines.at(-1)?.number, is_cut]).toEqual([2_000, 5_000, true])
    expect(ring.since(4_000, 'debug', 5_000).is_cut).toBe(false)
    for (let written = 0; written < 100; written += 1) ring.add(line('info', 'x'.repeat(100_000)))
    expect(ring.since(0, 'debug', 5_000).lines).toHaveLength(64)
    expect(ring.since(0, 'debug', 1).lines[0]).toMatchObject({ level: 'info', event: 'log.cut' })
  })
})
