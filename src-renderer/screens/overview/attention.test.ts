import { describe, expect, test } from 'vitest'
import type { Alert } from '#contract/alert.ts'
import type { ClusterInfo } from '#contract/api.ts'
import { sampleLoad, sampleNode, sampleStream, withLiveness, withMode } from '../../data/sample-facts.ts'
import { texts as de } from '../../languages/de/parts/origin/alert-texts.ts'
import { attentionItems } from './attention.ts'

const titles = (...args: Parameters<typeof attentionItems>) => attentionItems(...args).map(({ title }) => title)

describe('what needs attention stands on the overview', () => {
  test('a cluster where all is well needs none', () => {
    const stream = sampleStream('live/x', { at: 'a', viewers: { b: 3 }, relays: [['a', 'b']] })
    expect(attentionItems(undefined, [sampleNode('a'), sampleNode('b')], [stream])).toEqual([])
  })

  test('what is lost stands above what is late, and that above what somebody asked for', () => {
    const nodes = [
      withMode(sampleNode('drained'), { value: 'draining', drained_at: '2026-11-21T07:30:00.000Z' }),
      withMode(sampleNode('draining'), { value: 'draining' }),
      withLiveness(sampleNode('late'), 'suspect'),
      withLiveness(sampleNode('lost'), 'offline'),
    ]
    expect(titles(undefined, nodes, [])).toEqual([
      'lost is offline',
      'late missed heartbeats',
      'draining is draining',
      'drained is drained',
    ])
  })

  test('a node that comes and goes is told as such, and can be trusted again with one click', () => {
    const steady = withLiveness(sampleNode('a'), 'suspect')
    const [item] = attentionItems(undefined, [{ ...steady, liveness: { ...steady.liveness, flapping: true } }], [])
    expect(item).toMatchObject({ title: 'a comes and goes', shape: 'wave', tone: 'warn' })
    expect(item?.remedies.map(({ label }) => label)).toEqual(['Open node', 'Trust it again'])
  })

  test('a drain is told with what is left and until when it waits', () => {
    const deadline_at = '2026-11-21T07:45:00.000Z'
    const node = withMode(sampleNode('a', { load: sampleLoad({ subscribers: 3, relays_in: 1 }) }), {
      value: 'draining',
      deadline_at,
    })
    expect(attentionItems(undefined, [node], [])).toMatchObject([
      { text: 'It takes no new work; 3 viewers, 1 relay left.', until: deadline_at, shape: 'chevron' },
    ])
  })

  test('a keyframe interval that makes viewers wait is told, five seconds are not', () => {
    const stream = (path: string, keyframe_interval_ms: number) =>
      sampleStream(path, { at: 'a', session: { keyframe_interval_ms } })
    expect(titles(undefined, [sampleNode('a')], [stream('live/good', 5_000), stream('live/slow', 5_001)])).toEqual([
      'Viewers of live/slow wait',
    ])
  })

  test('an offline edge can be removed with one click, the node of the origin cannot', () => {
    const lost = (name: string, is_origin: boolean) => withLiveness(sampleNode(name, { is_origin }), 'offline')
    const remedies = attentionItems(undefined, [lost('edge', false), lost('own', true)], []).map(
      (item) => item.remedies.length,
    )
    expect(remedies).toEqual([2, 1])
  })

  test('live state that is degraded, a full node, a wrong clock and a relay that fails are told', () => {
    const cluster = {
      live_state: { kind: 'redis_external', state: 'degraded', detail: 'Redis is away since 07:30.' },
    } as ClusterInfo
    const full = sampleNode('full', { load: sampleLoad({ cpu_percent: 95 }) })
    const clock = sampleNode('clock')
    const wrong = { ...clock, liveness: { ...clock.liveness, clock_skew_ms: -4_000 } }
    const stream = sampleStream('live/x', { at: 'full', relays: [['full', 'clock']] })
    const failing = {
      ...stream,
      relays: stream.relays.map((relay) => ({ ...relay, state: 'failed' as const, error: 'refused' })),
    }
    expect(titles(cluster, [full, wrong], [failing])).toEqual([
      'live/x does not reach clock',
      'Live state is degraded',
      'full is almost full',
      'The clock of clock is wrong',
    ])
  })

  test('a node that is over a threshold is told with its reason, and another node is one click away', () => {
    const over = { routable: false, routable_reasons: ['processor load 91 % is over 85 %'] }
    const full = sampleNode('full', { load: sampleLoad({ cpu_percent: 50 }), ...over })
    const new_one = sampleNode('new', { load: null, routable: false, routable_reasons: ['it has not reported yet'] })
    const remedies = attentionItems(undefined, [full, new_one], []).map(({ title, remedies: of_item }) => [
      title,
      ...of_item.map(({ label }) => label),
    ])
    expect(remedies).toEqual([
      ['full takes no new work', 'Add a node', 'Open node'],
      ['new takes no new work', 'Open node'],
    ])
  })

  test('what the origin alerts of is told in its words, with the remedies of here, and once', () => {
    const lost = withLiveness(sampleNode('a'), 'offline')
    const about = {
      ...{ severity: 'error' as const, last_good_at: null, evidence: [], cleared_at: null, quiet: null },
      ...{ text: 'It published live/test.', raised_at: lost.created_at, action: { text: 'Look', path: '/nodes/a' } },
    }
    const alert: Alert = {
      ...{ ...about, id: 'x', rule: 'node_lost', title: 'Node a is lost' },
      subject: { kind: 'node', id: lost.id, name: 'a' },
    }
    const backup: Alert = {
      ...{
        ...about,
        id: 'y',
        rule: 'backup_old',
        severity: 'warning' as const,
        title: 'The newest backup is 9 days old',
      },
      subject: { kind: 'origin', id: 'origin', name: 'this origin' },
    }
    const items = attentionItems(undefined, [lost], [], [alert, backup])
    expect(items.map(({ title }) => title)).toEqual(['Node a is lost', 'The newest backup is 9 days old'])
    expect(items[0]?.remedies.map(({ label }) => label)).toEqual(['Open node', 'Remove'])
    const [seen, told] = attentionItems(undefined, [lost], [], [alert, backup], de)
    expect(seen).toMatchObject({ title: 'Der Knoten a ist verloren', text: expect.stringContaining('last heard') })
    expect(seen?.english).toBeUndefined()
    expect(told).toMatchObject({ title: 'Es gibt keine neue Sicherung dieses Origins', english: 'text', alert: backup })
  })
})
