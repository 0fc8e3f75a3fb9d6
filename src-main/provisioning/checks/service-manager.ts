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
        `systemd does not run${init === null ? '' : `; process 1 is ${init}`}.`,
        'Run the node in Docker with a restart policy, or start it from this system’s own service manager: otherwise it does not come back after a reboot.',
      )
    }
    if (state === 'starting' || state === 'initializing') {
      return warn('systemd is still starting the box.', 'Wait until it has started, then check again.')
    }
    if (state === 'stopping' || state === 'maintenance') {
      return warn(`systemd is in the state ${state}.`, 'Bring the box back to normal operation, then check again.')
    }
    return pass(state === 'degraded' ? 'systemd runs; some other service of the box has failed.' : 'systemd runs.')
  },
}
