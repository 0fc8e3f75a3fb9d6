import { expect, test } from 'vitest'
import type { ProvisioningRun, ProvisioningStep } from '#contract/provisioning-run.ts'
import { stageOf } from './stage.ts'

const steps = (at: string, state: ProvisioningStep['state']): ProvisioningStep[] =>
  ['connect', 'identify', 'preflight', 'docker', 'image'].map((id, index, ids) => ({
    ...{ id, title: id, attempt: index <= ids.indexOf(at) ? 1 : 0, started_at: null, ended_at: null },
    ...{ state: id === at ? state : index < ids.indexOf(at) ? ('done' as const) : ('pending' as const) },
    ...{ found: null, progress: null, failure: null },
  }))
const waits = (what: NonNullable<ProvisioningRun['waiting_for']>['what']) => ({ what, text: '', host_key: null })

test.each([
  ['connect', 'running', null, steps('connect', 'applying')],
  ['connect', 'waiting', waits('credentials'), steps('image', 'failed')],
  ['host_key', 'waiting', waits('host_key'), steps('connect', 'checking')],
  ['host_key', 'waiting', waits('changed_host_key'), steps('connect', 'checking')],
  ['preflight', 'running', null, steps('identify', 'checking')],
  ['preflight', 'waiting', waits('warnings'), steps('preflight', 'done')],
  ['preflight', 'failed', null, steps('preflight', 'failed')],
  ['install', 'running', null, steps('image', 'applying')],
  ['done', 'succeeded', null, steps('image', 'done')],
] as const)('%s where a run is %s', (stage, state, waiting_for, all) => {
  expect(stageOf({ state, waiting_for, steps: [...all] })).toBe(stage)
})
