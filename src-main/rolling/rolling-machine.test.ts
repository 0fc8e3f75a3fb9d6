import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NodeId } from '#contract/ids.ts'
import type { LivenessState, NodeMode } from '#contract/node.ts'
import { hasEnded } from '#contract/rolling-drain.ts'
import { initialMode, type ModeEvent, transition as modeTransition } from '../nodes/node-mode.ts'
import { nodesOut, type RollingEffect, type RollingEvent, type StoredRun, transition } from './rolling-machine.ts'
import { atMs, newRun, nodeId } from './testing-run.ts'

interface WorldNode {
  mode: NodeMode
  liveness: LivenessState
  carries: number
}

/** A few nodes with the mode machine that real ones have, and the one run over them; what a kill -9 takes away, `kill` takes away. */
class World {
  now_ms = 0
  run: StoredRun
  readonly nodes = new Map<NodeId, WorldNode>()
  refusal: string | null = null
  /** Effects that were decided on and not done, because the origin was killed in between. */
  dies_after: number | null = null
  readonly drained: NodeId[] = []
  most_out = 0

  constructor(run: StoredRun) {
    this.run = run
    for (const { node_id } of run.steps) {
      this.nodes.set(node_id, { mode: initialMode(this.instant), liveness: 'alive', carries: 2 })
    }
  }

  get instant() {
    return { monotonic_ms: this.now_ms, at: atMs(this.now_ms) }
  }

  node(nth: number): WorldNode {
    const node = this.nodes.get(nodeId(nth))
    if (node === undefined) throw new Error('no such node')
    return node
  }

  steer(id: NodeId, event: ModeEvent): void {
    const node = this.nodes.get(id)
    if (node !== undefined) node.mode = modeTransition(node.mode, event, this.instant).mode
  }

  seen = (id: NodeId) => this.nodes.get(id) ?? null

  feed(first: RollingEvent): void {
    const todo = [first]
    for (let event = todo.shift(); event !== undefined; event = todo.shift()) {
      const { run, effects } = transition(this.run, event, atMs(this.now_ms))
      if (hasEnded(this.run)) expect([run, effects]).toEqual([this.run, []])
      this.run = run
      this.most_out = Math.max(this.most_out, nodesOut(run).length)
      for (const effect of effects) {
        if (effect.kind === 'note') continue
        if (this.dies_after !== null && this.dies_after-- <= 0) {
          this.dies_after = null
          return
        }
        todo.push(...this.#act(effect))
      }
    }
  }

  #act(effect: Exclude<RollingEffect, { kind: 'note' }>): RollingEvent[] {
    const { node_id } = effect
    const node = this.nodes.get(node_id)
    if (effect.kind === 'check') {
      const now_there = { mode_revision: node?.mode.revision ?? 0, viewers: node?.carries ?? 0 }
      return [{ kind: 'checked', node_id, refusal: this.refusal, now_there }]
    }
    if (effect.kind === 'resume_node') {
      this.steer(node_id, { kind: 'resume', by: 'operator:owner', reason: null })
      return []
    }
    const { deadline_ms, on_deadline, between } = this.run.settings
    const after_drain = between === 'maintenance' ? 'maintenance' : null
    if (node?.mode.value === 'normal') this.drained.push(node_id)
    const by = { by: 'operator:owner', reason: 'rolling drain' }
    this.steer(node_id, { kind: 'drain', ...by, deadline_ms, on_deadline, after_drain })
    return [{ kind: 'look', seen: this.seen }]
  }

  /** Time goes by: nodes let go of what they carry, their drains' deadlines come, and the run is looked at. */
  pass(ms: number): void {
    this.now_ms += ms
    for (const [id, node] of this.nodes) {
      if (node.liveness !== 'alive') continue
      if (node.mode.value !== 'normal' && node.carries > 0) node.carries -= 1
      this.steer(id, { kind: 'tick' })
      this.steer(id, { kind: 'carries', total: node.carries })
      if (node.mode.value === 'normal') node.carries = 2
    }
    this.feed({ kind: 'look', seen: this.seen })
  }

  phases(): string[] {
    return this.run.steps.map(({ phase }) => phase)
  }
}

const world = (...asked: Parameters<typeof newRun>) => {
  const made = new World(newRun(...asked))
  made.pass(0)
  return made
}

