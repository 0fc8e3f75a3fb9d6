import { once } from 'node:events'
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { NodeStatus } from '#contract/local-control.ts'
import { askLocalControl, type LocalControlOptions, openLocalControl } from './local-control.ts'

let data_dir: string
beforeEach(async () => {
  data_dir = await mkdtemp(join(tmpdir(), 'hw-control-'))
})
afterEach(async () => {
  await rm(data_dir, { recursive: true, force: true })
})

const status = (): NodeStatus => ({
  program: 'node',
  version: '0.0.0',
  pid: 42,
  data_dir,
  state: 'running',
  node_id: null,
  cluster_id: null,
  name: 'edge-1',
  epoch: 1,
  started_at: new Date().toISOString(),
  origin: { url: null, connected: false, since: new Date().toISOString(), rtt_ms: null, error: 'not yet' },
  mode: null,
  rtmp_url: null,
  media_url: null,
  rtmp_port: null,
  media_port: null,
  streams: [],
})
const options = (more: Partial<LocalControlOptions> = {}): LocalControlOptions => ({
  data_dir,
  status,
  onStop: () => undefined,
  onUseOrigin: async () => undefined,
  onRejoin: async () => undefined,
  ...more,
})

describe('the control socket of a node', () => {
  test('says how the node is, to its own user alone', async () => {
    const control = await openLocalControl(options())
    const outcome = await askLocalControl(data_dir, { do: 'status' })
    expect(outcome).toMatchObject({ kind: 'answered', answer: { ok: true, status: { name: 'edge-1', pid: 42 } } })
    if (process.platform !== 'win32') {
      expect((await stat(join(data_dir, 'control.sock'))).mode & 0o777).toBe(0o600)
    }
    await control.stop()
    expect(await askLocalControl(data_dir, { do: 'status' })).toEqual({ kind: 'nobody' })
  })

  test('keeps a second node off the data directory and says who has it', async () => {
    const control = await openLocalControl(options())
    await expect(openLocalControl(options())).rejects.toMatchObject({
      code: 'already_running',
      exit_code: 75,
      message: expect.stringContaining('process 42'),
    })
    await control.stop()
  })

  test.skipIf(process.platform === 'win32')('of a node that was killed is in nobody’s way', async () => {
    const killed = createServer().listen(join(data_dir, 'control.sock'))
    await once(killed, 'listening')
    // Closing without Node's own clean-up leaves the file behind, as a kill does.
    const { rename } = await import('node:fs/promises')
    await rename(join(data_dir, 'control.sock'), join(data_dir, 'kept'))
    killed.close()
    await once(killed, 'close')
    await rename(join(data_dir, 'kept'), join(data_dir, 'control.sock'))
    const control = await openLocalControl(options())
    expect((await askLocalControl(data_dir, { do: 'status' })).kind).toBe('answered')
    await control.stop()
  })

  test('works where the path of the data directory is too long for a socket', async () => {
    data_dir = join(data_dir, 'd'.repeat(100))
    await mkdir(data_dir)
    const control = await openLocalControl(options())
    expect((await askLocalControl(data_dir, { do: 'status' })).kind).toBe('answered')
    await control.stop()
  })

  test('stops the node and points it at another address of its origin', async () => {
    const stopped = Promise.withResolvers<void>()
    const used: string[] = []
    const control = await openLocalControl(
      options({
        onStop: stopped.resolve,
        onUseOrigin: async (origin) => {
          used.push(origin)
        },
      }),
    )
    await askLocalControl(data_dir, { do: 'use_origin', origin: 'http://127.0.0.1:9000' })
    expect(used).toEqual(['http://127.0.0.1:9000'])
    expect(await askLocalControl(data_dir, { do: 'stop' })).toMatchObject({ answer: { ok: true } })
    await stopped.promise
    await control.stop()
  })

  test('tells a node that hangs from one that does not run', async () => {
    const hung = createServer().listen(join(data_dir, 'control.sock'))
    await once(hung, 'listening')
    expect((await askLocalControl(data_dir, { do: 'status' })).kind).toBe('silent')
    hung.close()
  })
})
