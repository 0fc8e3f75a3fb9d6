import { describe, expect, test } from 'vitest'
import type { StreamPath } from '#contract/ids.ts'
import type { LiveStream } from '../media/live-stream.ts'
import type { SubscriberFacts } from '../media/subscriber-facts.ts'
import { ViewerDesk } from './viewer-desk.ts'

const path = 'live/show' as StreamPath
const viewer = (id: string, minute: number, kind: SubscriberFacts['kind'] = 'viewer'): SubscriberFacts => ({
  ...{ id, kind, since: new Date(Date.UTC(2026, 10, 26, 12, minute)), bytes: 1_000, buffered_bytes: 0 },
  ...{ behind_ms: 0, skips: 0, state: 'playing' },
})

function opened() {
  const here = [
    viewer('flv 203.0.113.77:50001', 5),
    viewer('a relay', 1, 'relay'),
    viewer('rtmp 2001:db8:1:2::3:50002', 2),
  ]
  const elsewhere = [viewer('ws-flv 198.51.100.4:50003', 3)]
  const ended: string[] = []
  const stream = {
    viewers: 7,
    subscribers: () => here,
    disconnectViewer: (id: string) => here.some((one) => one.id === id) && ended.push(`here ${id}`) > 0,
  }
  const desk = new ViewerDesk({
    directory: { find: (asked) => (asked === path ? (stream as unknown as LiveStream) : undefined) },
    subscribersElsewhere: async () => elsewhere,
    endElsewhere: (_path, id, reason) => void ended.push(`elsewhere ${id}: ${reason}`),
  })
  return { desk, ended }
}

describe('the viewers of a stream on a node', () => {
  test('are listed from all threads, the oldest first, by their network and without relays; those of HLS are counted', async () => {
    const { desk } = opened()
    const { total, hls_viewers, viewers } = await desk.list(path, 2)
    expect([total, hls_viewers]).toEqual([3, 4])
    expect(viewers.map(({ protocol, network }) => [protocol, network])).toEqual([
      ['rtmp', '2001:db8:1::/48'],
      ['ws-flv', '198.51.100.0/24'],
    ])
    expect(JSON.stringify(viewers)).not.toContain('198.51.100.4')
    expect(await desk.list('live/none' as StreamPath, 2)).toEqual({ total: 0, hls_viewers: 0, viewers: [] })
  })

  test('are let go one by one, wherever their connection is', async () => {
    const { desk, ended } = opened()
    const { viewers } = await desk.list(path, 10)
    const idOf = (protocol: string) => viewers.find((one) => one.protocol === protocol)?.id ?? ''
    expect(await desk.end(path, idOf('flv'), null)).toEqual({ protocol: 'flv', address: '203.0.113.77' })
    expect(ended).toEqual([])
    await desk.end(path, idOf('flv'), 'enough')
    await desk.end(path, idOf('ws-flv'), 'enough')
    expect(ended).toEqual(['here flv 203.0.113.77:50001', 'elsewhere ws-flv 198.51.100.4:50003: enough'])
    expect(await desk.end(path, 'abcdefghijklmnop', 'enough')).toBeNull()
  })
})
