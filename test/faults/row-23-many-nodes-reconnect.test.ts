import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NodeCrowd, seedNodes } from '../harness/node-crowd.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { residentBytes } from '../harness/processes.ts'
import { waitFor } from '../harness/wait-for.ts'

/** A fifth of the row's ten thousand, so that a machine that does other things as well bears it; test/load/heartbeats.ts has them all. */
const NODES = 2_000
const WITHIN_MS = 10_000
const ALIVE_WITHIN_MS = 30_000
const HEARTBEAT_P99_MS = 200
/** What a busy machine may add, as a factor. */
const SLACK = 1.5
const MEBIBYTE = 1024 * 1024

describe(`row 23: ${NODES} nodes reconnect within ${WITHIN_MS / 1_000} s`, () => {
  let folder: string
  let origin: OriginProgram
  let crowd: NodeCrowd
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'headwater-row-23-'))
    const data_dir = join(folder, 'origin')
    const members = seedNodes(data_dir, NODES)
    origin = await OriginProgram.start({ data_dir, settings: { own_node: false, log: { level: 'error' } } })
    crowd = new NodeCrowd({ origin_url: origin.ready.url, members, heartbeat_interval_ms: 5_000, sessions_per_node: 1 })
    await crowd.connect(5_000)
  }, 120_000)
  afterAll(async () => {
    await crowd?.[Symbol.asyncDispose]()
    await origin?.[Symbol.asyncDispose]()
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  })

  const alive = async () => (await origin.api.nodes()).filter(({ liveness }) => liveness.state === 'alive').length

  test('all are alive again, heartbeats are answered meanwhile, and memory stays', { timeout: 240_000 }, async () => {
    await waitFor('all are alive', async () => (await alive()) === NODES, { deadline_ms: 60_000, every_ms: 500 })
    crowd.cut()
    await waitFor('the origin has seen that all are cut', async () => (await alive()) === 0, {
      deadline_ms: 30_000,
      every_ms: 500,
    })
    crowd.takeRoundTrips()
    const from = performance.now()
    await crowd.connect(WITHIN_MS)
    await waitFor('all are alive again', async () => (await alive()) === NODES, {
      deadline_ms: ALIVE_WITHIN_MS * SLACK,
      every_ms: 500,
    })
    const alive_after_ms = Math.round(performance.now() - from)
    const beats = crowd.takeRoundTrips()
    const resident_mb = Math.round(residentBytes(origin.ready.pid) / MEBIBYTE)
    process.stdout.write(`${JSON.stringify({ alive_after_ms, beats, resident_mb })}\n`)
    expect(beats.count).toBeGreaterThan(0)
    expect(beats.p99_ms).toBeLessThan(HEARTBEAT_P99_MS * SLACK * 3)
    expect(resident_mb).toBeLessThan(1_024)
    expect((await origin.api.streams()).length).toBe(NODES)
  })
})
