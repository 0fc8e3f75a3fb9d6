import { describe, expect, test } from 'vitest'
import type { Stream } from '#contract/stream.ts'
import { sampleStream } from '../../data/sample-facts.ts'
import { orderStreams, type StreamsView } from './streams-order.ts'

const stream = (path: string, facts: Partial<Stream['session']>, subscribers: number): Stream => ({
  ...sampleStream(path, { at: 'n1', session: facts }),
  subscribers,
})
const streams = [
  stream('live/cam10', { bitrate_kbps: 500, started_at: '2026-11-26T12:00:00.000Z' }, 4),
  stream('live/cam2', { bitrate_kbps: 900, started_at: '2026-11-26T11:00:00.000Z', encoder: 'Larix' }, 0),
  stream('show/main', { bitrate_kbps: 100, started_at: '2026-11-26T10:00:00.000Z', state: 'interrupted' }, 4),
]
const shown = (view: Partial<StreamsView>) =>
  orderStreams(streams, { query: '', show: 'all', sort: 'viewers', descending: true, ...view }, () => 'edge-ams').map(
    ({ stream_path }) => stream_path,
  )

describe('the list of streams', () => {
  test('has the most watched on top, and equal ones as people count', () => {
    expect(shown({})).toEqual(['live/cam10', 'show/main', 'live/cam2'])
    expect(shown({ sort: 'name', descending: false })).toEqual(['live/cam2', 'live/cam10', 'show/main'])
    expect(shown({ sort: 'bitrate' })).toEqual(['live/cam2', 'live/cam10', 'show/main'])
    expect(shown({ sort: 'age' })).toEqual(['show/main', 'live/cam2', 'live/cam10'])
  })

  test('is filtered by path, encoder, address and node, and by what is watched or interrupted', () => {
    expect(shown({ query: 'CAM' })).toEqual(['live/cam10', 'live/cam2'])
    expect(shown({ query: 'larix' })).toEqual(['live/cam2'])
    expect(shown({ query: 'ams' })).toHaveLength(3)
    expect(shown({ show: 'unwatched' })).toEqual(['live/cam2'])
    expect(shown({ show: 'interrupted' })).toEqual(['show/main'])
  })

  test('of five thousand is in order well within a frame or two', () => {
    const many = Array.from({ length: 5_000 }, (_, index) =>
      stream(`live/cam${(index * 7919) % 5_000}`, {}, index % 40),
    )
    const view = { query: '', show: 'all', sort: 'viewers', descending: true } as const
    orderStreams(many, view, () => '')
    const began = performance.now()
    const ordered = orderStreams(many, view, () => '')
    expect(ordered).toHaveLength(5_000)
    // Some 15 ms on a quiet machine; the bound is for one that is busy.
    expect(performance.now() - began).toBeLessThan(500)
  })
})
