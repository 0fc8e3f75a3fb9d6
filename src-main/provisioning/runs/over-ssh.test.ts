import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { newRunSchema } from '#contract/provisioning-run.ts'
import { HostKeys } from '../host-keys.ts'
import { startLocalSshd, whyNoSshd } from '../testing/local-sshd.ts'
import { connectOverSsh } from './open-box.ts'
import { FakeBox, isOver, openRunsBench, untilRun } from './testing-runs.ts'

/** Ends the session that runs the command, as a network that breaks does. */
const CUT = 'kill -9 $PPID; sleep 5'

test.skipIf(whyNoSshd() !== null)(
  'over a real SSH server: a key is confirmed once and known from then on, and a cut connection is mended',
  async () => {
    await using sshd = await startLocalSshd()
    const file = (name: string) => join(sshd.folder, name)
    const cut = file('cut')
    writeFileSync(cut, '')
    const box = new FakeBox()
    const step = box.step('file', {
      check: async ({ box: there }, signal) => {
        const { exit_code } = await there.run(`test -e ${file('brought')}`, {}, signal)
        return { state: exit_code === 0 ? 'done' : 'to_do', found: `test: ${exit_code}` }
      },
      apply: async ({ box: there, log }, signal) => {
        const { stdout } = await there.run(
          `rm ${cut} 2>/dev/null && ${CUT}; echo here; touch ${file('brought')}`,
          {},
          signal,
        )
        log(stdout.trim())
      },
      verify: async () => 'it is there',
      undo: async ({ box: there }, signal) => void (await there.run(`rm -f ${file('brought')}`, {}, signal)),
    })
    await using bench = openRunsBench(box, [step])
    const host_keys = new HostKeys(bench.store, bench.activity)
    box.connect = connectOverSsh(host_keys)
    const runs = bench.again()
    runs.begin()
    const asked = (host_key_fingerprint: string | null) =>
      newRunSchema.parse({
        kind: 'provision',
        target: sshd.target({ host_key_fingerprint }),
        node: { name: 'edge-1' },
      })
    const [first] = runs.start([asked(null)], 'operator:owner')
    const id = first?.id ?? ''
    const waiting = await untilRun(runs, id, ({ state }) => state === 'waiting')
    expect(waiting.waiting_for).toMatchObject({ what: 'host_key', host_key: { pinned: null } })
    runs.resume(id, { host_key_fingerprint: sshd.fingerprint('ed25519') }, 'operator:owner')
    const done = await untilRun(runs, id, isOver)
    expect(done).toMatchObject({ state: 'succeeded' })
    expect(done.steps.find((one) => one.id === 'file')).toMatchObject({ state: 'done', attempt: 2 })
    expect(runs.log(id, { after: 0, limit: 100 }).map(({ text }) => text)).toContain('here')
    expect([existsSync(file('brought')), existsSync(cut)]).toEqual([true, false])
    expect(host_keys.find('127.0.0.1', sshd.port)).toMatchObject([{ confirmed_by: 'operator:owner' }])

    rmSync(file('brought'))
    const [again] = runs.start([asked(null)], 'operator:owner')
    expect(await untilRun(runs, again?.id ?? '', isOver)).toMatchObject({ state: 'succeeded' })
  },
  150_000,
)
