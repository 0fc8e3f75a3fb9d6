import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { alertsSchema } from '#contract/alert.ts'
import { storageStatusSchema } from '#contract/storage.ts'
import { startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { NodeProgram } from '../harness/node-program.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { printFigures } from '../harness/print-figures.ts'
import { Publisher } from '../harness/publisher.ts'
import { noSmallDisk, smallDisk } from '../harness/small-disk.ts'
import { waitFor } from '../harness/wait-for.ts'

const MB = 1024 * 1024
const skipped = noSmallDisk === null ? '' : ` (skipped: ${noSmallDisk})`

test.skipIf(noSmallDisk !== null)(
  `row 9: the disk of the origin is full: no viewer notices, Activity waits, changes are refused with a reason, and all goes on by itself${skipped}`,
  async () => {
    await using disk = await smallDisk(128 * MB)
    await using origin = await OriginProgram.start({
      data_dir: join(disk.path, 'origin'),
      settings: {
        ...{ heartbeat_interval: '1s', backup_interval: '0s', storage_low_free: '64MiB', storage_low_percent: 1 },
      },
    })
    await using edge = await NodeProgram.start(origin)
    await using _publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/kept`)
    await using viewer = await FlvViewer.watch(`${edge.ready.media_url}/live/kept.flv`)
    const storage = () => origin.api.call('GET', '/api/v1/storage', storageStatusSchema)
    const untilState = (...states: string[]) =>
      waitFor(`storage is ${states.join(' or ')}`, async () => states.includes((await storage()).state), {
        deadline_ms: 20_000,
      })
    const newToken = () => origin.api.request('POST', '/api/v1/enrollment-tokens', { body: { name: 'more' } })
    const health = async () => (await fetch(`${origin.ready.url}/health`)).json()

    expect(await storage()).toMatchObject({ state: 'ok', detail: '', data_dir: origin.data_dir })
    disk.fill(48 * MB)
    await untilState('low')
    // Its alert is written while it can be: a write that is refused shows the disk as full before anybody measures it.
    await waitFor('the disk is told of', async () =>
      (await origin.api.call('GET', '/api/v1/alerts', alertsSchema)).items.some(({ rule }) => rule === 'disk_low'),
    )
    disk.fill()
    await untilState('critical')

    const refused = await newToken()
    expect(refused.status).toBe(507)
    expect(await refused.json()).toMatchObject({
      type: 'urn:headwater:problem:disk_full',
      detail: expect.stringContaining(`The disk of ${origin.data_dir} is full: nothing was changed.`),
      error: { details: { hint: expect.stringContaining('Make room') } },
    })
    expect(await storage()).toMatchObject({ state: 'full', detail: expect.stringContaining('Streams go on') })
    expect(await health()).toEqual({ status: 'ok', storage: 'full' })
    expect(await (await fetch(`${origin.ready.url}/metrics`)).text()).toMatch(
      /headwater_storage_state\{state="full"\} 1/,
    )
    const backup = await origin.api.request('POST', '/api/v1/backups')
    expect(backup.status).toBe(507)

    // What happens meanwhile is kept in memory, and a node that comes anew is let in as it is known.
    await using _second = await Publisher.start(`${origin.own_node.rtmp_url}/live/meanwhile`)
    await using meanwhile = await FlvViewer.watch(`${edge.ready.media_url}/live/meanwhile.flv`)
    await waitFor('Activity waits', async () => (await storage()).activity_waiting > 0)
    await edge.program[Symbol.asyncDispose]()
    await edge.restart()
    await waitFor('the edge is back', async () =>
      (await origin.api.nodes()).some(({ id, liveness }) => id === edge.id && liveness.state === 'alive'),
    )
    await using again = await FlvViewer.watch(`${edge.ready.media_url}/live/kept.flv`)

    const freed_at = performance.now()
    disk.free()
    await untilState('ok')
    const recovered_after_ms = Math.round(performance.now() - freed_at)
    await waitFor('all of Activity is written', async () => (await storage()).activity_waiting === 0)
    expect((await storage()).activity_dropped).toBe(0)
    expect((await newToken()).status).toBe(200)
    const told = await origin.api.activity()
    for (const type of ['storage.low', 'storage.critical', 'storage.full', 'storage.ok']) {
      expect(told.some((entry) => entry.type === type)).toBe(true)
    }
    expect(told.some((entry) => entry.type === 'session.started' && entry.stream_path === 'live/meanwhile')).toBe(true)
    expect(again.longest_gap_ms).toBeLessThan(1_000)
    expect(viewer.frames).toBeGreaterThan(0)
    expect(meanwhile.frames).toBeGreaterThan(0)
    printFigures({ row: 9, where: 'origin', recovered_after_ms })
  },
  120_000,
)

test.skipIf(noSmallDisk !== null)(
  `row 9: the disk of a node is full: its viewers notice nothing, and what it keeps is written once there is room${skipped}`,
  async () => {
    await using disk = await smallDisk(8 * MB)
    await using cluster = await startCluster({ edges: 0, origin: { heartbeat_interval: '1s', backup_interval: '0s' } })
    const { origin } = cluster
    await using node = await NodeProgram.start(origin, { folder: disk.path, name: 'edge' })
    await using _publisher = await Publisher.start(`${node.ready.rtmp_url}/live/kept`)
    await using viewer = await FlvViewer.watch(`${node.ready.media_url}/live/kept.flv`)
    const last_known = join(node.ready.data_dir, 'last-known.json')
    await waitFor('the node keeps what it knows', async () => existsSync(last_known))

    disk.fill()
    const patterned = await origin.api.request('POST', '/api/v1/stream-policies', {
      body: { pattern: 'later/*', max_viewers: 3 },
    })
    expect(patterned.status).toBe(200)
    await origin.kill()
    await origin.restart()
    await waitFor('the node is back', async () =>
      (await origin.api.nodes()).some(({ id, liveness }) => id === node.id && liveness.state === 'alive'),
    )
    await using another = await FlvViewer.watch(`${node.ready.media_url}/live/kept.flv`)
    expect(JSON.parse(readFileSync(last_known, 'utf8'))).toBeTruthy()
    disk.free()
    await waitFor('what it learned is written', async () => readFileSync(last_known, 'utf8').includes('later/*'), {
      deadline_ms: 30_000,
    })
    expect(viewer.longest_gap_ms).toBeLessThan(1_000)
    expect(another.longest_gap_ms).toBeLessThan(1_000)
    printFigures({ row: 9, where: 'node', longest_gap_ms: Math.round(viewer.longest_gap_ms) })
  },
  120_000,
)
