import { say } from '#contract/sentence.ts'
import { type Check, pass, warn } from '../check.ts'

/** What keeps services running there. */
export interface ServiceManagerFacts {
  readonly systemd_runs: boolean
  /** `systemctl is-system-running`: running, degraded, starting ...; null: it did not say. */
  readonly state: string | null
  /** Name of process 1; null: unknown. */
  readonly init: string | null
}

/** Whether systemd runs, which brings a node back after a crash or a reboot. */
export const serviceManagerCheck: Check<ServiceManagerFacts> = {
  id: 'system.service_manager',
  title: 'Service manager',
  async look(box, _plan, signal) {
    const outputs = await box.read(
      { runs: 'test -d /run/systemd/system', state: 'systemctl is-system-running', init: 'cat /proc/1/comm' },
      signal,
    )
    const state = outputs.get('state')?.text ?? ''
    return {
      systemd_runs: outputs.get('runs')?.exit_code === 0,
      state: /^[a-z]+$/.test(state) ? state : null,
      init: outputs.get('init')?.exit_code === 0 ? (outputs.get('init')?.text ?? null) : null,
    }
  },
  judge({ systemd_runs, state, init }) {
    if (!systemd_runs) {
      return warn(
        init === null ? say`systemd does not run.` : say`systemd does not run; process 1 is ${init}.`,
        say`Run the node in Docker with a restart policy, or start it from this system’s own service manager: otherwise it does not come back after a reboot.`,
      )
    }
    if (state === 'starting' || state === 'initializing') {
      return warn(say`systemd is still starting the box.`, say`Wait until it has started, then check again.`)
    }
    if (state === 'stopping' || state === 'maintenance') {
      return warn(
        say`systemd is in the state ${state}.`,
        say`Bring the box back to normal operation, then check again.`,
      )
    }
    return pass(
      state === 'degraded' ? say`systemd runs; some other service of the box has failed.` : say`systemd runs.`,
    )
  },
}
