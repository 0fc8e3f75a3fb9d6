import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RECOVERED_AFTER_MS, restartDelay } from '../origin/restart-backoff.ts'
import { type LifecycleEvent, type LifecycleState, transition } from './origin-lifecycle.ts'

const panel = { url: 'http://127.0.0.1:8090', sign_in_url: 'http://127.0.0.1:8090/sign-in#x' }
const idle: LifecycleState = { kind: 'idle' }

/** Plays events one second apart; tells the last state and what was done. */
function play(events: readonly (LifecycleEvent | number)[], from: LifecycleState = idle) {
  let state = from
  let now_ms = 0
  const done: string[] = []
  for (const event of events) {
    if (typeof event === 'number') {
      now_ms += event
      continue
    }
    now_ms += 1_000
    const next = transition(state, event, now_ms)
    state = next.state
    for (const effect of next.effects) {
      done.push(effect.kind === 'schedule_restart' ? `restart in ${effect.delay_ms} ms` : effect.kind)
    }
  }
  return { state, done }
}

const start: LifecycleEvent = { kind: 'start_asked' }
const ready: LifecycleEvent = { kind: 'ready', panel }
const crash: LifecycleEvent = { kind: 'exited', exit_code: 1 }
const due: LifecycleEvent = { kind: 'restart_due' }
const stop: LifecycleEvent = { kind: 'stop_asked' }

const anyEvent: readonly LifecycleEvent[] = [
  start,
  ready,
  crash,
  due,
  stop,
  { kind: 'start_late' },
  { kind: 'stop_late' },
  { kind: 'start_failed', reason: { kind: 'said', message: 'x', hint: null } },
]

/** A process that can only speak and end while it lives, and what the lifecycle makes of it. */
class World {
  state: LifecycleState = idle
  finished = 0
  #alive = false
  #now_ms = 0

  let(event: LifecycleEvent): void {
    if (!this.#alive && ['ready', 'exited', 'start_failed'].includes(event.kind)) return
    if (event.kind === 'exited') this.#alive = false
    this.#now_ms += 1_000
    const { state, effects } = transition(this.state, event, this.#now_ms)
    this.state = state
    for (const { kind } of effects) {
      if (kind === 'launch' || kind === 'finish') expect([this.#alive, this.finished]).toEqual([false, 0])
      if (kind === 'launch') this.#alive = true
      if (kind === 'finish') this.finished += 1
    }
  }
}

describe('the origin behind the window', () => {
  it('shows the panel once it is ready', () => {
    expect(play([start, ready]).done).toEqual(['launch', 'show_panel'])
  })

  it('is started again after a crash, later each time, and shows the panel again', () => {
    expect(play([start, ready, crash, due, ready, crash, due, ready]).done).toEqual([
      'launch',
      'show_panel',
      'show_restarting',
      'restart in 500 ms',
      'launch',
      'show_panel',
      'show_restarting',
      'restart in 1000 ms',
      'launch',
      'show_panel',
    ])
  })

  it('is shown where it is when it listens elsewhere after a start in place', () => {
    expect(play([start, ready, ready]).done).toEqual(['launch', 'show_panel', 'show_panel'])
  })

  it('is forgiven earlier crashes once it ran for a minute', () => {
    const { done } = play([start, ready, crash, due, ready, RECOVERED_AFTER_MS, crash])
    expect(done.at(-1)).toBe('restart in 500 ms')
  })

  it('says why it cannot start, and tries again when asked to', () => {
    const reason = { kind: 'said', message: 'Port 8090 is taken.', hint: null } as const
    const { state, done } = play([start, { kind: 'start_failed', reason }, crash])
    expect(state).toEqual({ kind: 'broken' })
    expect(done).toEqual(['launch', 'dismiss', 'show_failure'])
    expect(play([start, ready], state).done).toEqual(['launch', 'show_panel'])
  })

  it('is given up after four crashes while starting', () => {
    const { state, done } = play([start, crash, due, crash, due, crash, due, crash])
    expect(state.kind).toBe('broken')
    expect(done.filter((each) => each === 'launch')).toHaveLength(4)
  })

  it('is killed when it is not ready in time, and then says so', () => {
    expect(play([start, { kind: 'start_late' }, { kind: 'exited', exit_code: null }]).done).toEqual([
      'launch',
      'kill',
      'show_failure',
    ])
  })

  it('ends in order, by force when it is late, and at once when asked twice', () => {
    expect(play([start, ready, stop, crash]).done).toEqual(['launch', 'show_panel', 'ask_to_stop', 'finish'])
    expect(play([start, ready, stop, { kind: 'stop_late' }, crash]).done.slice(2)).toEqual([
      'ask_to_stop',
      'kill',
      'finish',
    ])
    expect(play([start, ready, stop, stop, crash]).done.slice(2)).toEqual(['ask_to_stop', 'kill', 'finish'])
    expect(play([start, ready, crash, stop]).done.at(-1)).toBe('finish')
  })

  it('never runs twice at once, and ends exactly once, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...anyEvent), { maxLength: 60 }), (events) => {
        const world = new World()
        for (const event of events) world.let(event)
        expect(world.finished).toBe(world.state.kind === 'stopped' ? 1 : 0)
      }),
    )
  })

  it('waits longer each time, and never longer than half a minute', () => {
    expect([1, 2, 3, 7, 100].map(restartDelay)).toEqual([500, 1_000, 2_000, 30_000, 30_000])
  })
})
