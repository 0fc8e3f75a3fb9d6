import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { backupSchema } from '#contract/backup.ts'
import { exitCode } from '#contract/program-output.ts'
import { startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { runHeadwater } from '../harness/headwater-command.ts'
import { OperatorBrowser } from '../harness/operator-browser.ts'
import { printFigures } from '../harness/print-figures.ts'
import { Publisher } from '../harness/publisher.ts'
import { tempDir } from '../harness/temp-dir.ts'
import { waitFor } from '../harness/wait-for.ts'

/** SQLite's page (Database File Format, 1.3.2), as the store makes it. */
const PAGE_BYTES = 4_096

/** Leaves rubbish where a database was, but for its first page, and in its log. */
function damage(file: string): void {
  const whole = readFileSync(file)
  writeFileSync(file, whole.fill(0xa5, PAGE_BYTES))
  writeFileSync(`${file}-wal`, Buffer.alloc(3 * PAGE_BYTES, 0xa5))
}

test('row 7: a damaged database gives way to the newest backup, and a lost one to a restored one; nodes come back and no viewer is interrupted', async () => {
  await using cluster = await startCluster({ origin: { heartbeat_interval: '1s', backup_interval: '0s' } })
  await using elsewhere = await tempDir()
  const { origin, edge } = cluster
  const database = join(origin.data_dir, 'origin.db')
  await using _publisher = await Publisher.start(`${edge.ready.rtmp_url}/live/kept`)
  await using viewer = await FlvViewer.watch(`${edge.ready.media_url}/live/kept.flv`)
  const edgeIsBack = () =>
    waitFor('the edge is alive', async () =>
      (await origin.api.nodes()).some(({ id, liveness }) => id === edge.id && liveness.state === 'alive'),
    )

  const made = await origin.api.call('POST', '/api/v1/backups', backupSchema)
  const { items } = await origin.api.call('GET', '/api/v1/backups', z.object({ items: z.array(backupSchema) }))
  expect(items).toEqual([made])
  expect((await origin.api.refusal('GET', `/api/v1/backups/${made.name}`)).code).toBe('session_required')
  const owner = await OperatorBrowser.ofOwner(origin)
  const fetched = await owner.request(`GET /api/v1/backups/${made.name}`)
  expect(fetched.headers.get('content-type')).toContain('application/vnd.sqlite3')
  expect(Buffer.from(await fetched.arrayBuffer()).toString('latin1', 0, 15)).toBe('SQLite format 3')

  const of_origin = ['--data-dir', origin.data_dir]
  const copy = join(elsewhere.path, 'headwater.db')
  expect(await runHeadwater(['origin', 'backup', copy, ...of_origin])).toMatchObject({ code: 0, output: `${copy}\n` })
  const running = await runHeadwater(['origin', 'restore', copy, ...of_origin])
  expect(running.code).toBe(exitCode.alreadyRunning)

  await origin.kill()
  damage(database)
  const damaged_from = performance.now()
  await origin.restart()
  const restarted_after_ms = Math.round(performance.now() - damaged_from)
  await edgeIsBack()
  const account = (await origin.api.activity()).find(({ type }) => type === 'store.recovered')
  expect(account?.message).toMatch(/is in its place.*It knows what happened until 20/)

  await origin.kill()
  for (const end of ['', '-wal', '-shm']) rmSync(database + end, { force: true })
  const restored = await runHeadwater(['origin', 'restore', copy, ...of_origin])
  expect(restored).toMatchObject({ code: 0, output: expect.stringContaining('come back by themselves') })
  await origin.restart()
  await edgeIsBack()
  const by_hand = (await origin.api.activity()).find(({ type }) => type === 'store.restored')
  expect(by_hand).toMatchObject({ actor: 'command line', data: { from: copy } })
  expect(viewer.longest_gap_ms).toBeLessThan(1_000)
  printFigures({ row: 7, restarted_after_ms, longest_gap_ms: Math.round(viewer.longest_gap_ms) })
}, 120_000)
