import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { originReadySchema } from '#contract/program-output.ts'
import { ApiClient } from '../harness/api-client.ts'
import { startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { headwater, runHeadwater } from '../harness/headwater-command.ts'
import { originArguments } from '../harness/origin-program.ts'
import { printFigures } from '../harness/print-figures.ts'
import { Publisher } from '../harness/publisher.ts'
import { asEnvironment } from '../harness/settings.ts'
import { tempDir } from '../harness/temp-dir.ts'
import { waitFor } from '../harness/wait-for.ts'

test('an origin moves to another machine: its nodes follow by themselves, and no viewer is interrupted', async () => {
  await using elsewhere = await tempDir()
  await using cluster = await startCluster({ edges: 2, origin: { heartbeat_interval: '1s', backup_interval: '0s' } })
  const { origin, edges } = cluster
  const [source, edge] = edges
  if (source === undefined || edge === undefined) throw new Error('two edges were asked for')
  await using _publisher = await Publisher.start(`${source.ready.rtmp_url}/live/kept`)
  await using viewer = await FlvViewer.watch(`${edge.ready.media_url}/live/kept.flv`)

  const [bundle, passphrase] = ['studio.hwmove', 'passphrase'].map((name) => join(elsewhere.path, name))
  if (bundle === undefined || passphrase === undefined) throw new Error('two names were given')
  writeFileSync(passphrase, 'four words of my own\n', { mode: 0o600 })
  const port = await freePort()
  const exported = await runHeadwater([
    ...['origin', 'export', bundle, '--passphrase-file', passphrase, '--data-dir', origin.data_dir],
    ...['--next-origin', `http://127.0.0.1:${port}`],
  ])
  expect(exported).toMatchObject({ code: 0, output: expect.stringContaining('copy them as well') })
  await waitFor('the nodes know where it will be', async () =>
    [source, edge].every((node) => node.program.all_output.includes('origin.next')),
  )
  const stopped = await origin.program.endBy('SIGTERM')
  expect(stopped.code).toBe(0)
  const moved_from = performance.now()

  const there = join(elsewhere.path, 'origin')
  const imported = await runHeadwater([
    'origin',
    'import',
    bundle,
    '--passphrase-file',
    passphrase,
    '--data-dir',
    there,
  ])
  expect(imported).toMatchObject({ code: 0, output: expect.stringContaining('come by themselves') })
  const ports = { port, rtmp_port: 0, media_port: 0 }
  await using program = headwater('moved-origin', originArguments(there, ports), {
    environment: asEnvironment('origin', { redis: 'memory', heartbeat_interval: '1s' }),
  })
  const ready = originReadySchema.parse(JSON.parse(await program.firstLine(30_000)))
  const api = new ApiClient(ready.url, ready.api_key)
  await waitFor(
    'both edges are alive at the moved origin',
    async () => {
      const alive = (await api.nodes()).filter(({ liveness }) => liveness.state === 'alive').map(({ id }) => id)
      return alive.includes(source.id) && alive.includes(edge.id)
    },
    { deadline_ms: 60_000 },
  )
  const followed_after_ms = Math.round(performance.now() - moved_from)
  await viewer.sees(20)
  expect(viewer.interruption).toBeNull()
  printFigures({ move: 'another machine', followed_after_ms, longest_gap_ms: Math.round(viewer.longest_gap_ms) })
}, 150_000)

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}
