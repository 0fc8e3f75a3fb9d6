import { expect, test } from 'vitest'
import { createStreamPolicySchema, type StreamPolicy } from '#contract/stream-policy.ts'
import { bodyOf, formOf } from './policy-form.ts'

const at = '2026-11-21T07:30:00.000Z'

test('a policy that is opened and saved says what it said', () => {
  const { pattern, rules } = createStreamPolicySchema.parse({
    ...{
      pattern: 'live/*',
      on_second_publisher: 'take_over',
      publisher_grace_ms: 1_500,
      max_replicas: 5,
      min_replicas: 2,
    },
    ...{ prewarm_at: at, prewarm_until: '2026-11-21T09:30:41.000Z', allowed_regions: ['eu'], max_viewers: 10 },
    visibility: 'local',
  })
  const id = crypto.randomUUID()
  const policy: StreamPolicy = { id, pattern, rules, revision: 1, created_at: at, updated_at: at, updated_by: 'x' }
  expect(bodyOf(formOf(policy, ''))).toEqual({ pattern, ...rules })
})

test('empty fields are as without a policy, and times count only where nodes hold the stream ready', () => {
  const { rules } = createStreamPolicySchema.parse({ pattern: 'live/*' })
  const empty = formOf(null, 'live/*')
  expect(bodyOf(empty)).toEqual({ pattern: 'live/*', ...rules })
  expect(bodyOf({ ...empty, from: '2026-11-21T08:30' }).prewarm_at).toBe(null)
})
