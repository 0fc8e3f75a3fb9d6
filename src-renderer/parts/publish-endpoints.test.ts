import { expect, test } from 'vitest'
import { sampleNode } from '../data/sample-facts.ts'
import { kindWords } from './node-kind.ts'
import { encoderEndpoints, publishEndpoints } from './publish-endpoints.ts'

const at = (address: string) => ({ address, rtmp_port: 1935, media_port: 8080 })

test('a first stream is sent to the node beside the origin, else to another of ours, and to no member of another make', () => {
  const foreign = sampleNode('paris', { kind: 'foreign', endpoints: at('10.0.0.7') })
  const edge = sampleNode('edge-1', { endpoints: at('10.0.0.8') })
  const origin = sampleNode('origin', { is_origin: true, endpoints: at('10.0.0.9') })
  expect(publishEndpoints([foreign, edge, origin])?.address).toBe('10.0.0.9')
  expect(publishEndpoints([foreign, edge])?.address).toBe('10.0.0.8')
  expect(publishEndpoints([foreign])).toBeNull()
  expect([foreign, edge, origin].map(kindWords)).toEqual(['of another make', null, 'origin'])
})

test('an encoder is given the address of a busy node rather than none', () => {
  const busy = sampleNode('edge-1', { routable: false })
  expect(publishEndpoints([busy])).toBeNull()
  expect(encoderEndpoints([busy])).toEqual(busy.endpoints)
  expect(encoderEndpoints([sampleNode('box-7', { routable: false, kind: 'foreign' })])).toBeNull()
})
