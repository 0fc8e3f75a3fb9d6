import { expect, test } from 'vitest'
import type { Node } from '#contract/node.ts'
import { sshTargetSchema } from '#contract/provisioning.ts'
import { newRunSchema } from '#contract/provisioning-run.ts'
import { say } from '#contract/sentence.ts'
import { SshError } from '../ssh-errors.ts'
import { StepError } from './run-error.ts'
import { FakeBox, FINGERPRINT, isOver, openRunsBench, PASSWORD, untilRun, wish } from './testing-runs.ts'

const states = (run: { steps: readonly { id: string; state: string }[] }) =>
  Object.fromEntries(run.steps.map(({ id, state }) => [id, state]))
const lost = () => new SshError('ssh_connection_lost', 'it broke off', null)
const started = (bench: ReturnType<typeof openRunsBench>, ...given: Parameters<typeof wish>) => {
  bench.runs.begin()
  const [run] = bench.runs.start([wish(...given)], 'operator:owner')
  if (run === undefined) throw new Error('no run')
  return run
}

test('a run does its steps in their order, says so live, keeps its log without secrets, and the login of a node that joined', async () => {
  const box = new FakeBox()
  box.brought.push('one')
  const joins = box.step('two', {})
  const apply = joins.apply
  const NODE = '5f0c1f5e-8f7c-4f2e-9a51-0d6a3a0f7b11' as never
  await using bench = openRunsBench(box, [
    box.step('one'),
    {
      ...joins,
      apply: async (context, signal) => {
        context.isNode(NODE, 'edge-1')
        context.notes.seal('token', 'clt_secret')
        context.progress({ done: 5, total: 10, unit: 'bytes' })
        await apply(context, signal)
      },
    },
  ])
  const { id } = started(bench)
  const run = await untilRun(bench.runs, id, isOver)
  expect(run).toMatchObject({ state: 'succeeded', node_id: NODE, form: 'container' })
  expect(states(run)).toEqual({ connect: 'done', preflight: 'done', one: 'already_so', two: 'done' })
  expect(box.calls).toEqual(['one.check', 'two.check', 'two.apply', 'two.verify'])
  expect(run.steps[3]).toMatchObject({ attempt: 1, found: 'two was brought', failure: null })
  const log = bench.runs.log(id, { after: 0, limit: 100 })
  expect(log.map(({ text }) => text)).toContain('bringing two with •••')
  expect(bench.events.some(({ type }) => type === 'provisioning_log')).toBe(true)
  expect(JSON.stringify(bench.events)).not.toContain(PASSWORD)
  expect(bench.runs.login(NODE)).toMatchObject({ host: '10.0.0.11', user: 'ops', kept_by: 'operator:owner' })
  const sealed = bench.store.sql.prepare('SELECT sealed_target FROM provisioning_runs').pluck().get()
  const notes = bench.store.sql.prepare('SELECT name FROM provisioning_notes ORDER BY name').pluck().all()
  expect([sealed, notes]).toEqual([null, ['form', 'preflight.report']])
  const said = bench.activity.list({ limit: 10 }).map(({ type, actor }) => [type, actor])
  expect(said).toEqual([
    ['provisioning.succeeded', 'origin'],
    ['provisioning.started', 'operator:owner'],
  ])
  bench.runs.forgetLogin(NODE, 'operator:owner')
  expect(() => bench.runs.login(NODE)).toThrowError(expect.objectContaining({ code: 'node_not_found' }))
  bench.nodes.set(NODE, { id: NODE, name: 'edge-1', is_origin: false } as Partial<Node> as Node)
  expect(bench.runs.login(NODE)).toBeNull()
})

