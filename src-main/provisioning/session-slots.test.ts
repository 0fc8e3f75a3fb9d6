import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SessionSlots } from './session-slots.ts'

const never = new AbortController().signal

describe('sessions on one connection', () => {
  it('all get their turn, however few the server allows at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 20 }), async (allowed, wanted) => {
        let open = 0
        const slots = new SessionSlots((error) => error instanceof Error && error.message === 'refused')
        const session = async (name: number) => {
          if (open >= allowed) throw new Error('refused')
          open += 1
          await new Promise((resolve) => setImmediate(resolve))
          open -= 1
          return name
        }
        const names = Array.from({ length: wanted }, (_, name) => name)
        const done = await Promise.all(names.map((name) => slots.run(() => session(name), never)))
        expect(done).toEqual(names)
      }),
      { numRuns: 30 },
    )
  })

  it('are given up when the server opens none at all', async () => {
    const slots = new SessionSlots(() => true)
    await expect(slots.run(() => Promise.reject(new Error('refused')), never)).rejects.toThrow('refused')
  })

  it('keep their turn for as long as what they opened is open', async () => {
    const slots = new SessionSlots(() => false, 1)
    const closed = Promise.withResolvers<void>()
    await expect(
      slots.hold(
        () => Promise.resolve('open'),
        () => closed.promise,
        never,
      ),
    ).resolves.toBe('open')
    let turn = false
    const next = slots.run(async () => {
      turn = true
    }, never)
    await new Promise((resolve) => setImmediate(resolve))
    expect(turn).toBe(false)
    closed.resolve()
    await next
    expect(turn).toBe(true)
  })

  it('leave the queue when they are not wanted any more', async () => {
    const slots = new SessionSlots(() => false)
    const hold = Promise.withResolvers<void>()
    const held = Array.from({ length: 8 }, (_, at) => at).map(() => slots.run(() => hold.promise, never))
    const caller = new AbortController()
    const waiting = slots.run(() => Promise.resolve(), caller.signal)
    caller.abort(new Error('gone'))
    await expect(waiting).rejects.toThrow('gone')
    hold.resolve()
    await Promise.all(held)
    await expect(slots.run(() => Promise.resolve('next'), never)).resolves.toBe('next')
  })
})
