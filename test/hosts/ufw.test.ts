import { beforeAll, describe, expect, test } from 'vitest'
import { haveBoxes, startBox } from '../harness/boxes.ts'
import { packagesOfUfw, putUfw } from '../harness/guarded-box.ts'
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
import { tempDir } from '../harness/temp-dir.ts'
import { waitFor } from '../harness/wait-for.ts'

describe.skipIf(!haveBoxes())('a box that ufw guards', () => {
  let files: readonly string[] = []
  beforeAll(async () => {
    files = await packagesOfUfw(await tempDir())
  })

  test('gets rules for the node alone, which last over a reboot; decommissioning takes away those and no others', async () => {
    await using box = await startBox({ flavor: 'docker' })
    await putUfw(box, files)
    // What somebody else set up, also about a port of ours to some, and with a comment of its own.
    await box.inside("ufw allow from 192.168.0.0/16 to any port 1935 proto tcp && ufw allow 9000/tcp comment 'mine'")
    const rules = () => box.inside('ufw show added')
    const before = await rules()
    await using origin = await originForBoxes(box)
    await using _publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/show`)
    // Nobody watches on: a node that is decommissioned waits for its viewers.
    const plays = async (deadline_ms: number) => {
      await using viewer = await watchFromBox(box, 'live/show', deadline_ms)
      await viewer.sees(2)
    }
    const asked = { kind: 'provision', target: await box.target({ user: 'ops' }) }

    // Asked for hints only, it says what to type and changes nothing.
    const hinted = await beginRun(origin, { ...asked, node: { name: 'edge-1' } })
    const failed = await runBecomes(origin, hinted.id, 'failed')
    expect(stepOf(failed, 'firewall')).toMatchObject({
      state: 'skipped',
      found: expect.stringContaining('sudo ufw allow 8080/tcp') as string,
    })
    expect(stepOf(failed, 'verify').failure?.code).toBe('node_not_reachable')
    expect(await rules()).toBe(before)
    const outside = failed.report?.checks.find(({ id }) => id === 'network.outside')
    expect(outside).toMatchObject({ outcome: 'warn', found: expect.stringContaining('1935/tcp') as string })
    await steerRun(origin, hinted.id, 'undo')
    await runBecomes(origin, hinted.id, 'undone')

    const opened = await runSucceeds(
      origin,
      (await beginRun(origin, { ...asked, node: { name: 'edge-1', firewall: 'open' } })).id,
    )
    expect(stepOf(opened, 'firewall').state).toBe('done')
    const added = (await rules()).split('\n').filter((line) => !before.split('\n').includes(line))
    expect(added).toEqual([
      "ufw allow 1935/tcp comment 'headwater-node'",
      "ufw allow 8080/tcp comment 'headwater-node'",
    ])
    await plays(20_000)
    // A second run has nothing to do, and no rule is there twice.
    const again = await runSucceeds(
      origin,
      (await beginRun(origin, { ...asked, node: { name: 'edge-1', firewall: 'open' } })).id,
    )
    expect(stepOf(again, 'firewall').state).toBe('already_so')

    await box.inside('ufw reload')
    await box.kill()
    await box.up()
    await waitFor('ufw is active again', () => box.says("ufw status | grep -q 'Status: active'"), {
      deadline_ms: 60_000,
      every_ms: 500,
    })
    await plays(60_000)

    const { id } = await beginRun(origin, {
      kind: 'decommission',
      node_id: opened.node_id,
      confirm: 'edge-1',
      target: await box.target({ user: 'ops' }),
    })
    await runSucceeds(origin, id)
    expect(await rules()).toBe(before)
    expect(await box.says('grep -rq headwater /etc/ufw')).toBe(false)
  })

  test('keeps a rule that refuses a port, and the run says which', async () => {
    await using box = await startBox({ flavor: 'docker' })
    await putUfw(box, files)
    await box.inside('ufw deny 8080/tcp')
    const before = await box.inside('ufw show added')
    await using origin = await originForBoxes(box)
    const { id } = await beginRun(origin, {
      kind: 'provision',
      target: await box.target(),
      node: { name: 'edge-1', firewall: 'open' },
    })
    const run = await runBecomes(origin, id, 'failed')
    expect(stepOf(run, 'firewall')).toMatchObject({
      state: 'skipped',
      found: expect.stringContaining('A rule of ufw refuses 8080/tcp') as string,
    })
    expect(await box.inside('ufw show added')).toBe(before)
  })
})
