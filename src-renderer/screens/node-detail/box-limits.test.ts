import { expect, test } from 'vitest'
import { type RunKind, runKindSchema } from '#contract/provisioning-run.ts'
import { boxLimits } from './box-limits.ts'

const possible = (form: Parameters<typeof boxLimits>[0], login_kept = false): RunKind[] =>
  runKindSchema.options.filter((kind) => boxLimits(form, login_kept).can(kind))

test('a box offers what a run could do there, and says why where it is not all', () => {
  for (const form of ['container', 'service', undefined] as const) {
    expect(possible(form)).toEqual(runKindSchema.options)
    expect(boxLimits(form, false).why).toBeNull()
  }
  expect(possible('package')).toEqual(runKindSchema.options.filter((kind) => kind !== 'upgrade'))
  expect(boxLimits('package', false).why).toContain('package')
  expect(possible('by_hand')).toEqual([])
  expect(boxLimits('by_hand', false).why).toContain('by hand')
})

test('a kept login says that a run was there, whatever a node of before calls itself', () => {
  expect(possible('by_hand', true)).toEqual(runKindSchema.options)
  expect(boxLimits('by_hand', true).why).toBeNull()
  expect(possible('package', true)).toEqual(possible('package'))
})
