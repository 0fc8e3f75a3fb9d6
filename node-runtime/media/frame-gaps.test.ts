import { expect, test } from 'vitest'
import { FrameGaps } from './frame-gaps.ts'

function count(steps: readonly number[]) {
  const gaps = new FrameGaps()
  let dts = 0
  gaps.add(dts)
  for (const step of steps) {
    dts += step
    gaps.add(dts)
  }
  return { count: gaps.count, longest_ms: gaps.longest_ms }
}
const frames = (number: number, step: number) => new Array<number>(number).fill(step)

test('even frames, and those of a rate that milliseconds cannot write evenly, have no gaps', () => {
  expect(count(frames(100, 40)).count).toBe(0)
  expect(count([33, 33, 34, 33, 33, 34, 33, 34, 33]).count).toBe(0)
})

test('a missing frame is one gap, and the longest is kept', () => {
  expect(count([...frames(50, 40), 80, ...frames(50, 40), 400, ...frames(5, 40)])).toEqual({
    count: 2,
    longest_ms: 400,
  })
})

test('what is recent is forgotten within a minute, the count is not', () => {
  const gaps = new FrameGaps()
  let dts = 0
  for (const step of [...frames(10, 40), 400, ...frames(10, 40)]) {
    dts += step
    gaps.add(dts)
  }
  expect(gaps.recent).toBe(1)
  for (const step of frames(1_600, 40)) {
    dts += step
    gaps.add(dts)
  }
  expect(gaps).toMatchObject({ recent: 0, count: 1 })
})

test('another frame rate is usual soon, and no gap for ever', () => {
  const { count: gaps } = count([...frames(50, 33), ...frames(500, 66)])
  expect(gaps).toBeLessThan(20)
})
