import type { ProvisioningRun } from '#contract/provisioning-run.ts'
import { stepInFocus } from '../../parts/run-look.ts'

/** The stages that a person goes through while a box becomes a node, in their order. */
export const stages = ['connect', 'host_key', 'preflight', 'install', 'done'] as const
export type Stage = (typeof stages)[number]

const stageOfStep: Readonly<Record<string, Stage>> = {
  connect: 'connect',
  host_key: 'host_key',
  identify: 'preflight',
  privilege: 'preflight',
  preflight: 'preflight',
}

/** In which stage a run is. Told by what it does and waits for, never by what somebody clicked: so it is the same for all who look. */
export function stageOf({
  state,
  waiting_for,
  steps,
}: Pick<ProvisioningRun, 'state' | 'waiting_for' | 'steps'>): Stage {
  if (state === 'succeeded') return 'done'
  if (state === 'waiting' && waiting_for !== null) {
    if (waiting_for.what === 'credentials') return 'connect'
    return waiting_for.what === 'warnings' ? 'preflight' : 'host_key'
  }
  const step = stepInFocus(steps)
  if (step === undefined || step.attempt === 0) return 'connect'
  return stageOfStep[step.id] ?? 'install'
}
