import { expect, test } from 'vitest'
import type { NodeLogPage } from '#contract/node-log.ts'
import { LOG_LINES_KEPT, nodeLogText, noLog, withPage } from './node-log.ts'

const page = (run_id: string, first: number, count: number, is_cut = false): NodeLogPage => ({
  ...{ run_id, is_cut, next: first + count - 1 },
  lines: Array.from({ length: count }, (_, place) => ({
    ...{ number: first + place, at: '2026-11-27T03:00:00.000Z', level: 'warn', event: 'x.happened' },
    ...{ message: `line ${first + place}`, facts: 'a=1' },
  })),
})

test('lines follow one another, each counted once over restarts of the program', () => {
  const log = [page('run 1', 1, 2), page('run 1', 3, 1), page('run 2', 1, 2)].reduce(withPage, noLog)
  expect(log.lines.map(({ shown, number, restarted }) => [shown, number, restarted])).toEqual([
    [1, 1, false],
    [2, 2, false],
    [3, 3, false],
    [4, 1, true],
    [5, 2, false],
  ])
  expect(log).toMatchObject({ run_id: 'run 2', next: 2, is_cut: false })
})

test('an answer without lines moves on, and no page holds more than it may', () => {
  const quiet = withPage(withPage(noLog, page('run', 1, 1)), { ...page('run', 2, 0), next: 40 })
  expect(quiet).toMatchObject({ next: 40, lines: [{ number: 1 }], read: true })
  const full = withPage(quiet, page('run', 41, LOG_LINES_KEPT))
  expect(full.lines).toHaveLength(LOG_LINES_KEPT)
  expect(full.is_cut).toBe(true)
})

test('is saved as text, a line each', () => {
  expect(nodeLogText(page('run', 7, 1).lines)).toBe('2026-11-27T03:00:00.000Z  WARN   line 7  x.happened  a=1\n')
})
