import { describe, expect, test } from 'vitest'
import { CLEAR_AFTER_MS, look, type Watch, watchOf } from './alert-machine.ts'
import type { Condition } from './condition.ts'

const lost: Condition = {
  ...{ rule: 'node_lost', severity: 'error', hold_ms: 10_000, title: 'Node edge-1 is lost', text: '' },
  ...{ subject: { kind: 'node', id: 'n1', name: 'edge-1' }, last_good_at: null, evidence: [] },
  action: { text: 'Open the node', path: '/nodes/n1' },
}
const known = () => true

/** Looks once a second; says when what was said. */
function watched(isBad: (at_s: number) => boolean, until_s: number, isKnown: (at_s: number) => boolean = known) {
  let watch: Watch = new Map()
  const said: string[] = []
  for (let at_s = 0; at_s <= until_s; at_s += 1) {
    const step = look(watch, isBad(at_s) ? [lost] : [], () => isKnown(at_s), at_s * 1_000)
    watch = step.watch
    for (const _ of step.raised) said.push(`raised at ${at_s}`)
    for (const _ of step.cleared) said.push(`cleared at ${at_s}`)
  }
  return said
}

describe('an alert', () => {
  test('is raised once when it has lasted, and its recovery is said once', () => {
    expect(watched((at) => at < 60, 200)).toEqual(['raised at 10', `cleared at ${60 + CLEAR_AFTER_MS / 1_000}`])
  })

  test('is not raised for what is over before it counts', () => {
    expect(watched((at) => at % 10 < 8, 200)).toEqual([])
  })

  test('that flickers once raised says nothing new until it has been well for a while', () => {
    const isBad = (at: number) => at < 30 || (at < 120 && at % 10 < 5)
    expect(watched(isBad, 200)).toEqual(['raised at 10', `cleared at ${115 + CLEAR_AFTER_MS / 1_000}`])
  })

  test('neither begins nor ends where nothing can be told', () => {
    expect(
      watched(
        (at) => at < 20,
        60,
        (at) => at >= 40,
      ),
    ).toEqual([])
    const step = look(watchOf([lost], 0), [], () => false, 1_000_000)
    expect([step.cleared, step.watch.size]).toEqual([[], 1])
  })

  test('from before a restart is not raised again, and is cleared when it is over', () => {
    const open = watchOf([lost], 0)
    expect(look(open, [lost], known, 60_000).raised).toEqual([])
    const well = look(open, [], known, 60_000)
    expect(look(well.watch, [], known, 60_000 + CLEAR_AFTER_MS).cleared).toHaveLength(1)
  })
})
