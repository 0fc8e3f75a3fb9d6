import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ProvisioningRun, provisioningRunSchema } from '#contract/provisioning-run.ts'
import { haveBoxes, startBox, type TestBox } from '../harness/boxes.ts'
import type { OriginProgram } from '../harness/origin-program.ts'
import { printFigures } from '../harness/print-figures.ts'
import { beginRun, filesOf, originForBoxes, steerRun, stepOf, watchFromBox } from '../harness/provisioning.ts'
import { Publisher } from '../harness/publisher.ts'
import { pause } from '../harness/wait-for.ts'

const AT_WORK = ['checking', 'applying', 'verifying', 'undoing']
const DEADLINE_MS = 240_000

/** Disturbs a run once in each of its steps, as soon as the step is seen at work, until nothing more is begun; the steps it was done in. */
async function disturbEachStep(
  origin: OriginProgram,
  id: string,
  disturb: () => Promise<void>,
): Promise<{ readonly run: ProvisioningRun; readonly disturbed: readonly string[] }> {
  const disturbed: string[] = []
  const until = performance.now() + DEADLINE_MS
  for (;;) {
    const run = await origin.api.call('GET', `/api/v1/provisioning-runs/${id}`, provisioningRunSchema)
    if (!['queued', 'running', 'undoing'].includes(run.state) || performance.now() > until) return { run, disturbed }
    const step = run.steps.find(({ state }) => AT_WORK.includes(state))
    if (step !== undefined && step.id !== 'connect' && !disturbed.includes(step.id)) {
      disturbed.push(step.id)
      await disturb()
    }
    await pause(20)
  }
}

describe.skipIf(!haveBoxes())('row 34: a run that is cut off in every step', () => {
  let box: TestBox
  let origin: OriginProgram
  const opened = new AsyncDisposableStack()
  beforeAll(async () => {
    box = opened.use(await startBox())
    origin = opened.use(await originForBoxes(box))
  })
  afterAll(() => opened.disposeAsync())

  const provision = async (node: object = {}) =>
    (await beginRun(origin, { kind: 'provision', target: await box.target(), node: { name: 'edge-1', ...node } })).id
  const cutSsh = async () => {
    await box.inside("pkill -9 -f 'sshd: root[@]' || :")
  }
  const everyStep = ['preflight', 'docker', 'image', 'configure', 'start', 'join', 'verify']

  test('from its SSH connection, gets to the same end by itself; so does its undo, which leaves nothing', async () => {
    const before = await filesOf(box)
    // Nobody can reach the node by that address: the last step says so.
    const id = await provision({ advertise_address: '127.0.0.1', media_port: 8089, rtmp_port: 1939 })
    const { run, disturbed } = await disturbEachStep(origin, id, cutSsh)
    expect(run.state, JSON.stringify(run.steps)).toBe('failed')
    expect(stepOf(run, 'verify').failure?.code, JSON.stringify(run.steps)).toBe('node_not_reachable')
    expect(run.steps.filter(({ state }) => ['done', 'already_so'].includes(state))).toHaveLength(run.steps.length - 1)

    await steerRun(origin, id, 'undo')
    const undone = await disturbEachStep(origin, id, cutSsh)
    expect(undone.run.state, JSON.stringify(undone.run.steps)).toBe('undone')
    const after = await filesOf(box)
    expect([...after].filter((path) => !before.has(path))).toEqual([])
    printFigures({ suite: 'row 34', ssh_cut_in: disturbed.join(' '), in_undo_of: undone.disturbed.join(' ') })
    expect(disturbed).toEqual(expect.arrayContaining(everyStep))
  })

  test('by the death of the origin, goes on by itself once it is back, and gets to the same end', async () => {
    await using _publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/show`)
    const id = await provision()
    const { run, disturbed } = await disturbEachStep(origin, id, async () => {
      await origin.kill()
      await origin.restart()
    })
    expect(run.state, JSON.stringify(run.steps)).toBe('succeeded')
    printFigures({ suite: 'row 34', origin_killed_in: disturbed.join(' ') })
    expect(disturbed).toEqual(expect.arrayContaining(everyStep))
    await using _viewer = await watchFromBox(box, 'live/show')
  })
})