describe('a rolling drain', () => {
  it('takes one node after the other, each once the one before takes work again', () => {
    const w = world(3, { pause_ms: 2_000 })
    expect(w.phases()).toEqual(['draining', 'pending', 'pending'])
    w.pass(1_000)
    w.pass(1_000)
    expect(w.phases()).toEqual(['drained', 'pending', 'pending'])
    expect(w.run.steps[0]).toMatchObject({ viewers_before: 2, resumes_at: atMs(4_000) })
    w.pass(1_000)
    expect(w.phases()[0]).toBe('drained')
    w.pass(1_000)
    w.pass(1_000)
    expect(w.phases()).toEqual(['done', 'draining', 'pending'])
    for (let turn = 0; turn < 20; turn += 1) w.pass(1_000)
    expect(w.run).toMatchObject({ state: 'done', waiting: null, note: null })
    expect(w.drained).toEqual([nodeId(0), nodeId(1), nodeId(2)])
    expect(w.most_out).toBe(1)
  })

  it('leaves a node in maintenance until somebody resumes it, and waits until it is alive', () => {
    const w = world(2, { between: 'maintenance' })
    for (let turn = 0; turn < 5; turn += 1) w.pass(10_000)
    expect(w.phases()).toEqual(['drained', 'pending'])
    expect(w.node(0).mode.value).toBe('maintenance')
    w.node(0).liveness = 'offline'
    w.pass(1_000)
    expect(w.run.state).toBe('running')
    w.steer(nodeId(0), { kind: 'resume', by: 'api_key:upgrader', reason: null })
    w.pass(1_000)
    expect(w.phases()).toEqual(['warming', 'pending'])
    w.node(0).liveness = 'alive'
    w.pass(1_000)
    expect(w.phases()).toEqual(['done', 'draining'])
  })

  it('waits where too little would stay up, says it once, and goes on when it would not any more', () => {
    const w = new World(newRun(2))
    w.refusal = '40 viewers would not fit'
    w.pass(0)
    expect(w.phases()).toEqual(['pending', 'pending'])
    expect(w.run.waiting).toEqual({ kind: 'capacity', node_id: nodeId(0), reason: w.refusal, since: atMs(0) })
    w.refusal = '39 viewers would not fit'
    w.pass(5_000)
    expect(w.run.waiting).toMatchObject({ reason: '39 viewers would not fit', since: atMs(0) })
    w.refusal = null
    w.pass(1_000)
    expect([w.run.waiting, w.phases()[0]]).toEqual([null, 'draining'])
  })

  it.each([
    ['pause', 'paused', ['draining', 'pending']],
    ['stop', 'failed', ['failed', 'skipped']],
    ['go_on', 'running', ['failed', 'draining']],
  ] as const)('does what it was told when a node is lost: %s', (on_failure, state, phases) => {
    const w = world(2, { on_failure })
    w.node(0).liveness = 'offline'
    w.pass(1_000)
    w.pass(1_000)
    expect([w.run.state, w.phases()]).toEqual([state, phases])
    expect(w.run.steps[0]?.note).toMatch(/offline/)
  })

  it('that paused over a lost node goes on with it when it is back and somebody says so', () => {
    const w = world(2)
    w.node(0).liveness = 'offline'
    w.pass(1_000)
    w.feed({ kind: 'resume', by: 'operator:owner' })
    w.pass(1_000)
    expect(w.run.state).toBe('running')
    w.node(0).liveness = 'alive'
    for (let turn = 0; turn < 30; turn += 1) w.pass(5_000)
    expect(w.run.state).toBe('done')
  })

  it('pauses when a deadline ran out that does not end what is left, and the drain waits on', () => {
    const w = world(2, { deadline_ms: 10_000, on_deadline: 'wait' })
    w.node(0).carries = 1_000
    w.pass(10_001)
    expect(w.run).toMatchObject({ state: 'paused', note: expect.stringContaining('deadline') })
    expect(w.node(0).mode.value).toBe('draining')
  })

  it('does not fight somebody who resumes a node that it drains', () => {
    const w = world(2)
    w.steer(nodeId(0), { kind: 'resume', by: 'operator:eve', reason: null })
    w.pass(1_000)
    expect(w.phases()).toEqual(['failed', 'pending'])
    expect(w.run.note).toContain('eve resumed it')
    expect(w.node(0).mode.value).toBe('normal')
  })

  it('pauses with those under way going on, and cancels with every node at work again', () => {
    const w = world(3, { pause_ms: 0 })
    w.feed({ kind: 'pause', by: 'operator:owner' })
    for (let turn = 0; turn < 10; turn += 1) w.pass(1_000)
    expect(w.phases()).toEqual(['done', 'pending', 'pending'])
    w.feed({ kind: 'resume', by: 'operator:owner' })
    w.pass(0)
    expect(w.phases()).toEqual(['done', 'draining', 'pending'])
    w.feed({ kind: 'cancel', by: 'operator:owner', resume_nodes: true, seen: w.seen })
    expect(w.run.state).toBe('cancelling')
    w.pass(1_000)
    expect([w.run.state, w.phases()]).toEqual(['cancelled', ['done', 'skipped', 'skipped']])
    expect([...w.nodes.values()].map(({ mode }) => mode.value)).toEqual(['normal', 'normal', 'normal'])
  })

  it('leaves nodes as they are when it is cancelled so', () => {
    const w = world(2)
    w.feed({ kind: 'cancel', by: 'operator:owner', resume_nodes: false, seen: w.seen })
    expect(w.run).toMatchObject({ state: 'cancelled', ended_at: atMs(0) })
    expect(w.node(0).mode.value).toBe('draining')
  })

  it('goes past a node that has left the cluster', () => {
    const w = new World(newRun(2))
    w.nodes.delete(nodeId(0))
    w.pass(0)
    expect(w.phases()).toEqual(['skipped', 'draining'])
  })
})

