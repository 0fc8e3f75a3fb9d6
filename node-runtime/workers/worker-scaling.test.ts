import { describe, expect, test } from 'vitest'
import { SCALING_BEGIN, type ScalingState, scale, type ThreadLoad } from './worker-scaling.ts'

const idle: ThreadLoad = { viewers: 0, connections: 0, busy: 0 }
const full: ThreadLoad = { viewers: 1_000, connections: 1_000, busy: 0.3 }
const busy: ThreadLoad = { viewers: 200, connections: 200, busy: 0.8 }

/** Looks once a second, from one time to another in seconds; the steps with their times. */
function steps(main: ThreadLoad, workers: readonly ThreadLoad[], most: number, seconds: number, begin = SCALING_BEGIN) {
  let state: ScalingState = begin
  const taken: string[] = []
  const running = [...workers]
  for (let second = 0; second <= seconds; second++) {
    const outcome = scale(state, main, running, most, second * 1_000)
    state = outcome.state
    if (outcome.step === 'start') running.push(idle)
    if (outcome.step === 'let_go') running.pop()
    if (outcome.step) taken.push(`${outcome.step} at ${second} s`)
  }
  return taken
}

describe('the number of workers', () => {
  test('stays at none below a thousand viewers on a thread that has time', () => {
    expect(steps({ viewers: 999, connections: 999, busy: 0.69 }, [], 7, 600)).toEqual([])
  })

  test.for([
    ['a thousand viewers', full],
    ['a busy thread', busy],
  ] as const)('becomes one when %s stay for three seconds', ([, main]) => {
    expect(steps(main, [], 1, 100)).toEqual(['start at 3 s'])
  })

  test('does not follow a short peak', () => {
    const { state } = scale(SCALING_BEGIN, busy, [], 7, 0)
    const after = scale(state, idle, [], 7, 2_000)
    expect(scale(after.state, busy, [], 7, 4_000).step).toBe(null)
  })

  test('grows one at a time while the threads together have too much, up to the most', () => {
    const crowded: ThreadLoad = { viewers: 3_500, connections: 3_500, busy: 0.9 }
    expect(steps(crowded, [], 7, 200)).toEqual(['start at 3 s', 'start at 18 s', 'start at 33 s'])
    expect(steps(crowded, [], 2, 200)).toEqual(['start at 3 s', 'start at 18 s'])
  })

  test('falls when the newest has had no connection for five minutes', () => {
    expect(steps(idle, [full, idle], 7, 400)).toEqual(['let_go at 300 s'])
    expect(steps(idle, [idle, full], 7, 400)).toEqual([])
  })
})
