import { expect, test } from 'vitest'
import type { NodeId } from '#contract/ids.ts'
import type { InstalledForm } from '#contract/node.ts'
import { obstacleOf } from './origin-upgrades.ts'

const id = '22222222-8f7c-4f2e-9a51-0d6a3a0f7b11' as NodeId
const obstacle = (form: InstalledForm | undefined, login_kept: boolean) =>
  obstacleOf({ login: () => (login_kept ? ({} as never) : null) }, { id, form })

test('a rolling upgrade leaves out who cannot be upgraded by a run, and says why', () => {
  for (const form of ['container', 'service', undefined] as const) {
    expect(obstacle(form, true)).toBeNull()
    expect(obstacle(form, false)).toContain('no login')
  }
  expect(obstacle('package', true)).toContain('with apt')
  expect(obstacle('by_hand', false)).toContain('started by hand')
  // A node of before, in a container that a run made, calls itself so.
  expect(obstacle('by_hand', true)).toBeNull()
})
