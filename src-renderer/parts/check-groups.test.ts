import { expect, test } from 'vitest'
import type { BoxCheck } from '#contract/provisioning.ts'
import { checkGroups } from './check-groups.ts'

const check = (id: string, outcome: 'pass' | 'warn' | 'block', group?: BoxCheck['group']) => ({
  ...{ id, title: id, outcome, found: '', remedy: null },
  ...(group === undefined ? {} : { group }),
})

test('checks stand by their group, what is in the way first', () => {
  const groups = checkGroups([
    check('docker.engine', 'pass'),
    check('system.clock', 'warn'),
    check('docker.space', 'block'),
    check('x', 'pass', 'network'),
  ])
  expect(groups.map(({ group, checks }) => [group, checks.map(({ id }) => id)])).toEqual([
    ['Docker', ['docker.space', 'docker.engine']],
    ['System', ['system.clock']],
    ['Network', ['x']],
  ])
})