type Happening =
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'die'; readonly after: number }
  | { readonly kind: 'lose' | 'find' | 'evict' | 'resume_by_hand'; readonly nth: number }
  | { readonly kind: 'refuse' | 'allow' | 'pause' | 'resume' | 'cancel' }

const nth = fc.integer({ min: 0, max: 3 })
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 20_000 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('die' as const), after: fc.integer({ min: 0, max: 3 }) }) },
  fc.record({ kind: fc.constantFrom('lose' as const, 'find', 'evict', 'resume_by_hand'), nth }),
  fc.record({ kind: fc.constantFrom('refuse' as const, 'allow', 'pause', 'resume', 'cancel') }),
)
const settings = fc.record({
  at_once: fc.integer({ min: 1, max: 3 }),
  between: fc.constantFrom('resume' as const, 'maintenance'),
  on_failure: fc.constantFrom('pause' as const, 'stop', 'go_on'),
  deadline_ms: fc.constantFrom(null, 0, 1_000, 60_000),
  on_deadline: fc.constantFrom('end' as const, 'wait'),
  pause_ms: fc.constantFrom(0, 5_000),
})

function happens(w: World, what: Happening): void {
  const node = 'nth' in what ? w.nodes.get(nodeId(what.nth)) : undefined
  if (what.kind === 'pass') w.pass(what.ms)
  else if (what.kind === 'die') w.dies_after = what.after
  else if (what.kind === 'evict') w.nodes.delete(nodeId(what.nth))
  else if (what.kind === 'lose' && node !== undefined) node.liveness = 'offline'
  else if (what.kind === 'find' && node !== undefined) node.liveness = 'alive'
  else if (what.kind === 'resume_by_hand')
    w.steer(nodeId(what.nth), { kind: 'resume', by: 'operator:eve', reason: null })
  else if (what.kind === 'refuse') w.refusal = 'too few'
  else if (what.kind === 'allow') w.refusal = null
  else if (what.kind === 'cancel') {
    w.feed({ kind: 'cancel', by: 'operator:owner', resume_nodes: true, seen: w.seen })
  } else if (what.kind === 'pause' || what.kind === 'resume') w.feed({ kind: what.kind, by: 'operator:owner' })
}

const FINAL = ['done', 'failed', 'skipped']

describe('a rolling drain under any history', () => {
  it('never has more nodes out than it may, takes each once, and changes nothing that is final', () => {
    fc.assert(
      fc.property(settings, fc.array(happening, { maxLength: 60 }), (asked, history) => {
        const w = new World(newRun(4, asked))
        for (const what of history) {
          const before = w.run
          happens(w, what)
          for (const [index, step] of before.steps.entries()) {
            if (FINAL.includes(step.phase)) expect(w.run.steps[index]).toEqual(step)
          }
          expect(hasEnded(w.run)).toBe(w.run.ended_at !== null)
          if (hasEnded(w.run)) expect(w.phases().every((phase) => FINAL.includes(phase))).toBe(true)
        }
        expect(w.most_out).toBeLessThanOrEqual(asked.at_once)
        expect(new Set(w.drained).size).toBe(w.drained.length)
      }),
    )
  })

  it('that is only killed and started again gets through with every node, and leaves all at work', () => {
    const deaths = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 9_000 })), {
      maxLength: 20,
    })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), deaths, (at_once, kills) => {
        const w = new World(newRun(4, { at_once, pause_ms: 3_000, deadline_ms: 60_000 }))
        for (const [after, ms] of kills) {
          w.dies_after = after
          w.pass(ms)
        }
        w.dies_after = null
        for (let turn = 0; turn < 100 && !hasEnded(w.run); turn += 1) w.pass(5_000)
        expect(w.run.state).toBe('done')
        expect(w.drained.toSorted()).toEqual([0, 1, 2, 3].map(nodeId))
        expect([...w.nodes.values()].map(({ mode }) => mode.value)).toEqual(['normal', 'normal', 'normal', 'normal'])
      }),
    )
  })
})
