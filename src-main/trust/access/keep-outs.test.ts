import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { StreamPath } from '#contract/ids.ts'
import { SqliteActivityLog } from '../../store/sqlite-activity-log.ts'
import { openStore } from '../../store/store.ts'
import { KeepOuts } from './keep-outs.ts'

const path = 'live/show' as StreamPath
const MINUTE = 60_000

function opened() {
  const folder = mkdtempSync(join(tmpdir(), 'hw-keep-outs-'))
  const store = openStore(join(folder, 'origin.db'))
  const activity = new SqliteActivityLog(store, { log: pino({ level: 'silent' }) })
  onTestFinished(() => {
    store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const time = { ms: Date.parse('2026-11-26T12:00:00.000Z'), changes: 0 }
  const open = () =>
    new KeepOuts({
      ...{ store, activity, clock: () => time.ms },
      onChanged: () => {
        time.changes += 1
      },
    })
  return { time, open, keep_outs: open(), activity }
}

describe('who is kept out of a stream', () => {
  test('is told to nodes by key or address until its time is up, also after a restart', () => {
    const { time, open, keep_outs } = opened()
    keep_outs.add('publish', path, { address: '2001:db8::7' }, 10 * MINUTE, 'operator:mira')
    const key = { id: '7a1c2f9e-3f7e-4a53-9a37-0f6a3a0f7b01', name: 'studio (stream_ab…)' }
    keep_outs.add('publish', path, { key }, 5 * MINUTE, 'operator:mira')
    expect(time.changes).toBe(2)
    const again = open()
    expect(again.told).toMatchObject([
      { kind: 'publish', stream_path: path, address: null, key_id: key.id },
      { kind: 'publish', stream_path: path, address: '2001:db8:0:0::/64', key_id: null },
    ])
    expect(again.list().map(({ who }) => who)).toEqual(['stream key studio (stream_ab…)', '2001:db8::7'])
    time.ms += 5 * MINUTE
    expect(again.told).toHaveLength(1)
    time.ms += 5 * MINUTE
    expect(again.list()).toEqual([])
  })

  test('a viewer is shown by its network alone, and another time takes the place of the one before', () => {
    const { keep_outs } = opened()
    keep_outs.add('play', path, { address: '203.0.113.77' }, 5 * MINUTE, 'operator:mira')
    const longer = keep_outs.add('play', path, { address: '203.0.113.77' }, 60 * MINUTE, 'operator:mira')
    expect(keep_outs.list()).toEqual([longer])
    expect(longer).toMatchObject({ who: '203.0.113.0/24', until: '2026-11-26T13:00:00.000Z' })
    expect(JSON.stringify(keep_outs.list())).not.toContain('203.0.113.77')
  })

  test('is let in again by an operator, and both are written down with who did it', () => {
    const { keep_outs, activity } = opened()
    const { id } = keep_outs.add('publish', path, { address: '10.0.0.7' }, 5 * MINUTE, 'operator:mira')
    keep_outs.lift(id, 'operator:jon')
    expect(keep_outs.told).toEqual([])
    expect(() => keep_outs.lift(id, 'operator:jon')).toThrow('nobody is kept out')
    const told = activity.list({ limit: 5 }).map(({ actor, message }) => [actor, message])
    expect(told).toEqual([
      ['operator:jon', '10.0.0.7 may publish live/show again.'],
      ['operator:mira', '10.0.0.7 may not publish live/show until 2026-11-26T12:05:00.000Z.'],
    ])
  })
})
