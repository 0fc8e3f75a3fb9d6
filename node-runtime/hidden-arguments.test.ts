import { expect, test } from 'vitest'
import { hiddenArguments } from './hidden-arguments.ts'

test('a token in the arguments is taken out of what other users see, and nothing else is', () => {
  const token = `enroll_${'t'.repeat(43)}`
  expect(hiddenArguments(['run', '--token', token, '--data-dir', 'd'])).toBe('run --token *** --data-dir d')
  expect(hiddenArguments(['run', '--token=x', '--name', 'n'])).toBe('run --token=*** --name n')
  expect(hiddenArguments(['run', '--name', token])).toBe('run --name enroll_***')
  expect(hiddenArguments(['run', '--data-dir', 'd', '--token-file', '-'])).toBeNull()
})
