import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { NodeId } from '#contract/ids.ts'
import type { NodeMode } from '#contract/node.ts'
import { node_id, path, peer, session_id } from './agent-fixtures.ts'
import { LastKnown } from './last-known.ts'
import { ModeKeeper } from './mode-keeper.ts'

const log = pino({ level: 'silent' })
const mode = (value: NodeMode['value'], revision: number, deadline_at: string | null = null): NodeMode => ({
  value,
  set_by: 'operator:anna',
  reason: 'new disks',
  set_at: new Date().toISOString(),
  deadline_at,
  after_drain: null,
  on_deadline: 'end',
  drained_at: null,
  revision,
})

let data_dir: string
beforeEach(async () => {
  data_dir = await mkdtemp(join(tmpdir(), 'headwater-last-known-'))
})
afterEach(async () => {
  await rm(data_dir, { recursive: true, force: true })
})

describe('what the origin said last', () => {
  test('is known again after a restart without the origin', async () => {
    const before = await LastKnown.open(data_dir, node_id, log)
    before.setPeers({ revision: 7, peers: [peer] })
    before.rememberSource(path, { session_id, peer })
    before.setHeartbeatInterval(1_000)
    await before.flush()
    const after = await LastKnown.open(data_dir, node_id, log)
    expect(after.byFingerprint(peer.relay_fingerprint)).toEqual(peer)
    expect(after.sourceOf(path)).toEqual({ session_id, peer })
    expect(after.heartbeat_interval_ms).toBe(1_000)
    if (process.platform !== 'win32') {
      expect((await stat(join(data_dir, 'last-known.json'))).mode & 0o777).toBe(0o600)
    }
  })

  test('of a large cluster is added to, asked about and changed one by one', async () => {
    const known = await LastKnown.open(data_dir, node_id, log)
    known.setPeers({ revision: 1, peers: [peer] })
    const other = {
      ...peer,
      node_id: session_id as string as NodeId,
      name: 'edge-3',
      relay_fingerprint: 'b'.repeat(64),
    }
    expect(known.setPeers({ revision: 2, peers: [other], partial: true })).toEqual([peer.node_id])
    expect(known.peers.map(({ name }) => name)).toEqual(['edge-2', 'edge-3'])
    const again = { ...other, relay_fingerprint: 'c'.repeat(64) }
    known.changePeers({ revision: 3, changed: [again], removed: [peer.node_id] })
    expect(known.peers).toEqual([again])
    expect(known.byFingerprint(other.relay_fingerprint)).toBeUndefined()
    expect(known.byFingerprint(peer.relay_fingerprint)).toBeUndefined()
    expect(known.byFingerprint(again.relay_fingerprint)).toEqual(again)
  })

  test('is forgotten when the node enrolled anew or the file is damaged', async () => {
    const before = await LastKnown.open(data_dir, node_id, log)
    await before.setMode(mode('draining', 3))
    expect((await LastKnown.open(data_dir, peer.node_id, log)).mode).toBeNull()
    await writeFile(join(data_dir, 'last-known.json'), '{')
    expect((await LastKnown.open(data_dir, node_id, log)).mode).toBeNull()
  })

  test('names no source whose node is no peer any more', async () => {
    const known = await LastKnown.open(data_dir, node_id, log)
    known.setPeers({ revision: 1, peers: [peer] })
    known.rememberSource(path, { session_id, peer })
    known.setPeers({ revision: 2, peers: [] })
    expect(known.sourceOf(path)).toBeNull()
    await known.flush()
  })

  test('lets a node that dials before its list came wait for that list', async () => {
    const known = await LastKnown.open(data_dir, node_id, log)
    const waiting = known.awaitFingerprint(peer.relay_fingerprint, 5_000)
    known.setPeers({ revision: 1, peers: [peer] })
    expect(await waiting).toEqual(peer)
    expect(await known.awaitFingerprint('b'.repeat(64), 1)).toBeUndefined()
    await known.flush()
  })
})

describe('the mode of a node', () => {
  test('survives a restart, and an older revision changes nothing', async () => {
    const last_known = await LastKnown.open(data_dir, node_id, log)
    const keeper = new ModeKeeper({ last_known, log, onDeadline: () => undefined })
    expect(keeper.notAccepting()).toBeNull()
    await keeper.apply(mode('draining', 2))
    await keeper.apply(mode('normal', 1))
    expect(keeper.notAccepting()).toContain('being drained (new disks)')
    const restarted = new ModeKeeper({
      last_known: await LastKnown.open(data_dir, node_id, log),
      log,
      onDeadline: () => undefined,
    })
    expect(restarted.mode?.value).toBe('draining')
    await restarted.apply(mode('normal', 3))
    expect(restarted.notAccepting()).toBeNull()
    keeper.stop()
    restarted.stop()
  })

  test('closes roles one by one: new work of these is refused, all other is taken', async () => {
    const last_known = await LastKnown.open(data_dir, node_id, log)
    const keeper = new ModeKeeper({ last_known, log, onDeadline: () => undefined })
    await keeper.apply({ ...mode('normal', 1), closed_roles: ['viewers', 'relay_source'] })
    expect(keeper.notAccepting()).toBeNull()
    expect(keeper.notAccepting('ingest')).toBeNull()
    expect(keeper.notAccepting('viewers')).toMatch(/takes no new viewers \(new disks\)/)
    expect(keeper.notAccepting('relay_source')).toMatch(/takes no new relays/)
    await keeper.apply(mode('draining', 2))
    for (const role of ['ingest', 'viewers', 'relay_source'] as const)
      expect(keeper.notAccepting(role)).toContain('being drained')
    keeper.stop()
  })

  test('ends what is left when the deadline of a drain comes, by the clock of the origin', async () => {
    const last_known = await LastKnown.open(data_dir, node_id, log)
    const ended = Promise.withResolvers<string>()
    const keeper = new ModeKeeper({ last_known, log, onDeadline: ended.resolve })
    const ten_minutes_ms = 600_000
    await keeper.apply(mode('draining', 1, new Date(Date.now() + ten_minutes_ms).toISOString()))
    keeper.setOriginClock(ten_minutes_ms)
    expect(await ended.promise).toContain('deadline')
    keeper.stop()
  })
})
