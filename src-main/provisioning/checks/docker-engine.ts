import { say } from '#contract/sentence.ts'
import type { Box } from '../box.ts'
import { block, type Check, pass, warn } from '../check.ts'
import {
  askEngine,
  compareVersions,
  type EngineVersion,
  parseEngineVersion,
  DOCKER_SOCKET as SOCKET,
} from '../engine/engine.ts'
import { SshError } from '../ssh-errors.ts'

/** What is there of Docker. */
export interface EngineFacts {
  readonly user: string
  /** What the `docker` command is; null: there is none. */
  readonly command: 'docker' | 'podman' | 'snap' | null
  /** Whether the engine's socket is there, and whether this user may use it. */
  readonly socket: 'absent' | 'forbidden' | 'open'
  /** The user is in the group docker by now; a login reads its groups only once. */
  readonly in_docker_group: boolean
  readonly engine: EngineVersion | null
  /** How the engine was reached: through its forwarded socket, or by a command of the user or of root. */
  readonly via: 'socket' | 'command' | 'root' | null
  /** Why the socket could not be used where it could have been. */
  readonly socket_failure: string | null
  /** What its service last said where it does not answer; null or absent: nothing. */
  readonly failure?: string | null
}

/** Docker 20.10, of 2020: the oldest that the tests run with. */
export const OLDEST_API = '1.41'

/** Whether a Docker engine runs there that Headwater can steer. */
export const dockerEngineCheck: Check<EngineFacts> = {
  id: 'docker.engine',
  title: 'Docker engine',
  async look(box, _plan, signal) {
    const outputs = await box.read(
      {
        path: 'readlink -f "$(command -v docker)"',
        version: 'docker --version',
        socket: `test -S ${SOCKET}`,
        writable: `test -w ${SOCKET}`,
        members: 'getent group docker',
      },
      signal,
    )
    const ok = (name: string) => outputs.get(name)?.exit_code === 0
    const says = outputs.get('version')?.text ?? ''
    const path = ok('path') ? (outputs.get('path')?.text ?? '') : ''
    const base = {
      user: box.user,
      command: commandKind(path, says, ok('version')),
      socket: ok('writable') ? ('open' as const) : ok('socket') ? ('forbidden' as const) : ('absent' as const),
      in_docker_group: (outputs.get('members')?.text.split(':')[3] ?? '').split(',').includes(box.user),
    }
    const found = await findEngine(box, base.socket, signal)
    return found.engine === null ? { ...base, ...found, ...(await whyNot(box, signal)) } : { ...base, ...found }
  },
  judge(facts) {
    const { user, command, socket, engine, via, in_docker_group } = facts
    if (command === 'podman') {
      return block(
        say`The docker command there is Podman’s stand-in.`,
        say`Headwater needs Docker itself. On Debian: sudo apt-get remove podman-docker && sudo apt-get install -y docker.io`,
      )
    }
    if (command === 'snap') {
      return block(
        say`Docker was installed as a snap, which keeps it from files it needs.`,
        say`Replace it: sudo snap remove docker && sudo apt-get update && sudo apt-get install -y docker.io`,
      )
    }
    if (engine !== null) return judgeEngine(engine, facts)
    if (socket === 'forbidden') {
      return warn(
        say`Docker is there, but user ${user} may not use it.`,
        in_docker_group
          ? say`${user} was put into the group docker, and this login is older than that: log out and in again.`
          : say`Allow it (this equals root’s rights): sudo usermod -aG docker ${user}. Or log in as a user with sudo.`,
      )
    }
    if (command !== null || via !== null) {
      return warn(
        facts.failure
          ? say`Docker is installed, but its engine does not answer: ${facts.failure}`
          : say`Docker is installed, but its engine does not answer.`,
        facts.failure
          ? say`Mend it, then look again: sudo systemctl status docker; sudo journalctl -u docker -n 50`
          : say`Start it: sudo systemctl enable --now docker`,
      )
    }
    return warn(
      say`Docker is not installed.`,
      say`On Debian or Ubuntu: sudo apt-get update && sudo apt-get install -y docker.io. Without Docker, a node can run as a systemd service.`,
    )
  },
}

/** What the engine's service last complained of. */
async function whyNot(box: Box, signal: AbortSignal): Promise<Pick<EngineFacts, 'failure'>> {
  const outputs = await box.readAsRoot(
    {
      failed: 'systemctl show -p ActiveState -p SubState docker.service',
      journal: `journalctl -u docker.service -n 40 -o cat --no-pager 2>/dev/null | grep -iE 'failed|error|fatal' | grep -v '^docker.service:' | tail -n 1`,
    },
    signal,
  )
  const text = (name: string) => (outputs.get(name)?.exit_code === 0 ? (outputs.get(name)?.text ?? '') : '')
  const failed = /ActiveState=failed|SubState=auto-restart/.test(text('failed'))
  return { failure: failed ? text('journal').split('\n').at(-1)?.slice(0, 300) || 'its service has failed' : null }
}

function commandKind(path: string, says: string, answers: boolean): EngineFacts['command'] {
  if (/podman/i.test(says) || /podman/i.test(path)) return 'podman'
  if (path === '' && !answers) return null
  return path.includes('/snap') ? 'snap' : 'docker'
}

async function findEngine(
  box: Box,
  socket: EngineFacts['socket'],
  signal: AbortSignal,
): Promise<Pick<EngineFacts, 'engine' | 'via' | 'socket_failure'>> {
  const command = { version: "timeout 8 docker version --format '{{json .Server}}'" }
  let socket_failure: string | null = null
  if (socket === 'open') {
    try {
      return { engine: await askEngine(box, SOCKET, signal), via: 'socket', socket_failure }
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof SshError && error.code === 'ssh_connection_lost') throw error
      socket_failure = error instanceof Error ? error.message : String(error)
    }
    const engine = parseEngineVersion((await box.read(command, signal)).get('version')?.text ?? '')
    if (engine !== null) return { engine, via: 'command', socket_failure }
  }
  if (socket !== 'absent' && box.root_access !== 'none') {
    const engine = parseEngineVersion((await box.readAsRoot(command, signal)).get('version')?.text ?? '')
    if (engine !== null) return { engine, via: 'root', socket_failure }
  }
  return { engine: null, via: null, socket_failure }
}

function judgeEngine({ version, api_version }: EngineVersion, { via, socket_failure }: EngineFacts) {
  const name = `Docker ${version} (API ${api_version})`
  if (compareVersions(api_version, OLDEST_API) < 0) {
    return block(
      say`${name} is too old.`,
      say`Docker 20.10 (API ${OLDEST_API}) or newer is needed. Update it while nothing on the box depends on it.`,
    )
  }
  if (via === 'root') return pass(say`${name}, used through sudo.`)
  if (via === 'command') {
    return warn(
      socket_failure === null
        ? say`${name} runs, but the SSH server does not forward its socket.`
        : say`${name} runs, but the SSH server does not forward its socket: ${socket_failure}`,
      say`It works by a slower way. Faster: AllowStreamLocalForwarding yes in the box’s /etc/ssh/sshd_config, then sudo systemctl reload ssh.`,
    )
  }
  return pass(say`${name}.`)
}
