import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { NodeId } from '#contract/ids.ts'
import { openStore, type Store } from '../../store/store.ts'
import { TestingClock } from '../testing-clock.ts'
import { idleLoad } from '../testing-node.ts'
import { NodeHistories } from './node-history.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const node = 'd9100835-4b53-4e62-a0a5-8850f595347e' as NodeId

describe('history of a node', () => {
  const dir = mkdtempSync(join(tmpdir(), 'headwater-history-'))
  let clock: TestingClock
  let store: Store
  let has_room: boolean
  let histories: NodeHistories
  const open = () => new NodeHistories({ store, clock, heartbeat_interval_ms: 5 * SECOND, hasRoom: () => has_room })

  beforeEach(() => {
    clock = new TestingClock()
    store = openStore(join(dir, `${Math.random()}.db`))
    has_room = true
    histories = open()
  })
  afterEach(() => {
    histories.stop()
    store.close()
  })

  afterAll(() => rmSync(dir, { recursive: true, force: true }))

  const beat = (cpu_percent: number, rtt_ms: number | null = 2, id = node) =>
    histories.heard(id, clock.now().at, { ...idleLoad, cpu_percent, subscribers: cpu_percent }, rtt_ms)
  const rows = () => store.sql.prepare('SELECT count(*) FROM node_history').pluck().get()
  /** Beats every five seconds for so long. */
  const run = (for_ms: number, cpu_percent: number) => {
    for (let passed = 0; passed < for_ms; passed += 5 * SECOND) {
      beat(cpu_percent)
      clock.pass(5 * SECOND)
    }
  }

  it('has each heartbeat of the last five minutes, with when it came', () => {
    const from_ms = Date.parse(clock.now().at)
    run(MINUTE, 10)
    beat(70, null)
    const { at_ms, mean, highest, step_ms } = histories.read(node, '5m')
    expect({ step_ms, highest }).toEqual({ step_ms: 5_000, highest: null })
    expect(at_ms).toEqual(Array.from({ length: 13 }, (_, beat) => from_ms + beat * 5 * SECOND))
    expect(mean.cpu_percent).toEqual([...new Array(12).fill(10), 70])
    expect(mean.heartbeat_rtt_ms.at(-1)).toBeNull()
    clock.pass(4 * MINUTE + 30 * SECOND)
    expect(histories.read(node, '5m').at_ms).toHaveLength(7)
  })

  it('does not take more memory for a node that beats faster than it should', () => {
    for (let beats = 0; beats < 1_000; beats += 1) {
      beat(10)
      clock.pass(50)
    }
    expect(histories.read(node, '5m').at_ms).toHaveLength(20)
    expect(histories.bytes).toBe(121 * 32)
  })

  it('has the mean and the highest value of each minute of a day, the running one too', () => {
    run(MINUTE, 10)
    run(30 * SECOND, 20)
    run(30 * SECOND, 40)
    beat(80)
    const { at_ms, mean, highest, last_heartbeats } = histories.read(node, '24h')
    expect(last_heartbeats).toBe(1)
    expect(at_ms.map((at) => at % MINUTE)).toEqual([0, 0, 0])
    expect(mean.cpu_percent).toEqual([10, 30, 80])
    expect(highest?.cpu_percent).toEqual([10, 40, 80])
    expect(highest?.subscribers).toEqual([10, 40, 80])
  })

  it('is on disk some minutes a row, and forgets what is older than a day', () => {
    run(2 * HOUR, 10)
    expect(rows()).toBe(12)
    run(24 * HOUR, 20)
    const { at_ms, mean } = histories.read(node, '24h')
    expect(at_ms).toHaveLength(24 * 60)
    expect(new Set(mean.cpu_percent)).toEqual(new Set([20]))
    expect(rows()).toBeLessThanOrEqual(24 * 6 + 2)
  })

  it('goes on after a restart of the origin, within the minute in which it stopped', () => {
    run(12 * MINUTE + 30 * SECOND, 10)
    histories.stop()
    histories = open()
    run(30 * SECOND, 30)
    expect(histories.read(node, '5m').at_ms).toHaveLength(6)
    const { at_ms, mean } = histories.read(node, '24h')
    expect(at_ms).toHaveLength(13)
    expect(mean.cpu_percent).toEqual([...new Array(12).fill(10), 20])
    histories.stop()
    histories = open()
    expect(histories.read(node, '24h').mean.cpu_percent.at(-1)).toBe(20)
  })

  it('has a gap where the node was not heard', () => {
    run(2 * MINUTE, 10)
    clock.pass(3 * HOUR)
    run(2 * MINUTE, 20)
    clock.pass(20 * MINUTE)
    const { at_ms } = histories.read(node, '24h')
    expect(at_ms).toHaveLength(4)
    expect((at_ms[2] ?? 0) - (at_ms[1] ?? 0)).toBe(3 * HOUR + MINUTE)
    expect(rows()).toBe(2)
  })

  it('waits in memory while the disk is short of room, an hour at most', () => {
    has_room = false
    run(2 * HOUR, 10)
    expect(rows()).toBe(0)
    expect(histories.read(node, '24h').at_ms).toHaveLength(60)
    has_room = true
    run(MINUTE, 10)
    expect(rows()).toBeGreaterThanOrEqual(6)
    expect(histories.read(node, '24h').at_ms).toHaveLength(61)
  })

  it('of a node that is no member any more is gone, on disk too', () => {
    run(HOUR, 10)
    histories.forget(node)
    expect(rows()).toBe(0)
    expect(histories.read(node, '24h').at_ms).toEqual([])
  })

  it('of a thousand nodes takes less than 5 MB for the last minutes, and each write is for two hundred of them', () => {
    const ids = Array.from(
      { length: 1_000 },
      (_, n) => `${String(n).padStart(8, '0')}-4b53-4e62-a0a5-8850f595347e` as NodeId,
    )
    for (let minute = 0; minute < 11; minute += 1) {
      for (const id of ids) beat(10, 2, id)
      clock.pass(MINUTE)
    }
    expect(histories.bytes).toBeLessThan(5e6)
    expect(rows()).toBe(1_000)
    const { size } = store.sql.prepare(`SELECT sum(length(minutes)) AS size FROM node_history`).get() as {
      size: number
    }
    // Ten minutes of a node are 560 bytes: a day of a thousand nodes is 81 MB.
    expect(size / 1_000).toBe(10 * 56)
  })
})
