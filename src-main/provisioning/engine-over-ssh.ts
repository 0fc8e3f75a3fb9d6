import { Agent, type ClientRequestArgs } from 'node:http'
import type { Duplex } from 'node:stream'
import Docker from 'dockerode'
import type { Box } from './box.ts'

/** Which engine answers, and which API it speaks. */
export interface EngineVersion {
  readonly version: string
  readonly api_version: string
}

const ANSWER_TIMEOUT_MS = 10_000

/**
 * Asks the engine behind a Unix socket of the box, through the connection that is already there.
 * @throws {SshError} ssh_channel_refused where the server does not open the socket; another Error where no engine answers
 */
export async function askEngine(box: Box, socket_path: string, signal: AbortSignal): Promise<EngineVersion> {
  const ended = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)])
  const agent = new ChannelAgent(() => box.openSocket(socket_path, ended))
  try {
    // Everything is named, so that DOCKER_HOST and its like in this program's environment never decide where we connect.
    const docker = new Docker({ protocol: 'http', host: 'docker', port: 80, agent } as Docker.DockerOptions)
    const answer: unknown = await orEnded(docker.version(), ended)
    const engine = readVersion(answer)
    if (engine === null) throw new Error('What answers at the Docker socket is not a Docker engine.')
    return engine
  } finally {
    agent.destroy()
  }
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

async function orEnded<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return await new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    promise.then(resolve, reject)
  })
}

type Opened = (error: Error | null, stream?: Duplex) => void

/** Opens one channel of an SSH connection for each HTTP connection. docker-modem's own ssh would dial anew each time. */
class ChannelAgent extends Agent {
  readonly #open: () => Promise<Duplex>

  constructor(open: () => Promise<Duplex>) {
    super({ keepAlive: false })
    this.#open = open
  }

  override createConnection(
    _options: ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    // The declared type leaves out that there is no stream beside an error.
    const done = callback as Opened | undefined
    this.#open().then(
      (channel) => done?.(null, asSocket(channel)),
      (error: unknown) => done?.(error instanceof Error ? error : new Error(String(error))),
    )
  }
}

/** Channels lack what http asks of sockets; none of it means anything here. */
function asSocket(channel: Duplex): Duplex {
  const itself = () => channel
  return Object.assign(channel, {
    setKeepAlive: itself,
    setNoDelay: itself,
    setTimeout: itself,
    ref: itself,
    unref: itself,
    destroySoon: () => channel.end(),
  })
}
