import type { Duplex } from 'node:stream'
import type Docker from 'dockerode'
import type { ClientChannel } from 'ssh2'
import type { Outputs, ReadCommands } from '../read-script.ts'
import type { RootAccess } from '../root-script.ts'
import { SessionSlots } from '../session-slots.ts'
import { orAborted } from '../ssh-command.ts'
import { SshError } from '../ssh-errors.ts'
import { ChannelAgent } from './channel-agent.ts'

/** What an engine is reached through; a box one is logged in to. */
export interface EngineHost {
  readonly host: string
  readonly root_access: RootAccess
  readonly lost: AbortSignal
  read(commands: ReadCommands, signal: AbortSignal): Promise<Outputs>
  openSocket(path: string, signal: AbortSignal): Promise<Duplex>
  openCommand(command: string, as_root: boolean, signal: AbortSignal): Promise<ClientChannel>
}

/** Which engine answers, and which API it speaks. */
export interface EngineVersion {
  readonly version: string
  readonly api_version: string
}

export const DOCKER_SOCKET = '/var/run/docker.sock'
/** The API that we were written against, of Docker 25; an older engine is spoken to in its own, and a newer one that has dropped this in its oldest. */
const OUR_API = '1.44'
const ANSWER_TIMEOUT_MS = 15_000
/** Requests at once; those by command count as sessions, of which sshd allows ten, and some are left for other commands. */
const MOST_BY_SOCKET = 8
const MOST_BY_COMMAND = 6

/** How the engine is reached: through its forwarded socket, or by a command of the user or of root. */
export type EngineWay = 'socket' | 'command' | 'root'

/**
 * Asks the engine behind a Unix socket of the box, through the connection that is already there.
 * @throws {SshError} ssh_channel_refused where the server does not open the socket; another Error where no engine answers
 */
export async function askEngine(box: EngineHost, socket_path: string, signal: AbortSignal): Promise<EngineVersion> {
  const ended = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)])
  const { engine } = await orAborted(ask(bySocket(box, socket_path, ended)), ended)
  return engine
}

/**
 * The engine of a box by the best way there is. Putting the user into the group docker is never needed: a group counts only from the next
 * login on, and equals root's rights, which sudo has anyway.
 * @throws {SshError} ssh_engine_unreachable with what each way came to
 */
export async function openEngine(box: EngineHost, signal: AbortSignal): Promise<Docker> {
  const said: string[] = []
  for (const way of await waysTo(box, signal)) {
    const ended = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)])
    const agent = way === 'socket' ? bySocket(box, DOCKER_SOCKET, box.lost) : byCommand(box, way === 'root', box.lost)
    try {
      const { oldest, engine } = await orAborted(ask(agent), ended)
      return await dockerOver(agent, `v${negotiate(engine.api_version, oldest)}`)
    } catch (error) {
      agent.destroy()
      signal.throwIfAborted()
      if (box.lost.aborted) throw box.lost.reason
      said.push(`${way}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  throw new SshError(
    'ssh_engine_unreachable',
    `No Docker engine answers on ${box.host}.`,
    'Is it installed and started? On the box: sudo systemctl status docker',
    { host: box.host, raw: said.join('; ') || 'there is no socket that may be used, and no docker command' },
  )
}

async function waysTo(box: EngineHost, signal: AbortSignal): Promise<readonly EngineWay[]> {
  const outputs = await box.read({ writable: `test -w ${DOCKER_SOCKET}`, docker: 'command -v docker' }, signal)
  const mayUse = outputs.get('writable')?.exit_code === 0
  const ways: EngineWay[] = []
  if (mayUse) ways.push('socket', 'command')
  if (!mayUse && (box.root_access === 'sudo' || box.root_access === 'sudo_with_password')) ways.push('root')
  return ways.filter((way) => way === 'socket' || outputs.get('docker')?.exit_code === 0)
}

function bySocket(box: EngineHost, path: string, signal: AbortSignal): ChannelAgent {
  return new ChannelAgent(() => box.openSocket(path, signal), new SessionSlots(() => false, MOST_BY_SOCKET), signal)
}

/** `docker system dial-stdio` is the engine's connection on a command's input and output (Docker 18.09 and later). */
function byCommand(box: EngineHost, as_root: boolean, signal: AbortSignal): ChannelAgent {
  const open = async () => failingLoudly(await box.openCommand('docker system dial-stdio', as_root, signal))
  return new ChannelAgent(open, new SessionSlots(() => false, MOST_BY_COMMAND), signal)
}

/** A command that cannot reach the engine would otherwise only look like a connection that was hung up. */
function failingLoudly(channel: ClientChannel): Duplex {
  let stderr = ''
  channel.stderr.on('data', (chunk: Buffer) => {
    if (stderr.length < 2000) stderr += chunk.toString('utf8')
  })
  channel.on('exit', (code: number | null) => {
    if (channel.readableDidRead || code === 0) return
    const line = stderr.trim().split('\n').at(-1)?.slice(0, 300)
    channel.emit(
      'error',
      new Error(`docker system dial-stdio ended with ${code ?? 'a signal'}${line ? `: ${line}` : ''}`),
    )
  })
  return channel
}

async function ask(agent: ChannelAgent): Promise<{ readonly engine: EngineVersion; readonly oldest: string | null }> {
  const answer: unknown = await (await dockerOver(agent)).version()
  const engine = readVersion(answer)
  if (engine === null) throw new Error('What answers at the Docker socket is not a Docker engine.')
  const oldest = (answer as Record<string, unknown>).MinAPIVersion
  return { engine, oldest: typeof oldest === 'string' ? oldest : null }
}

/** Everything is named, so that DOCKER_HOST and its like in this program's environment never decide where we connect, or how long. */
async function dockerOver(agent: ChannelAgent, version?: string): Promise<Docker> {
  // Loaded where there is a box to talk to: it and ssh2 take a tenth of an origin's start.
  const { default: Engine } = await import('dockerode')
  const hidden = Object.entries(process.env).filter(([name]) => name.startsWith('DOCKER_'))
  // docker-modem reads the environment even so, and fails at what it does not understand there.
  for (const [name] of hidden) delete process.env[name]
  try {
    return new Engine({ protocol: 'http', host: 'docker', port: 80, agent, version } as Docker.DockerOptions)
  } finally {
    for (const [name, value] of hidden) process.env[name] = value
  }
}

/** The version both sides speak: ours, unless the engine is older, or has dropped it. */
export function negotiate(newest: string, oldest: string | null): string {
  if (oldest !== null && compareVersions(oldest, OUR_API) > 0) return oldest
  return compareVersions(newest, OUR_API) < 0 ? newest : OUR_API
}

/** Compares dotted numbers: negative, zero or positive, as a sort wants it. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split('.').map((part) => Number.parseInt(part, 10) || 0))
  for (let at = 0; at < Math.max(left?.length ?? 0, right?.length ?? 0); at += 1) {
    const difference = (left?.[at] ?? 0) - (right?.[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Reads what `docker version --format '{{json .Server}}'` prints; null where that is no engine's answer. */
export function parseEngineVersion(text: string): EngineVersion | null {
  const line = text.split('\n').find((each) => each.startsWith('{'))
  if (line === undefined) return null
  try {
    return readVersion(JSON.parse(line))
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

function readVersion(answer: unknown): EngineVersion | null {
  if (typeof answer !== 'object' || answer === null) return null
  const { Version: version, ApiVersion, APIVersion } = answer as Record<string, unknown>
  const api_version = ApiVersion ?? APIVersion
  return typeof version === 'string' && typeof api_version === 'string' ? { version, api_version } : null
}
