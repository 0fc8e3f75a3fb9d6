import { say } from '#contract/sentence.ts'
import { type Check, pass, warn } from '../check.ts'
import { compareVersions, parseEngineVersion } from '../engine/engine.ts'
import { OLDEST_API } from './docker-engine.ts'

/** What runs in the Docker of a box besides a node of ours. */
export interface ContainersFacts {
  /** Whether the engine said what runs. */
  readonly answers: boolean
  /** Names of running containers, without the node's own. */
  readonly running: readonly string[]
  /** The engine leaves containers running while it is restarted (`live-restore` in daemon.json). */
  readonly live_restore: boolean
  /** The engine is older than Headwater can use, and has to be upgraded, which restarts it. */
  readonly too_old: boolean
  /** Processes that hold containers: there may be some where no engine answers. */
  readonly shims: number
}

const OURS = /^headwater-node/
/** The most names that are told. */
const MOST_NAMES = 8

/** Reads what `docker ps` and its like said. */
export function readContainers(said: {
  readonly names: string | null
  readonly live_restore: string
  readonly version: string
  readonly shims: string
}): ContainersFacts {
  const engine = parseEngineVersion(said.version)
  return {
    answers: said.names !== null,
    running: (said.names ?? '')
      .split('\n')
      .map((name) => name.trim())
      .filter((name) => name !== '' && !OURS.test(name)),
    live_restore: said.live_restore.trim() === 'true',
    too_old: engine !== null && compareVersions(engine.api_version, OLDEST_API) < 0,
    shims: Number.parseInt(said.shims, 10) || 0,
  }
}

/**
 * Which containers of somebody else a restart of Docker would stop. Headwater never restarts Docker; whoever does, because it is
 * too old or does not answer, is told beforehand.
 */
export const otherContainersCheck: Check<ContainersFacts> = {
  id: 'docker.containers',
  title: 'Other containers',
  async look(box, _plan, signal) {
    const outputs = await box.readAsRoot(
      {
        names: `timeout 5 docker ps --format '{{.Names}}' 2>/dev/null`,
        live_restore: `timeout 3 docker info --format '{{.LiveRestoreEnabled}}' 2>/dev/null`,
        version: `timeout 3 docker version --format '{{json .Server}}' 2>/dev/null`,
        shims: `cat /proc/[0-9]*/comm 2>/dev/null | grep -c '^containerd-shim'`,
      },
      signal,
    )
    const text = (name: string) => outputs.get(name)?.text ?? ''
    return readContainers({
      names: outputs.get('names')?.exit_code === 0 ? text('names') : null,
      ...{ live_restore: text('live_restore'), version: text('version'), shims: text('shims') },
    })
  },
  judge({ answers, running, live_restore, too_old, shims }) {
    if (!answers) {
      if (shims === 0) return pass(say`None run there.`)
      return warn(
        shims === 1
          ? say`Docker does not answer, and a container runs all the same.`
          : say`Docker does not answer, and ${shims} containers run all the same.`,
        say`A restart of Docker, which may be what it needs, would stop what runs. Headwater does not restart it: choose the moment yourself.`,
      )
    }
    if (running.length === 0) return pass(say`No other container runs there.`)
    const more = running.length - MOST_NAMES
    const first = running.slice(0, MOST_NAMES).join(', ')
    const names = more > 0 ? say`${first} and ${more} more` : first
    if (live_restore) return pass(say`${names} would go on through a restart of Docker (live-restore).`)
    if (too_old) {
      return warn(
        say`The upgrade that Docker needs restarts it, and that stops ${names}.`,
        say`Choose a moment when nobody needs them, or set "live-restore": true in /etc/docker/daemon.json and reload Docker before (sudo systemctl reload docker).`,
      )
    }
    return pass(say`A restart of Docker would stop ${names}. Headwater never restarts it.`)
  },
}
