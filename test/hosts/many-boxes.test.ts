import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { SshTarget } from '#contract/provisioning.ts'
import { haveBoxes, startBox, type TestBox } from '../harness/boxes.ts'
import type { OriginProgram } from '../harness/origin-program.ts'
import { printFigures } from '../harness/print-figures.ts'
import { beginRun, originForBoxes, runSucceeds, watchFromBox } from '../harness/provisioning.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

/** How many boxes at once: `HEADWATER_BOXES_AT_ONCE=10 npm run test:hosts -- many-boxes`. A machine of CI affords four. */
const BOXES = Number(process.env.HEADWATER_BOXES_AT_ONCE ?? 4)
/** Of Linux on all that it runs on here (sysconf(3), _SC_CLK_TCK). */
const TICKS_PER_S = 100

/** Processor time that a program used, in s (proc(5), /proc/PID/stat: fields 14 and 15). */
function processorSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return fields.slice(11, 13).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_PER_S
}

/** How busy the whole machine was, in processor seconds (proc(5), /proc/stat: all but idle and waiting for disks). */
function machineSeconds(): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] =
    readFileSync('/proc/stat', 'utf8').split('\n')[0]?.trim().split(/\s+/).slice(1).map(Number) ?? []
  return (user + nice + system + irq + softirq) / TICKS_PER_S
}

interface Measured {
  readonly wall_s: number
  readonly origin_cpu_s: number
  readonly machine_cpu_s: number
  /** How long each step took, on average, in s. */
  readonly steps_s: Readonly<Record<string, number>>
}

/** How to log in to one of several: the first as root, others as users whose sudo does not ask, and asks. */
function targetOf(box: TestBox, index: number): Promise<SshTarget> {
  const user = (['root', 'ops', 'edge'] as const)[index % 3] ?? 'root'
  return box.target({ user, ...(user === 'edge' ? { password: 'edge' } : {}) })
}

/** Makes boxes nodes, all at once, until each plays. */
async function provisionAll(origin: OriginProgram, boxes: readonly TestBox[], name: string): Promise<Measured> {
  const targets = await Promise.all(boxes.map((box, index) => targetOf(box, index)))
  const pid = origin.program.pid
  const [from, cpu_from, machine_from] = [performance.now(), processorSeconds(pid), machineSeconds()]
  const steps_s: Record<string, number> = {}
  await Promise.all(
    boxes.map(async (box, index) => {
      const node = { name: `${name}-${index + 1}` }
      const { id } = await beginRun(origin, { kind: 'provision', target: targets[index], node })
      for (const step of (await runSucceeds(origin, id)).steps) {
        const took_s = (Date.parse(step.ended_at ?? '') - Date.parse(step.started_at ?? '')) / 1_000
        steps_s[step.id] = (steps_s[step.id] ?? 0) + took_s / boxes.length
      }
      await using viewer = await watchFromBox(box, 'live/show')
      await viewer.sees(1)
    }),
  )
  return {
    steps_s,
    wall_s: (performance.now() - from) / 1_000,
    origin_cpu_s: processorSeconds(pid) - cpu_from,
    machine_cpu_s: machineSeconds() - machine_from,
  }
}

describe.skipIf(!haveBoxes())('boxes at once', () => {
  test('are nodes that play in less than twice the time that one takes, but for what the machine they share lacks', async () => {
    await using opened = new AsyncDisposableStack()
    const started = await Promise.all(
      Array.from({ length: BOXES + 1 }, async () => opened.use(await startBox({ flavor: 'docker' }))),
    )
    const [first, ...boxes] = started
    if (first === undefined) throw new Error('no box')
    await Promise.all(
      started.map((box) =>
        waitFor('Docker answers', () => box.says('docker version >/dev/null 2>&1'), {
          deadline_ms: 90_000,
          every_ms: 500,
        }),
      ),
    )
    await using origin = await originForBoxes(first)
    await using _publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/show`)
    // An image that is to be made first would be counted as the first box's.
    await using warm = await startBox({ flavor: 'docker' })
    await provisionAll(origin, [warm], 'warm')
    const again = await provisionAll(origin, [warm], 'warm')
    const one = await provisionAll(origin, [first], 'one')
    const all = await provisionAll(origin, boxes, 'edge')
    const names = (await origin.api.nodes()).map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(boxes.map((_, index) => `edge-${index + 1}`)))
    // Boxes and origin share these processors, with whatever else runs here: nothing is faster than all of that computed on all of them.
    const processors = Number(readFileSync('/proc/cpuinfo', 'utf8').match(/^processor/gm)?.length ?? 1)
    const least_s = all.machine_cpu_s / processors
    const origin_cpu_s_per_box = all.origin_cpu_s / BOXES
    printFigures({
      suite: 'boxes at once',
      boxes: BOXES,
      processors,
      second_run_s: again.wall_s,
      one_s: one.wall_s,
      all_s: all.wall_s,
      times_one: all.wall_s / one.wall_s,
      origin_cpu_s_one: one.origin_cpu_s,
      origin_cpu_s_per_box,
      machine_cpu_s_one: one.machine_cpu_s,
      machine_cpu_s_all: all.machine_cpu_s,
      least_s_on_these_processors: least_s,
      steps_s_one: one.steps_s,
      steps_s_all: all.steps_s,
    })
    // A box on which everything is as it should be is looked at, and no more.
    expect(again.wall_s).toBeLessThan(10)
    expect(all.wall_s).toBeLessThan(Math.max(2 * one.wall_s, 1.5 * least_s))
    // What an origin spends on a box must not keep it from doing ten at once on one processor in twice the time of one.
    expect(origin_cpu_s_per_box).toBeLessThan(4)
  }, 900_000)
})
