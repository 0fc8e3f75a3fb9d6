import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Node } from '#contract/node.ts'
import { haveBoxes, startBox, type TestBox } from '../harness/boxes.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { runHeadwater } from '../harness/headwater-command.ts'
import { breakNext, INSTALLED as MARKER, makeOld, OLD } from '../harness/older-node.ts'
import type { OriginProgram } from '../harness/origin-program.ts'
import { printFigures } from '../harness/print-figures.ts'
import { beginRun, originForBoxes, runEnds, runSucceeds, stepOf } from '../harness/provisioning.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

const RUN_MS = 300_000
/** Longer times without a picture are an interruption. */
const INTERRUPTED_MS = 1_000
const UNIT = '/etc/systemd/system/headwater-node.service'

describe.skipIf(!haveBoxes())('upgrades of nodes that are services', () => {
  const opened = new AsyncDisposableStack()
  let boxes: readonly TestBox[]
  let origin: OriginProgram
  let version: string

  beforeAll(async () => {
    const [first, second] = await Promise.all([startBox({ memory: '512M' }), startBox({ memory: '512M' })])
    boxes = [opened.use(first), opened.use(second)]
    origin = opened.use(await originForBoxes(first))
    version = origin.ready.version
    const runs = await Promise.all(
      boxes.map(async (box, at) =>
        beginRun(origin, {
          kind: 'provision',
          target: await box.target(),
          node: { name: `edge-${at + 1}`, form: 'service' },
        }),
      ),
    )
    for (const { id } of runs) await runSucceeds(origin, id)
    for (const box of boxes) await box.inside(makeOld(version))
    for (const box of boxes) await waitFor('the older version is back', async () => (await nodeOf(box)).version === OLD)
  }, 900_000)
  afterAll(() => opened.disposeAsync(), 60_000)

  const boxAt = (at: number) => boxes[at] ?? boxes[0] ?? expect.fail('there are two boxes')
  const nodeOf = async (box: TestBox): Promise<Node> =>
    (await origin.api.nodes()).find(
      ({ endpoints, liveness }) => endpoints?.address === box.ip && liveness.state === 'alive',
    ) ?? ({ version: null } as Node)
  const run = async (asked: object) =>
    await runEnds(origin, (await beginRun(origin, { drain_deadline_ms: 5_000, ...asked })).id, RUN_MS)
  const note = (box: TestBox) => box.inside(`cat ${MARKER}`)

  test('a version that does not come up gives way to the one of before, with its unit and its note', async () => {
    const box = boxAt(0)
    const other = boxAt(1)
    const { id, epoch } = await nodeOf(box)
    const before = [await note(box), await box.inside(`cat ${UNIT}`)]
    await box.inside(breakNext(version))
    await box.inside("echo '# of the new version' >> /opt/headwater-node.next/headwater-node.service")
    await using publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
    await using elsewhere = await FlvViewer.watch(`http://${other.ip}:8080/live/test.flv`)
    const from = performance.now()
    const over = await run({ kind: 'upgrade', node_id: id })
    const rolled_back_after_ms = Math.round(performance.now() - from)
    expect(stepOf(over, 'switch').failure).toMatchObject({ code: 'rolled_back' })
    expect(await nodeOf(box)).toMatchObject({ version: OLD, mode: { value: 'normal' } })
    expect((await nodeOf(box)).epoch).toBeGreaterThan(epoch)
    expect([await note(box), await box.inside(`cat ${UNIT}`)]).toEqual(before)
    expect(elsewhere.longest_step_ms).toBeLessThan(INTERRUPTED_MS)
    await publisher.sendsOn()
    await origin.api.request('POST', `/api/v1/provisioning-runs/${over.id}/cancel`, { body: {} })
    printFigures({ rolled_back_after_ms, longest_step_elsewhere_ms: Math.round(elsewhere.longest_step_ms) })
  }, 400_000)

  test('every node is upgraded by one command, one after the other, and a viewer elsewhere sees on', async () => {
    await ageUnit(boxAt(0))
    const { own_node, ready } = origin
    await using publisher = await Publisher.start(`${own_node.rtmp_url}/live/test`)
    await using elsewhere = await FlvViewer.watch(`${own_node.media_url}/live/test.flv`)
    const local = ['--data-dir', ready.data_dir]
    const { code, errors, output, after_ms } = await runHeadwater(
      ['edge', 'upgrade', '--all', '--drain-deadline', '5s', ...local],
      { deadline_ms: RUN_MS * 2 },
    )
    expect([code, errors], output).toEqual([0, expect.stringMatching(/edge-1 +done[\s\S]*edge-2 +done/)])
    expect(output).toContain('done: 2 of 2 nodes are upgraded')
    for (const box of boxes) {
      expect(await nodeOf(box)).toMatchObject({ version, mode: { value: 'normal' } })
      expect(await note(box)).toContain(`version=${version}\n`)
      expect(await box.says(`cmp -s ${UNIT} /opt/headwater-node/headwater-node.service`)).toBe(true)
      expect(
        (await box.inside('ls -d /opt/headwater-node* /etc/headwater-node/*')).split('\n').filter(Boolean),
      ).toEqual([...['/etc/headwater-node/headwater.yaml', MARKER, '/opt/headwater-node']])
    }
    expect(elsewhere.longest_step_ms).toBeLessThan(INTERRUPTED_MS)
    await publisher.sendsOn()
    const again = await runHeadwater(['edge', 'upgrade', '--all', ...local], { deadline_ms: RUN_MS })
    expect([again.code, again.errors]).toEqual([0, `Every node has version ${version} already.\n`])
    printFigures({
      two_boxes_after_ms: Math.round(after_ms),
      longest_step_elsewhere_ms: Math.round(elsewhere.longest_step_ms),
    })
  }, 700_000)

  test('what an upgrade notes is what a run that makes a node goes by: another one changes nothing', async () => {
    const box = boxAt(1)
    const pid = await box.inside('systemctl show -p MainPID --value headwater-node')
    const node = { name: 'edge-2', form: 'service' }
    const over = await run({ kind: 'provision', target: await box.target(), node, drain_deadline_ms: undefined })
    expect(['program', 'configure', 'start', 'join'].map((id) => stepOf(over, id).state)).toEqual(
      new Array(4).fill('already_so'),
    )
    expect(await box.inside('systemctl show -p MainPID --value headwater-node')).toBe(pid)
  }, 400_000)

  test('a node gets another name, region and a port below 1024, and the port of before again', async () => {
    const box = boxAt(0)
    const { id } = await nodeOf(box)
    const local = ['--data-dir', origin.ready.data_dir]
    const words = ['--name', 'edge-paris', '--region', 'eu', '--media-port', '80', '--drain-deadline', '0s']
    const done = await runHeadwater(['edge', 'reconfigure', 'edge-1', ...words, ...local], { deadline_ms: RUN_MS })
    expect([done.code, done.output], done.errors).toEqual([0, expect.stringContaining('edge-paris')])
    expect(await nodeOf(box)).toMatchObject({ id, name: 'edge-paris', region: 'eu', endpoints: { media_port: 80 } })
    expect(await box.inside('cat /var/lib/headwater-node/identity/enrolled.json')).toContain('"name": "edge-paris"')
    expect(await box.says('test -s /etc/systemd/system/headwater-node.service.d/ports.conf')).toBe(true)
    const back = await run({ kind: 'reconfigure', node_id: id, node: { media_port: 8080 } })
    expect(back.state).toBe('succeeded')
    expect(await nodeOf(box)).toMatchObject({ name: 'edge-paris', endpoints: { media_port: 8080 } })
    expect(await box.says('test -e /etc/systemd/system/headwater-node.service.d')).toBe(false)
    const taken = await run({ kind: 'reconfigure', node_id: id, node: { name: 'edge-2' } })
    expect(stepOf(taken, 'switch').failure?.code ?? stepOf(taken, 'drain').failure?.code).toBe('name_taken')
    await origin.api.request('POST', `/api/v1/provisioning-runs/${taken.id}/cancel`, { body: {} })
  }, 700_000)
})

/** Its unit is that of an older version. */
async function ageUnit(box: TestBox): Promise<void> {
  await box.inside(`sed -i '1i # of an older version' ${UNIT} && systemctl daemon-reload`)
}