test('it waits for the host key to be confirmed, for other credentials, and stops hard at a changed key', async () => {
  const box = new FakeBox()
  await using bench = openRunsBench(box, [box.step('one')])
  const { id } = started(bench, { host_key_fingerprint: null, password: 'wrong' })
  const shown = await untilRun(bench.runs, id, ({ state }) => state === 'waiting')
  expect(shown.waiting_for).toMatchObject({ what: 'host_key', host_key: { fingerprint: FINGERPRINT } })
  bench.runs.resume(id, { host_key_fingerprint: FINGERPRINT }, 'operator:owner')
  const refused = await untilRun(bench.runs, id, ({ waiting_for }) => waiting_for?.what === 'credentials')
  expect(states(refused)).toMatchObject({ connect: 'pending', one: 'pending' })
  box.fingerprint = `SHA256:${'b'.repeat(43)}`
  const target = sshTargetSchema.parse({ host: '10.0.0.11', user: 'ops', password: PASSWORD })
  bench.runs.resume(id, { target }, 'operator:owner')
  const changed = await untilRun(bench.runs, id, ({ waiting_for }) => waiting_for?.what === 'changed_host_key')
  expect(changed.waiting_for?.host_key).toMatchObject({ fingerprint: box.fingerprint })
  bench.runs.resume(id, { host_key_fingerprint: box.fingerprint }, 'operator:owner')
  expect(await untilRun(bench.runs, id, isOver)).toMatchObject({ state: 'succeeded' })
  expect(box.connections).toBe(1)
})

test('a step whose connection breaks off is begun again over another one, and fails in the end', async () => {
  const box = new FakeBox()
  await using bench = openRunsBench(box, [box.step('one'), box.step('two')])
  let breaks = 2
  box.onHalf = async (step, half) => {
    if (step === 'two' && half === 'apply' && breaks > 0) {
      breaks -= 1
      throw lost()
    }
  }
  const { id } = started(bench)
  const run = await untilRun(bench.runs, id, isOver)
  expect(run).toMatchObject({ state: 'succeeded' })
  expect(run.steps.find((step) => step.id === 'two')).toMatchObject({ attempt: 3, state: 'done' })
  expect(box.connections).toBe(3)

  box.brought.length = 0
  breaks = 1_000
  const second = started(bench)
  const failed = await untilRun(bench.runs, second.id, isOver)
  expect(failed).toMatchObject({ state: 'failed' })
  expect(failed.steps.find((step) => step.id === 'two')).toMatchObject({
    state: 'failed',
    failure: { code: 'ssh_connection_lost' },
  })
  breaks = 0
  bench.runs.resume(second.id, {}, 'operator:owner')
  expect(await untilRun(bench.runs, second.id, isOver)).toMatchObject({ state: 'succeeded' })
})

test('a failure says what, why and what to do, masked, and the run is undone, also where undoing fails at first', async () => {
  const box = new FakeBox()
  await using bench = openRunsBench(box, [box.step('one'), box.step('two')])
  let undo_fails = true
  box.onHalf = async (step, half) => {
    if (step === "two'" && half === 'apply') {
      throw new StepError('no_room', say`no room for ${PASSWORD}`, say`make room`, {
        output: [`${PASSWORD}: no space`],
      })
    }
    if (step === 'one' && half === 'undo' && undo_fails) throw new Error('it is held')
  }
  const { id } = started(bench)
  const failed = await untilRun(bench.runs, id, isOver)
  expect(failed.steps.find((step) => step.id === 'two')?.failure).toEqual({
    ...{ code: 'no_room', message: 'no room for •••', hint: 'make room', output: ['•••: no space'] },
    sentences: {
      message: { template: 'no room for {0}', values: ['•••'] },
      hint: { template: 'make room', values: [] },
    },
  })
  expect(box.brought).toEqual(['one', 'two'])
  bench.runs.undo(id, {}, 'operator:owner')
  const half = await untilRun(bench.runs, id, isOver)
  expect([half.state, box.brought]).toEqual(['failed', ['one']])
  undo_fails = false
  bench.runs.resume(id, {}, 'operator:owner')
  expect(await untilRun(bench.runs, id, isOver)).toMatchObject({ state: 'undone' })
  expect(box.brought).toEqual([])
  expect(() => bench.runs.resume(id, {}, 'operator:owner')).toThrowError(
    expect.objectContaining({ code: 'run_not_resumable' }),
  )
})

