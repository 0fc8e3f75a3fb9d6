import { describe, expect, test } from 'vitest'
import { writeMetrics } from '#contract/metrics-text.ts'
import { Histogram } from './histogram.ts'
import { type OriginReadings, originFamilies } from './origin-families.ts'
import { lintMetrics } from './testing-lint.ts'

function readings(): OriginReadings {
  const times = new Histogram()
  times.observe(0.0007)
  const node = { kind: 'foreign', routable: true, mode: { value: 'draining' }, liveness: { state: 'alive' } }
  return {
    version: '1.2.3',
    cluster_id: 'main',
    nodes: [node] as unknown as OriginReadings['nodes'],
    streams: { sessions: new Map([['live', 2]]), relays: new Map(Object.entries({ active: 2, idle: 2 })), viewers: 6 },
    tickets: { outstanding: 1, counts: { issued: 4, redeemed: 2, expired: 1, refused: 1 } },
    decisions: [times.read({ kind: 'play' }), times.read({ kind: 'publish' })],
    without_candidates: { play: 1, publish: 0 },
    channel: { connected: 1, refused: { malformed: 0, foreign: 1, replayed: 0 }, heartbeats: times.read() },
    live_state: { kind: 'redis_managed', state: 'degraded', detail: 'away' },
    writes: times.read(),
    events: { clients: 1, kept: 2, dropped: 3 },
    activity: { waiting: 0, left_out: 0 },
    storage: { state: 'low', free_bytes: 400_000_000, total_bytes: 80_000_000_000 },
    connections_refused: 7,
    event_loop: { delay_s: { 50: 0, 99: 0.001, 100: 0.002 }, active_s: 12.5 },
  }
}

describe('the metrics of an origin', () => {
  test('hold to the rules of promtool', () => {
    expect(lintMetrics(writeMetrics(originFamilies(readings()), 'prometheus'))).toEqual([])
  })

  test.each([
    'headwater_nodes{state="alive",mode="draining"} 1',
    'headwater_nodes{state="offline",mode="normal"} 0',
    'headwater_viewers 6',
    'headwater_relays{state="active"} 2',
    'headwater_live_state_up{kind="redis_managed"} 0',
    'headwater_heartbeat_duration_seconds_bucket{le="0.0005"} 0',
    'headwater_heartbeat_duration_seconds_bucket{le="0.001"} 1',
    'headwater_tickets_total{outcome="refused"} 1',
  ])('say %s', (line) => {
    expect(writeMetrics(originFamilies(readings()), 'prometheus').split('\n')).toContain(line)
  })

  test.each([
    ['# HELP a x\n# TYPE a counter\na 1\n', 'a: a counter without _total'],
    ['a 1\n', 'a: no TYPE before it'],
    ['# HELP a x\n# TYPE a gauge\na 1\na 2\n', 'a{}: twice'],
    ['# HELP a x\n# TYPE a gauge\n# HELP b x\n# TYPE b gauge\na 1\nb 1\na{x="y"} 1\n', 'a: its lines are not together'],
  ])('would not get past these rules as %j', (page, fault) => {
    expect(lintMetrics(page)).toContain(fault)
  })
})
