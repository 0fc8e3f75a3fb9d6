import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Node } from '#contract/node.ts'
import { rollingAnswerSchema, rollingDrainSchema } from '#contract/rolling-drain.ts'
import { haveBoxes, startBox, type TestBox } from '../harness/boxes.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { runHeadwater } from '../harness/headwater-command.ts'
import { breakNext, INSTALLED, makeOld, OLD } from '../harness/older-node.ts'
import type { OriginProgram } from '../harness/origin-program.ts'
import { printFigures } from '../harness/print-figures.ts'
import { beginRun, originForBoxes, runSucceeds } from '../harness/provisioning.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

const RUN_MS = 300_000
const ROLLING = '/api/v1/rolling-drains'

describe.skipIf(!haveBoxes())('a rolling upgrade of three boxes', () => {
  const opened = new AsyncDisposableStack()
  const boxes = new Map<string, TestBox>()
  let origin: OriginProgram
  let version: string

  beforeAll(async () => {
    const names = ['edge-1', 'edge-2', 'edge-3']
    await Promise.all(names.map(async (name) => boxes.set(name, opened.use(await startBox({ memory: '512M' })))))
    origin = opened.use(await originForBoxes(box('edge-1')))
    version = origin.ready.version
    const runs = await Promise.all(
      names.map(async (name) =>
        beginRun(origin, { kind: 'provision', target: await box(name).target(), node: { name, form: 'service' } }),
      ),
    )
    await Promise.all(runs.map(({ id }) => runSucceeds(origin, id)))
    await Promise.all(names.map((name) => box(name).inside(makeOld(version))))
    for (const name of names) await waitFor('the older version is back', async () => (await node(name)).version === OLD)
  }, 900_000)
  afterAll(() => opened.disposeAsync(), 60_000)

  const box = (name: string): TestBox => boxes.get(name) ?? expect.fail(`there is no box ${name}`)
  const node = async (name: string): Promise<Node> =>
    (await origin.api.nodes()).find((one) => one.name === name && one.liveness.state === 'alive') ??
    ({ version: null } as Node)

  test('stops at the second, which rolls back and stays out; the third is not touched, and who watches there sees on', async () => {
    const asked = { nodes: 'all', work: 'upgrade', dry_run: true }
    const { plan } = await origin.api.call('POST', ROLLING, rollingAnswerSchema, asked)
    const [first = '', second = '', third = ''] = plan.steps.map(({ node_name }) => node_name)
    await box(second).inside(breakNext(version))
    const untouched = async () => [
      await box(third).inside('systemctl show -p MainPID --value headwater-node'),
      await box(third).inside(`cat ${INSTALLED}; ls /opt`),
      (await node(third)).epoch,
    ]
    const before = await untouched()
    await using publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
    await using elsewhere = await FlvViewer.watch(`http://${box(third).ip}:8080/live/test.flv`)
    const local = ['--data-dir', origin.ready.data_dir]
    const { code, errors, output, after_ms } = await runHeadwater(
      ['edge', 'upgrade', '--all', '--drain-deadline', '5s', ...local],
      { deadline_ms: RUN_MS },
    )
    expect(code, output).toBe(1)
    expect(errors).toMatch(new RegExp(`${first} +done[\\s\\S]*${second} +FAILED`))
    expect(output).toContain('failed: 1 of 3 nodes are upgraded')
    expect(output).toContain('rolled_back')
    expect(output + errors).not.toMatch(new RegExp(`${third} +(is|done|FAILED)`))

    expect(await node(first)).toMatchObject({ version, mode: { value: 'normal' } })
    expect(await node(second)).toMatchObject({ version: OLD })
    expect((await node(second)).mode.value).not.toBe('normal')
    expect(await node(third)).toMatchObject({ version: OLD, mode: { value: 'normal' } })
    expect(await untouched()).toEqual(before)
    expect(elsewhere.longest_step_ms).toBeLessThan(1_000)
    await publisher.sendsOn()
    const { items } = await origin.api.call('GET', ROLLING, z.object({ items: z.array(rollingDrainSchema) }))
    expect(items[0]?.steps.map(({ node_name, phase }) => [node_name, phase])).toEqual([
      ...[
        [first, 'done'],
        [second, 'failed'],
        [third, 'skipped'],
      ],
    ])
    printFigures({ suite: 'rolling upgrade that fails', stopped_after_ms: Math.round(after_ms) })
  }, 400_000)
})
