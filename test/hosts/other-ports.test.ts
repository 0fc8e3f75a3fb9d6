import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { haveBoxes, startBox, type TestBox } from '../harness/boxes.ts'
import { packagesOfUfw, putNftables, putUfw } from '../harness/guarded-box.ts'
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

/** What keeps a box shut but for what somebody else has let in: a port of ours to some, and one that is ours later. */
const guards = [
  {
    name: 'ufw',
    box: { flavor: 'docker' },
    form: 'container',
    async put(box: TestBox) {
      await using temp = await tempDir()
      await putUfw(box, await packagesOfUfw(temp))
      await box.inside("ufw allow from 192.168.0.0/16 to any port 1935 proto tcp && ufw allow 9000/tcp comment 'mine'")
    },
    rules: 'ufw show added',
    again: 'ufw reload',
    traces: 'grep -rq headwater /etc/ufw',
  },
  {
    name: 'nftables',
    box: {},
    form: 'service',
    put: (box: TestBox) =>
      putNftables(box, 'ip saddr 192.168.0.0/16 tcp dport 1935 accept', 'tcp dport 9000 accept comment "mine"'),
    rules: 'nft list chain inet filter input',
    again: 'systemctl restart nftables',
    traces: 'test -e /etc/headwater-node -o -e /etc/systemd/system/nftables.service.d',
  },
] as const

/** What comes back where nobody listens: a port that is let in refuses, one that is shut says nothing. */
function knock({ ip }: TestBox, port: number): Promise<'open' | 'refused' | 'silent'> {
  return new Promise((resolve) => {
    const socket = connect({ host: ip, port, timeout: 1_500 })
    const says = (what: 'open' | 'refused' | 'silent') => {
      socket.destroy()
      resolve(what)
    }
    socket.once('connect', () => says('open'))
    socket.once('timeout', () => says('silent'))
    socket.once('error', () => says('refused'))
  })
}

describe.skipIf(!haveBoxes()).each(guards)('a node behind $name that is told other ports', (guard) => {
  test('is let in at those and no more at the ones of before, and no rule of anybody else is touched', async () => {
    await using box = await startBox(guard.box)
    await guard.put(box)
    const rules = async () => (await box.inside(guard.rules)).split('\n')
    const ours = async () => {
      const read = (line: string) => /(\d+)(?:\/tcp| accept) comment ['"]headwater-node['"]$/.exec(line)?.[1] ?? []
      return (await rules()).flatMap(read).map(Number).toSorted()
    }
    const others = async () => (await rules()).filter((line) => !line.includes('headwater-node'))
    const before = await rules()
    await using origin = await originForBoxes(box)
    const { node_id } = await runSucceeds(
      origin,
      (
        await beginRun(origin, {
          kind: 'provision',
          target: await box.target(),
          node: { name: 'edge-1', form: guard.form, firewall: 'open' },
        })
      ).id,
    )
    expect(await ours()).toEqual([1935, 8080])
    const told = async (node: object) =>
      (await beginRun(origin, { kind: 'reconfigure', node_id, drain_deadline_ms: 10_000, node })).id

    const moved = await runSucceeds(origin, await told({ rtmp_port: 1936, media_port: 8081, firewall: 'open' }))
    expect(stepOf(moved, 'firewall').state).toBe('done')
    expect(await ours()).toEqual([1936, 8081])
    expect(await others()).toEqual(before)
    expect([await knock(box, 1935), await knock(box, 8080)]).toEqual(['silent', 'silent'])
    {
      await using _publisher = await Publisher.start(`rtmp://${box.ip}:1936/live/show`)
      await using viewer = await watchFromBox(box, 'live/show', 20_000, 8081)
      await viewer.sees(2)
    }
    await box.inside(guard.again)
    expect(await ours()).toEqual([1936, 8081])

    // Asked for hints only, the run says what to type, makes no rule, and takes none away that is of use still.
    const hinted = await runSucceeds(origin, await told({ media_port: 8082 }))
    expect(stepOf(hinted, 'firewall')).toMatchObject({
      state: 'skipped',
      found: expect.stringContaining('8082') as string,
    })
    expect(await ours()).toEqual([1936])

    // Somebody has let this one in: it is no rule of ours, now or when the node is gone.
    const lent = await runSucceeds(origin, await told({ media_port: 9000, firewall: 'open' }))
    expect(stepOf(lent, 'firewall').state).toBe('already_so')
    expect(await ours()).toEqual([1936])

    // What it does not come back with: the rules of then go with the undo, those of now stay.
    await box.inside(
      'setsid -f sh -c "exec perl -MIO::Socket::INET -e \'\\$s=IO::Socket::INET->new(Listen=>1,LocalPort=>1950,ReuseAddr=>1);sleep 600\'" >/dev/null 2>&1',
    )
    const failed = await runBecomes(origin, await told({ rtmp_port: 1950, firewall: 'open' }), 'failed')
    expect(stepOf(failed, 'switch').failure?.code).toBe('rolled_back')
    expect(await ours()).toEqual([1936, 1950])
    await steerRun(origin, failed.id, 'undo')
    await runBecomes(origin, failed.id, 'undone')
    expect(await ours()).toEqual([1936])
    expect(await others()).toEqual(before)

    const { id } = await beginRun(origin, {
      kind: 'decommission',
      node_id,
      confirm: 'edge-1',
      drain_deadline_ms: 10_000,
    })
    await runSucceeds(origin, id)
    expect(await rules()).toEqual(before)
    expect(await box.says(guard.traces)).toBe(false)
  })
})