test('a cancel ends a step in the middle, or waits for one that must not be', async () => {
  const box = new FakeBox()
  await using bench = openRunsBench(box, [
    box.step('one'),
    box.step('two', { interruptible: false }),
    box.step('three'),
  ])
  const entered = { one: Promise.withResolvers<void>(), two: Promise.withResolvers<void>() }
  const go_on = Promise.withResolvers<void>()
  let at: 'one' | 'two' = 'one'
  box.onHalf = async (step, half, signal) => {
    if (step !== at || half !== 'apply') return
    entered[at].resolve()
    if (at === 'two') return await go_on.promise
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
  }
  const first = started(bench)
  await entered.one.promise
  bench.runs.cancel(first.id, { after: 'leave' }, 'operator:owner')
  const cancelled = await untilRun(bench.runs, first.id, isOver)
  expect(cancelled).toMatchObject({ state: 'cancelled' })
  expect(states(cancelled)).toMatchObject({ one: 'failed', two: 'pending' })

  at = 'two'
  const second = started(bench)
  await entered.two.promise
  expect(() => started(bench)).toThrowError(expect.objectContaining({ code: 'box_busy' }))
  bench.runs.cancel(second.id, { after: 'undo' }, 'operator:owner')
  expect(bench.runs.find(second.id).state).toBe('cancelling')
  go_on.resolve()
  const undone = await untilRun(bench.runs, second.id, isOver)
  expect(undone).toMatchObject({ state: 'undone' })
  expect(states(undone)).toMatchObject({ one: 'undone', two: 'undone', three: 'pending' })
  expect(box.brought).toEqual([])
})

test('a step that is too slow ends the run, resumable', async () => {
  const box = new FakeBox()
  await using bench = openRunsBench(box, [box.step('one', { deadlines_ms: { apply: 20 } })])
  box.onHalf = async (_step, half, signal) => {
    if (half !== 'apply') return
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
  }
  const { id } = started(bench)
  const run = await untilRun(bench.runs, id, isOver)
  expect(run.steps.at(-1)?.failure).toMatchObject({ code: 'step_timed_out' })
})

test('several boxes go on together, ten at most, and all or none are begun', async () => {
  const box = new FakeBox()
  await using bench = openRunsBench(box, [box.step('one')])
  const go_on = Promise.withResolvers<void>()
  box.onHalf = async (_step, half) => {
    if (half === 'apply') await go_on.promise
  }
  bench.runs.begin()
  const wishes = Array.from({ length: 12 }, (_, index) => {
    const one = wish({ host: `10.0.0.${index + 1}` })
    return one.kind === 'provision' ? { ...one, node: { ...one.node, name: `edge-${index + 1}` } } : one
  })
  const twice = [...wishes.slice(0, 2), ...wishes.slice(0, 1)]
  expect(() => bench.runs.start(twice, 'operator:owner')).toThrowError(expect.objectContaining({ code: 'box_busy' }))
  expect(bench.runs.list({ limit: 50 })).toEqual([])
  const made = bench.runs.start(wishes, 'operator:owner')
  const count = (state: string) => bench.runs.list({ limit: 50 }).filter((run) => run.state === state).length
  expect([count('running'), count('queued')]).toEqual([10, 2])
  expect(bench.runs.list({ limit: 50, open: true })).toHaveLength(12)
  go_on.resolve()
  for (const { id } of made) expect(await untilRun(bench.runs, id, isOver)).toMatchObject({ state: 'succeeded' })
  expect(bench.runs.list({ limit: 50, open: true })).toEqual([])
  expect(bench.runs.list({ limit: 50, open: false })).toHaveLength(12)
})

test('when a login that is kept was last used is told, and one that was given for once leaves it as it is', async () => {
  const box = new FakeBox()
  const NODE = '5f0c1f5e-8f7c-4f2e-9a51-0d6a3a0f7b11' as never
  await using bench = openRunsBench(box, [
    box.step('one', {
      async verify({ isNode }) {
        isNode(NODE, 'edge-1')
        return 'it is in'
      },
    }),
  ])
  bench.nodes.set(NODE, { id: NODE, name: 'edge-1', is_origin: false } as Partial<Node> as Node)
  await untilRun(bench.runs, started(bench).id, isOver)
  const again = async (asked: object) => {
    const [run] = bench.runs.start([newRunSchema.parse({ kind: 'restart', node_id: NODE, ...asked })], 'operator:owner')
    await untilRun(bench.runs, run?.id ?? '', isOver)
    return bench.runs.login(NODE)?.last_used_at ?? ''
  }
  const first = bench.runs.login(NODE)?.last_used_at ?? ''
  await new Promise((resolve) => setTimeout(resolve, 5))
  const second = await again({})
  expect(Date.parse(second)).toBeGreaterThan(Date.parse(first))
  const target = { host: '10.0.0.11', user: 'root', password: PASSWORD, host_key_fingerprint: FINGERPRINT }
  expect(await again({ target })).toBe(second)
})
