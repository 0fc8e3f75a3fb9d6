import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import type { LiveStateStatus } from '#contract/api.ts'
import type { Lease } from './live-state.ts'
import { SoleOrigin } from './sole-origin.ts'

const times = { ttl_ms: 50, retry_ms: 10, contested_after_ms: 60 }

/** One lease for all, as a Redis has it. */
class Leases {
  holder: AbortController | null = null
  state: LiveStateStatus['state'] = 'ok'

  lose(): void {
    this.holder?.abort()
  }

  get live() {
    return {
      status: (): LiveStateStatus => ({ kind: 'redis_external', state: this.state, detail: 'as it is' }),
      lease: async (name: string): Promise<Lease | null> => {
        if (this.holder !== null || this.state !== 'ok') return null
        const held = new AbortController()
        this.holder = held
        const release = async () => {
          if (this.holder === held) this.holder = null
        }
        return { name, fencing: 1, lost: held.signal, [Symbol.asyncDispose]: release }
      },
    }
  }
}

function origin(leases: Leases) {
  const recorded: string[] = []
  const sole = new SoleOrigin({
    ...{
      live: leases.live,
      log: pino({ level: 'silent' }),
      prefix: 'headwater:main:',
      times,
      onChanged: () => undefined,
    },
    activity: {
      record: (entry) => {
        recorded.push(entry.type)
        return { ...entry, id: 1, at: '' }
      },
    },
  })
  return { sole, recorded }
}

const soon = { timeout: 2_000, interval: 5 }

describe('an origin that is to be the only one', () => {
  test('says nothing while it is, and lets go when it stops', async () => {
    const leases = new Leases()
    const { sole, recorded } = origin(leases)
    await expect.poll(() => leases.holder, soon).not.toBeNull()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(sole.status().state).toBe('ok')
    await sole.stop()
    expect(recorded).toEqual([])
    expect(leases.holder).toBeNull()
  })

  test('finds another one, says so, and says when it has gone', async () => {
    const leases = new Leases()
    const first = origin(leases)
    await expect.poll(() => leases.holder, soon).not.toBeNull()
    const second = origin(leases)
    await expect.poll(() => second.sole.contested, soon).toBe(true)
    expect(second.sole.status()).toMatchObject({ state: 'degraded', detail: expect.stringMatching(/Another origin/) })
    expect(first.sole.contested).toBe(false)
    await first.sole.stop()
    await expect.poll(() => second.sole.contested, soon).toBe(false)
    expect(second.recorded).toEqual(['origin.another_found', 'origin.alone_again'])
    await second.sole.stop()
  })

  test('does not take the lease of one that was killed, nor a Redis that is away, for another origin', async () => {
    const leases = new Leases()
    leases.holder = new AbortController()
    const { sole, recorded } = origin(leases)
    await new Promise((resolve) => setTimeout(resolve, 30))
    leases.holder = null
    await expect.poll(() => leases.holder, soon).not.toBeNull()
    leases.state = 'degraded'
    leases.lose()
    await new Promise((resolve) => setTimeout(resolve, 120))
    expect(sole.contested).toBe(false)
    expect(recorded).toEqual([])
    await sole.stop()
  })
})
