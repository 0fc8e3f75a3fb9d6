import { describe, expect, test } from 'vitest'
import type { SetupState } from '#contract/setup.ts'
import { firstOpen, isStepName, stepStates } from './steps.ts'

const untold = { kind: 'default', where: null } as const
const fresh: SetupState = {
  ...{ open: true, dismissed_at: null, dismissed_by: null, stream_seen: false, ports: [] },
  name: { value: 'Headwater', source: untold },
  address: {
    ...{ value: '10.0.0.2', source: untold, reachable_from_outside: true, listen_host: '0.0.0.0' },
    ...{ listen_source: untold, port: 8090, certificate_after_restart: false, found: [] },
  },
  parts: [{ name: 'redis', state: 'missing', detail: null }],
}

describe('the first steps', () => {
  test('are open on a fresh origin, and a missing Redis is something to know and nothing to do', () => {
    expect(stepStates(fresh, 0)).toEqual({ name: 'open', reach: 'open', parts: 'note', stream: 'open' })
    expect(firstOpen(stepStates(fresh, 0))).toBe('name')
  })

  test('count what was done elsewhere: by a file, by a variable, by a stream that came in', () => {
    const file = { kind: 'file', where: '/etc/headwater/headwater.yaml: origin.cluster_name' } as const
    const done = stepStates({ ...fresh, name: { value: 'Studio', source: file } }, 1)
    expect(done).toMatchObject({ name: 'done', reach: 'open', stream: 'done' })
    expect(firstOpen(done)).toBe('reach')
  })

  test('stay done when the first stream has ended, and begin with the last when all is done', () => {
    const chosen = { kind: 'chosen', where: 'operator:owner' } as const
    const setup: SetupState = {
      ...{ ...fresh, stream_seen: true },
      name: { value: 'Studio', source: chosen },
      address: { ...fresh.address, source: chosen },
    }
    expect(firstOpen(stepStates(setup, 0))).toBe('stream')
    expect(isStepName('reach')).toBe(true)
    expect(isStepName(null)).toBe(false)
  })
})
