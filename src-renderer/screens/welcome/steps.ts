import type { SetupState } from '#contract/setup.ts'

/** The steps in their order. */
export const stepNames = ['name', 'reach', 'parts', 'stream'] as const
export type StepName = (typeof stepNames)[number]

/** Whether somebody must still do it; `note`: nothing has to be done, but there is something to know. */
export type StepState = 'done' | 'open' | 'note'

/** How far each step is, told from how the origin is and not from who clicked what: what was done elsewhere counts. */
export function stepStates(setup: SetupState, live_streams: number): Readonly<Record<StepName, StepState>> {
  const { name, address, parts, stream_seen } = setup
  const redis = parts.find((part) => part.name === 'redis')
  return {
    name: name.source.kind === 'default' ? 'open' : 'done',
    reach: address.source.kind === 'default' ? 'open' : 'done',
    parts: redis === undefined || redis.state === 'present' ? 'done' : 'note',
    stream: stream_seen || live_streams > 0 ? 'done' : 'open',
  }
}

/** Where to begin: the first that is open, else the last. */
export function firstOpen(states: Readonly<Record<StepName, StepState>>): StepName {
  return stepNames.find((name) => states[name] === 'open') ?? 'stream'
}

export const isStepName = (text: string | null): text is StepName => stepNames.some((name) => name === text)
