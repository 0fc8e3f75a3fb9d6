import { describe, expect, test } from 'vitest'
import type { ProvisioningStep } from '#contract/provisioning-run.ts'
import { provisioningLook, runTitle, stepInFocus, stepsBehind } from './run-look.ts'

const step = (
  id: string,
  state: ProvisioningStep['state'],
  attempt = state === 'pending' ? 0 : 1,
): ProvisioningStep => ({
  ...{ id, title: id, state, attempt, started_at: null, ended_at: null },
  ...{ found: null, progress: null, failure: null },
})

describe('which step is looked at', () => {
  const focus = (...steps: ProvisioningStep[]) => stepInFocus(steps)?.id
  test('the one that failed, before one at work', () => {
    expect(focus(step('a', 'done'), step('b', 'failed'), step('c', 'undoing'))).toBe('b')
  })
  test('the one at work', () => {
    expect(focus(step('a', 'done'), step('b', 'applying'), step('c', 'pending'))).toBe('b')
  })
  test('where nothing is at work, the last that did something', () => {
    expect(focus(step('a', 'done'), step('b', 'done'), step('c', 'skipped'))).toBe('b')
    expect(focus(step('a', 'pending'), step('b', 'pending'))).toBe('a')
    expect(focus()).toBeUndefined()
  })
})

test('steps that need no more count as behind', () => {
  expect(
    stepsBehind({ steps: [step('a', 'done'), step('b', 'already_so'), step('c', 'skipped'), step('d', 'failed')] }),
  ).toEqual({
    done: 3,
    all: 4,
  })
})

test('while the origin is away a run is told as the past, unless it was over', () => {
  expect(provisioningLook('running', true).word).toBe('Was: running')
  expect(provisioningLook('succeeded', true).word).toBe('Succeeded')
})

test('a run is named by its node, and by its host as long as there is none', () => {
  expect(runTitle({ kind: 'provision', node_name: null, host: '203.0.113.5' })).toBe('Add 203.0.113.5')
  expect(runTitle({ kind: 'upgrade', node_name: 'edge-1', host: '203.0.113.5' })).toBe('Upgrade edge-1')
})
