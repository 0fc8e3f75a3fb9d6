import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { NodeStatus } from '#contract/local-control.ts'
import { type LocalControl, openLocalControl } from './agent/local-control.ts'

let data_dir: string
let control: LocalControl | null

beforeEach(() => {
  data_dir = mkdtempSync(path.join(os.tmpdir(), 'hw-health-'))
  control = null
})
afterEach(async () => {
  await control?.stop()
  rmSync(data_dir, { recursive: true })
})

/** Runs it as a container does. */
async function check(): Promise<{ code: number | null; said: string }> {
  const program = spawn(process.execPath, [path.join(import.meta.dirname, 'health-check.ts')], {
    env: { ...process.env, HEADWATER_NODE_DATA_DIR: data_dir },
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  let said = ''
  program.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const [code] = (await once(program, 'exit')) as [number | null]
  return { code, said }
}

async function open(status: () => NodeStatus): Promise<void> {
  const nothing = () => Promise.resolve()
  control = await openLocalControl({
    data_dir,
    status,
    onStop: () => undefined,
    onUseOrigin: nothing,
    onRejoin: nothing,
  })
}

test('a node that answers is healthy, whether or not its origin is there', async () => {
  await open(() => ({ program: 'node' }) as unknown as NodeStatus)
  expect(await check()).toEqual({ code: 0, said: '' })
})

test('where none runs, or one that cannot say how it is, it says so', async () => {
  const nobody = await check()
  expect([nobody.code, nobody.said]).toEqual([1, expect.stringContaining(`No node answers on ${data_dir}`)])
  await open(() => {
    throw new Error('not yet')
  })
  const unwell = await check()
  expect([unwell.code, unwell.said]).toEqual([1, expect.stringContaining('does not say how it is')])
})
