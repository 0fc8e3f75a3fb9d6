import { describe, expect, it } from 'vitest'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import { type PullFacts, refusePull } from './pull-refusal.ts'

const id = (name: string) => name as NodeId
const published = { is_published: true, chain: [id('here')], relays: 0 }
const relayed = { is_published: false, chain: [id('p'), id('here')], relays: 0 }
const refused = (is: Partial<PullFacts>) =>
  refusePull({
    ...{ requestor_id: id('asks'), stream_path: 'live/test' as StreamPath, stream: published },
    ...{ limits: { max_hops: 2, max_out: 2 }, not_accepting: null, draining: false },
    ...is,
  })?.[0] ?? null

describe('a pull', () => {
  it('is served of what is published here, and of what comes here from others', () => {
    expect(refused({})).toBe(null)
    expect(refused({ stream: relayed })).toBe(null)
  })

  it('is refused of what is not here, or comes no more', () => {
    expect(refused({ stream: null })).toBe('unknown_stream')
    expect(refused({ stream: { ...relayed, chain: null } })).toBe('unknown_stream')
  })

  it('is refused to a node that the media has passed', () => {
    expect(refused({ stream: relayed, requestor_id: id('p') })).toBe('loop')
  })

  it('is refused at the end of the longest chain, and when as many pull as may', () => {
    expect(refused({ stream: { ...relayed, chain: [id('p'), id('m'), id('here')] } })).toBe('too_deep')
    expect(refused({ stream: { ...published, relays: 2 } })).toBe('full')
  })

  it('is refused by a node that drains, but for the first of what is published here alone', () => {
    const drains = { not_accepting: 'It drains.', draining: true }
    expect(refused({ ...drains, stream: relayed })).toBe('draining')
    expect(refused({ ...drains, stream: null })).toBe('draining')
    expect(refused(drains)).toBe(null)
    expect(refused({ ...drains, stream: { ...published, relays: 1 } })).toBe('draining')
    expect(refused({ ...drains, draining: false })).toBe('draining')
  })
})
