import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SshError } from '../ssh-errors.ts'
import { dyingStore, FakeBox, isOver, openRunsBench, type RunsBench, untilRun, wish } from './testing-runs.ts'

const IDS = ['one', 'two', 'three']

/** Until the run is over, or the program dead. */
async function untilDead(store: { readonly is_dead: boolean }, is_over: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2_000 && !store.is_dead && !is_over(); turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

/** A run on disk that has not begun, or one that was cancelled after its second step and is to be undone. */
async function prepared(bench: RunsBench, way: 'forward' | 'back', box: FakeBox): Promise<string> {
  const asked = wish()
  const [made] = bench.runs.start([asked], 'operator:owner')
  if (made === undefined || asked.kind !== 'provision') throw new Error('no run')
  if (way === 'forward') return made.id
  const before = bench.again()
  box.onHalf = async (step) => {
    if (step !== 'three') return
    before.cancel(made.id, { after: 'leave' }, 'operator:owner')
    box.onHalf = async () => undefined
  }
  before.begin()
  await untilRun(before, made.id, ({ state }) => state === 'cancelled')
  await before.stop()
  const asking = bench.again()
  asking.undo(made.id, { target: asked.target }, 'operator:owner')
  await asking.stop()
  return made.id
}

for (const [way, state, brought] of [
  ['forward', 'succeeded', IDS],
  ['back', 'undone', []],
] as const) {
  test(`killed between any two writes, a run goes on by itself to the same end: ${state}`, async () => {
    for (let writes = 0, is_dead = true; is_dead; writes += 1) {
      const box = new FakeBox()
      const steps = IDS.map((id) => box.step(id))
      await using bench = openRunsBench(box, steps)
      const id = await prepared(bench, way, box)
      const store = dyingStore(bench.store, writes)
      const dying = bench.again(store)
      dying.begin()
      await untilDead(store, () => isOver(dying.find(id)))
      await dying.stop()
      const next = bench.again()
      next.begin()
      const run = await untilRun(next, id, isOver)
      const at = `killed after ${writes} writes`
      expect([at, run.state, box.brought]).toEqual([at, state, brought])
      is_dead = store.is_dead
      if (!is_dead) expect(writes).toBeGreaterThan(8)
    }
  }, 60_000)
}

test('whatever comes of crashes, lost connections, failures and cancels, nothing is brought twice, and the end is one of the ends', async () => {
  const happening = fc.record({
    step: fc.constantFrom(...IDS.flatMap((id) => [id, `${id}'`])),
    half: fc.constantFrom('check', 'apply', 'verify', 'undo'),
    what: fc.constantFrom('crash', 'lost', 'fail', 'cancel', 'cancel_undo'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 5 }), async (script) => {
      const box = new FakeBox()
      const steps = IDS.map((id) => box.step(id, { interruptible: id !== 'two' }))
      await using bench = openRunsBench(box, steps)
      const [made] = bench.runs.start([wish()], 'operator:owner')
      const id = made?.id ?? ''
      const left = [...script]
      let current = bench.again()
      const crashed: Promise<void>[] = []
      const crash = () => {
        crashed.push(current.stop())
        current = bench.again()
        current.begin()
      }
      box.onHalf = async (step, half, signal) => {
        const [next] = left
        if (next === undefined || next.step !== step || next.half !== half) return
        left.shift()
        if (next.what === 'crash') {
          // Whoever was stopped touches nothing any more, as a program that was killed.
          queueMicrotask(crash)
          return await new Promise((_, reject) =>
            signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
          )
        }
        if (next.what === 'lost') throw new SshError('ssh_connection_lost', 'it broke off', null)
        if (next.what === 'fail') throw new Error('no')
        if (current.find(id).state === 'running') {
          current.cancel(id, { after: next.what === 'cancel' ? 'leave' : 'undo' }, 'operator:owner')
        }
      }
      current.begin()
      // Asked anew each time: a crash puts another program in the place of the one that is asked.
      for (let turn = 0; turn < 5_000; turn += 1) {
        const run = current.find(id)
        if (run.state === 'failed') current.resume(id, {}, 'operator:owner')
        else if (isOver(run)) break
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
      const { state } = current.find(id)
      expect(new Set(box.brought).size).toBe(box.brought.length)
      if (state === 'succeeded') expect(box.brought).toEqual(IDS)
      else if (state === 'undone') expect(box.brought).toEqual([])
      else expect(state).toBe('cancelled')
    }),
    { numRuns: 25, endOnFailure: true },
  )
}, 60_000)
