import { describe, expect, test } from 'vitest'
import type { NodeId } from '#contract/ids.ts'
import type { Node } from '#contract/node.ts'
import { rollingDrainBodySchema } from '#contract/rolling-drain.ts'
import { type StoredRun, transition } from './rolling-machine.ts'
import { type UpgradeRun, type UpgradesApi, upgradeDrained, upgradeObstacle } from './rolling-upgrades.ts'
import { atMs, newRun, nodeId } from './testing-run.ts'

/** Boxes as far as a rolling upgrade sees them. */
class Boxes implements UpgradesApi {
  readonly version = '2.0.0'
  readonly runs: (UpgradeRun & { readonly node_id: NodeId })[] = []
  refuses = false
  obstacle = () => null
  start(node_id: NodeId): string {
    if (this.refuses) throw new Error('its login is not kept')
    const id = `00000000-0000-4000-8000-${`${this.runs.length + 1}`.padStart(12, '0')}`
    this.runs.push({ id, node_id, state: 'going_on', problem: null })
    return id
  }
  find(id: string) {
    return this.runs.find((run) => run.id === id) ?? null
  }
  newest(node_id: NodeId) {
    return this.runs.findLast((run) => run.node_id === node_id) ?? null
  }
  end(nth: number, state: UpgradeRun['state'], problem: string | null = null) {
    const run = this.runs[nth]
    if (run !== undefined) this.runs[nth] = { ...run, state, problem }
  }
}

const upgrade = { work: 'upgrade', between: 'maintenance', on_failure: 'stop', at_once: 2 } as const

/** The run with nodes in these phases. */
function inPhases(run: StoredRun, ...phases: StoredRun['steps'][number]['phase'][]): StoredRun {
  return { ...run, steps: run.steps.map((step, nth) => ({ ...step, phase: phases[nth] ?? step.phase })) }
}

function fed(run: StoredRun, boxes: Boxes, resumed: NodeId[] = []): StoredRun {
  return upgradeDrained(run, boxes, (id) => resumed.push(id)).reduce(
    (so_far, event) => transition(so_far, event, atMs(1_000)).run,
    run,
  )
}

const begins = (run: StoredRun) => {
  const seen = (id: NodeId) => {
    const is_new = run.steps.some(({ node_id, phase }) => node_id === id && phase === 'pending')
    const mode = { value: is_new ? 'normal' : 'draining', drained_at: null, deadline_at: atMs(9_000), revision: 1 }
    return { mode: mode as Node['mode'], liveness: 'alive' as const }
  }
  return transition(run, { kind: 'look', seen }, atMs(1_000)).effects.some(({ kind }) => kind === 'check')
}

describe('a rolling upgrade', () => {
  test('begins with its canary alone, and goes on with as many as allowed once that is done', () => {
    const run = newRun(4, upgrade)
    expect(begins(run)).toBe(true)
    expect(begins(inPhases(run, 'draining'))).toBe(false)
    expect(begins(inPhases(run, 'done', 'draining'))).toBe(true)
    expect(begins(inPhases(run, 'done', 'draining', 'draining'))).toBe(false)
    expect(begins(inPhases(newRun(4, { ...upgrade, canary: 2 }), 'draining'))).toBe(true)
  })

  test('upgrades who is out, once, and gives work again who does well', () => {
    const boxes = new Boxes()
    const resumed: NodeId[] = []
    let run = fed(inPhases(newRun(3, upgrade), 'drained'), boxes, resumed)
    expect(run.steps[0]?.upgrade_run_id).toBe(boxes.runs[0]?.id)
    run = fed(run, boxes, resumed)
    expect(boxes.runs).toHaveLength(1)
    expect(resumed).toEqual([])
    boxes.end(0, 'succeeded')
    fed(run, boxes, resumed)
    expect(resumed).toEqual([nodeId(0)])
  })

  test('finds the upgrade again that it had begun before the origin ended', () => {
    const boxes = new Boxes()
    boxes.start(nodeId(0))
    const run = fed(inPhases(newRun(2, upgrade), 'drained'), boxes)
    expect(boxes.runs).toHaveLength(1)
    expect(run.steps[0]?.upgrade_run_id).toBe(boxes.runs[0]?.id)
  })

  test('stops at the first that fails: it stays out, and nobody else is begun', () => {
    const boxes = new Boxes()
    let run = fed(inPhases(newRun(3, upgrade), 'drained'), boxes)
    boxes.end(0, 'ended_badly', 'it went back by itself')
    run = fed(run, boxes)
    expect(run.steps.map(({ phase }) => phase)).toEqual(['failed', 'skipped', 'skipped'])
    expect(run.steps[0]?.note).toBe('it went back by itself')
    boxes.refuses = true
    const refused = fed(inPhases(newRun(2, upgrade), 'drained'), boxes)
    expect(refused.steps[0]?.phase).not.toBe('pending')
  })

  test('that is cancelled lets what is done on a box come to its end', () => {
    const boxes = new Boxes()
    const run = fed(inPhases(newRun(3, upgrade), 'drained'), boxes)
    const seen = () => ({ mode: { value: 'maintenance', revision: 3 } as Node['mode'], liveness: 'alive' as const })
    const { run: cancelled, effects } = transition(
      run,
      { kind: 'cancel', by: 'operator:owner', resume_nodes: true, seen },
      atMs(2_000),
    )
    expect(cancelled.state).toBe('cancelling')
    expect(effects.some(({ kind }) => kind === 'resume_node')).toBe(false)
    expect(cancelled.steps.map(({ phase }) => phase)).toEqual(['drained', 'skipped', 'skipped'])
  })

  test('keeps nodes out until they are upgraded, whatever else was asked for, and leaves out who need not be', () => {
    expect(
      rollingDrainBodySchema.parse({ nodes: 'all', work: 'upgrade', between: 'resume', on_failure: 'go_on' }),
    ).toMatchObject({
      between: 'maintenance',
      on_failure: 'stop',
    })
    const boxes = new Boxes()
    const node = { is_origin: false, version: '2.0.0' } as Node
    expect(upgradeObstacle(node, boxes, undefined)).toMatch(/already/)
    expect(upgradeObstacle(node, boxes, 'registry/image:3')).toBeNull()
    expect(upgradeObstacle({ ...node, version: '1.0.0' }, boxes, undefined)).toBeNull()
    expect(upgradeObstacle({ ...node, is_origin: true }, boxes, undefined)).toMatch(/beside this origin/)
  })
})
