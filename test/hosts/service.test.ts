import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { haveBoxes, startBox, type TestBox } from '../harness/boxes.ts'
import type { OriginProgram } from '../harness/origin-program.ts'
import {
  beginRun,
  filesOf,
  originForBoxes,
  runBecomes,
  runSucceeds,
  steerRun,
  stepOf,
} from '../harness/provisioning.ts'

describe.skipIf(!haveBoxes())('a node as a service', () => {
  let box: TestBox
  let origin: OriginProgram
  const opened = new AsyncDisposableStack()
  beforeAll(async () => {
    box = opened.use(await startBox({ memory: '512M' }))
    origin = opened.use(await originForBoxes(box))
  })
  afterAll(() => opened.disposeAsync())

  const provision = async (node: object = {}, on = box, login: object = {}) =>
    beginRun(origin, {
      kind: 'provision',
      target: await on.target({ user: 'root', ...login }),
      node: { name: 'edge-1', form: 'service', ...node },
    })
  const pid = async () => (await box.inside('systemctl show -p MainPID --value headwater-node')).trim()

  test('that viewers cannot reach is taken away again by an undo, which leaves the machine as it was', async () => {
    const before = await filesOf(box)
    const begun = await provision({ advertise_address: '127.0.0.1', media_port: 8089, rtmp_port: 1939 })
    const failed = await runBecomes(origin, begun.id, 'failed')
    expect(stepOf(failed, 'verify').failure?.code).toBe('node_not_reachable')
    await steerRun(origin, begun.id, 'undo')
    await runBecomes(origin, begun.id, 'undone')
    const after = await filesOf(box)
    expect([...after].filter((file) => !before.has(file))).toEqual([])
    expect(await box.says('getent passwd headwater || getent group headwater')).toBe(false)
    expect((await origin.api.nodes()).some(({ name }) => name === 'edge-1')).toBe(false)
  })

  test('comes to a fresh machine by a user whom sudo asks for a password, and a second run changes nothing', async () => {
    const login = { user: 'edge', key: null, password: 'edge' }
    const run = await runSucceeds(origin, (await provision({ region: 'eu' }, box, login)).id)
    expect(run).toMatchObject({ form: 'service', node_name: 'edge-1' })
    const said = (await origin.api.nodes()).find(({ name }) => name === 'edge-1')
    expect(said).toMatchObject({ form: 'service' })
    expect(await box.says('systemctl is-enabled --quiet headwater-node')).toBe(true)
    expect(await box.says('test -e /etc/headwater-node/token')).toBe(false)
    const before = await pid()
    const again = await runSucceeds(origin, (await provision({ region: 'eu' }, box, login)).id)
    expect(['program', 'configure', 'start', 'join'].map((id) => stepOf(again, id).state)).toEqual(
      new Array(4).fill('already_so'),
    )
    expect(await pid()).toBe(before)
  })

  test('does not come to a machine without systemd, which says so', async () => {
    await using plain = await startBox({ init: 'plain' })
    const failed = await runBecomes(origin, (await provision({ name: 'edge-2' }, plain)).id, 'failed')
    expect(stepOf(failed, 'program').failure?.code).toBe('no_systemd')
  })
})
