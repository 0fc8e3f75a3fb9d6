import { expect, test } from 'vitest'
import { NOWHERE, placesOf } from './node-places.ts'
import { sampleLoad, sampleNode } from './sample-facts.ts'

test('a heartbeat moves no node; a new name, another address and one more node do', () => {
  const before = placesOf([sampleNode('a'), sampleNode('b')], NOWHERE)
  expect(before.get('a')).toEqual({ name: 'a', endpoints: sampleNode('a').endpoints })
  const busy = sampleNode('a', { load: sampleLoad({ cpu_percent: 80 }) })
  expect(placesOf([busy, sampleNode('b')], before)).toBe(before)
  expect(placesOf([{ ...busy, name: 'c' }, sampleNode('b')], before).get('a')?.name).toBe('c')
  const moved = { address: 'elsewhere', rtmp_port: 1935, media_port: 8080 }
  expect(placesOf([{ ...busy, endpoints: moved }, sampleNode('b')], before).get('a')?.endpoints).toBe(moved)
  expect(placesOf([busy, sampleNode('b'), sampleNode('d')], before).size).toBe(3)
})
