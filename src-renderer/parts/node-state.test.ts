import { expect, test } from 'vitest'
import { sampleNode, withLiveness, withMode } from '../data/sample-facts.ts'
import { lastResortLook, livenessLook, modeLook } from './node-state.ts'

test('a node that is held because it came and went is told by another shape and word than one that is late once', () => {
  expect(livenessLook({ state: 'suspect', flapping: true }, false)).toMatchObject({ shape: 'wave', word: 'flapping' })
  expect(livenessLook({ state: 'suspect', flapping: false }, false).word).toBe('suspect')
  expect(livenessLook({ state: 'offline', flapping: true }, false).word).toBe('offline')
})

test('draining, drained and maintenance are three looks', () => {
  const mode = (facts: Parameters<typeof withMode>[1]) => modeLook(withMode(sampleNode('a'), facts).mode)
  const looks = [
    mode({ value: 'draining' }),
    mode({ value: 'draining', drained_at: '2026-11-21T07:30:00.000Z' }),
    mode({ value: 'maintenance' }),
  ]
  expect(modeLook({ ...sampleNode('b').mode, closed_roles: ['viewers'] })?.word).toBe('no new viewers')
  expect(looks.map((look) => look?.word)).toEqual(['draining', 'drained', 'maintenance'])
  expect(new Set(looks.map((look) => look?.shape)).size).toBe(3)
})

test('a node that is late or full is asked last; one that drains is not asked at all', () => {
  const late = { ...withLiveness(sampleNode('a'), 'suspect'), routable: false }
  const full = sampleNode('b', { routable: false, routable_reasons: ['processor load 90 % is over 85 %'] })
  expect(lastResortLook(late)?.word).toBe('last resort')
  expect(lastResortLook(full)?.word).toBe('last resort')
  expect(lastResortLook(sampleNode('c'))).toBeNull()
  expect(lastResortLook({ ...withMode(sampleNode('d'), { value: 'draining' }), routable: false })).toBeNull()
})
