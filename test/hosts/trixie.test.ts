import { describe, expect, test } from 'vitest'
import { haveBoxes, startBox } from '../harness/boxes.ts'
import {
  beginRun,
  originForBoxes,
  runBecomes,
  runSucceeds,
  steerRun,
  stepOf,
  watchFromBox,
} from '../harness/provisioning.ts'
import { Publisher } from '../harness/publisher.ts'

/** Debian 13 has Docker's command in a package of its own, and a user who is not root reaches the engine by that command alone. */
describe.skipIf(!haveBoxes())('a box of Debian 13', () => {
  test('without Docker serves viewers for a user of sudo, and a second run changes nothing', async () => {
    await using box = await startBox({ suite: 'trixie' })
    expect(await box.inside('cat /etc/os-release')).toContain('VERSION_CODENAME=trixie')
    await using origin = await originForBoxes(box)
    await using _publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/show`)
    const target = await box.target({ user: 'ops' })
    const asked = { kind: 'provision', target, node: { name: 'edge-1', form: 'container' } }
    const run = await runSucceeds(origin, (await beginRun(origin, asked)).id)
    expect(stepOf(run, 'docker').state).toBe('done')
    await using viewer = await watchFromBox(box, 'live/show')
    await viewer.sees(2)

    const again = await runSucceeds(origin, (await beginRun(origin, asked)).id)
    expect(['docker', 'image', 'configure', 'start', 'join'].map((id) => stepOf(again, id).state)).toEqual(
      new Array(5).fill('already_so'),
    )
  })

  test('with an engine and without its command keeps the engine, gets the command, and loses only that when it is undone', async () => {
    await using box = await startBox({ suite: 'trixie', flavor: 'docker' })
    expect(await box.says('command -v docker')).toBe(false)
    await using origin = await originForBoxes(box)
    // Nobody reaches the node from outside: the run fails after all of it was made.
    await box.partition('on', '--mode', 'reset', '--dir', 'in', '--proto', 'tcp', '--port', '8080')
    const engine = await box.inside('systemctl show -p MainPID --value docker')
    const target = await box.target({ user: 'edge', key: null, password: 'edge' })
    const { id } = await beginRun(origin, { kind: 'provision', target, node: { name: 'edge-1', form: 'container' } })
    const run = await runBecomes(origin, id, 'failed')
    expect(stepOf(run, 'verify').failure).toMatchObject({ code: 'node_not_reachable' })
    expect(await box.says('command -v docker')).toBe(true)
    await steerRun(origin, id, 'undo', { target })
    await runBecomes(origin, id, 'undone')
    expect(await box.says('command -v docker')).toBe(false)
    expect(await box.inside('systemctl show -p MainPID --value docker')).toBe(engine)
  })
})
