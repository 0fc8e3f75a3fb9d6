import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { provisioningRunSchema } from '#contract/provisioning-run.ts'
import { startLocalSshd, whyNoSshd } from '../../src-main/provisioning/testing/local-sshd.ts'
import { runHeadwater } from '../harness/headwater-command.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { waitFor } from '../harness/wait-for.ts'

test.skipIf(whyNoSshd() !== null)(
  'a run waits for its host key, over the API and the command line, is cancelled, and its box is free again',
  async () => {
    await using sshd = await startLocalSshd()
    await using origin = await OriginProgram.start({ settings: { own_node: false } })
    const { api } = origin
    const { host, port, user, private_key } = sshd.target()
    const asked = { kind: 'provision', target: { host, port, user, private_key }, node: { name: 'edge-1' } }
    const run = await api.call('POST', '/api/v1/provisioning-runs', provisioningRunSchema, asked)
    const find = () => api.call('GET', `/api/v1/provisioning-runs/${run.id}`, provisioningRunSchema)
    await waitFor('it waits for the host key', async () => (await find()).state === 'waiting')
    expect((await find()).waiting_for?.what).toBe('host_key')
    expect(await api.refusal('POST', '/api/v1/provisioning-runs', { body: asked })).toMatchObject({
      ...{ status: 409, code: 'box_busy' },
      details: { run_id: run.id },
    })

    const local = ['--data-dir', origin.ready.data_dir]
    const shown = await runHeadwater(['edge', 'run', run.id, ...local])
    expect([shown.code, shown.errors]).toEqual([75, ''])
    expect(shown.output).toContain(sshd.fingerprint('ed25519'))
    const folder = mkdtempSync(join(tmpdir(), 'hw-key-'))
    const file = join(folder, 'key')
    writeFileSync(file, origin.ready.api_key, { mode: 0o600 })
    const elsewhere = ['--origin-api', origin.ready.url, '--api-key-file', file]
    const listed = await runHeadwater(['edge', 'runs', '--json', ...elsewhere])
    expect(
      z
        .array(provisioningRunSchema)
        .parse(JSON.parse(listed.output))
        .map(({ id }) => id),
    ).toEqual([run.id])
    const cancelled = await runHeadwater(['edge', 'cancel', run.id, '--json', ...elsewhere])
    rmSync(folder, { recursive: true })
    expect(provisioningRunSchema.parse(JSON.parse(cancelled.output)).state).toBe('cancelled')
    const again = await api.call('POST', '/api/v1/provisioning-runs', provisioningRunSchema, asked)
    expect(again.id).not.toBe(run.id)
    const said = (await api.activity()).filter(({ type }) => type.startsWith('provisioning.')).map(({ type }) => type)
    expect(said).toContain('provisioning.cancelled')
  },
  60_000,
)
