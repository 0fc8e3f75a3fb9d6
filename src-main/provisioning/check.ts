import type { BoxCheck } from '#contract/provisioning.ts'
import type { Box } from './box.ts'
import { SshError } from './ssh-errors.ts'

/** What a box is looked at for: what is going to run there. */
export interface CheckPlan {
  /** TCP ports a node is going to listen on there. */
  readonly ports: readonly PlannedPort[]
  /** Base URL under which the box must reach this origin; null: not looked at. */
  readonly origin_url: string | null
}

/** One port and what it is for, in words. */
export interface PlannedPort {
  readonly port: number
  readonly purpose: string
}

/** What a check makes of what it saw. */
export type Verdict = Pick<BoxCheck, 'outcome' | 'found' | 'remedy'>

/**
 * The first half of every provisioning step: `look` reads from the box and changes nothing there, `judge` decides without
 * touching anything. A step that also changes the box will have `apply` and `undo` beside these two.
 */
export interface Check<Facts> {
  /** Stable: the family and what is looked at, `docker.engine`. */
  readonly id: string
  /** For people, a few words. */
  readonly title: string
  look(box: Box, plan: CheckPlan, signal: AbortSignal): Promise<Facts>
  judge(facts: Facts, plan: CheckPlan): Verdict
}

/** A {@link Check} whose facts nobody else needs to know. */
export interface BoxInspection {
  readonly id: string
  readonly title: string
  inspect(box: Box, plan: CheckPlan, signal: AbortSignal): Promise<BoxCheck>
}

/**
 * Puts the halves of a check together. A look that fails says so in its own line and leaves the others alone; only a lost
 * connection ends them all.
 */
export function inspection<Facts>(check: Check<Facts>): BoxInspection {
  const { id, title } = check
  return {
    id,
    title,
    async inspect(box, plan, signal) {
      try {
        return { id, title, ...check.judge(await check.look(box, plan, signal), plan) }
      } catch (error) {
        signal.throwIfAborted()
        if (!(error instanceof SshError) || error.code === 'ssh_connection_lost') throw error
        return { id, title, outcome: 'warn', found: `Could not be looked at. ${error.message}`, remedy: error.hint }
      }
    },
  }
}

export function pass(found: string): Verdict {
  return { outcome: 'pass', found, remedy: null }
}

export function warn(found: string, remedy: string): Verdict {
  return { outcome: 'warn', found, remedy }
}

export function block(found: string, remedy: string): Verdict {
  return { outcome: 'block', found, remedy }
}
