import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { pino } from 'pino'
import type { Admission } from '../media/admission.ts'
import { openDoor } from '../media/admission-fixtures.ts'
import type { Departure } from '../media/departure.ts'
import type { MediaLimits } from '../media/media-limits.ts'
import type { SessionPolicy } from '../media/session-machine.ts'
import { StreamDirectory } from '../media/stream-directory.ts'
import { StreamNotFoundError } from '../media/stream-errors.ts'
import { flvPackager } from './flv/from-stream.ts'
import { webSocketFlvPackager } from './flv/web-socket-from-stream.ts'
import type { HlsLimits } from './hls/limits.ts'
import { HlsServer } from './hls/server.ts'
import { startMediaServer } from './http/media-server.ts'
import type { NodePage } from './http/node-page.ts'
import { rtmpPackager } from './rtmp/from-stream.ts'
import { startRtmpServer } from './rtmp/server.ts'
import type { TlsCertificate } from './tls/certificate.ts'

/** The media part of a node on free ports of this machine, with everything it logged. */
export interface MediaNode extends AsyncDisposable {
  readonly directory: StreamDirectory
  readonly rtmp_port: number
  readonly media_port: number
  readonly logged: readonly Readonly<Record<string, unknown>>[]
  stop(): Promise<void>
}

export interface MediaNodeOptions {
  readonly limits?: Partial<MediaLimits>
  readonly handshake_timeout_ms?: number
  readonly publisher_silence_timeout_ms?: number
  readonly admission?: Admission
  readonly departure?: Departure
  readonly onRelay?: (socket: Socket) => void
  readonly certificate?: TlsCertificate
  readonly pages?: ReadonlyMap<string, NodePage>
  readonly hls_limits?: Partial<HlsLimits>
  /** Default: a lost publisher is not waited for. */
  readonly policy?: SessionPolicy
}

export async function startMediaNode(options: MediaNodeOptions = {}): Promise<MediaNode> {
  const logged: Record<string, unknown>[] = []
  const log = pino({ level: 'debug' }, { write: (line: string) => void logged.push(JSON.parse(line)) })
  const directory = new StreamDirectory({
    packagers: [flvPackager, webSocketFlvPackager, rtmpPackager],
    limits: {
      subscriber_buffer_bytes: 4 * 1024 * 1024,
      gop_cache_bytes: 16 * 1024 * 1024,
      gop_cache_ms: 15_000,
      group_interval_ms: 100,
      ...options.limits,
    },
    policy: options.policy ?? { grace_ms: 0, second_publisher: 'refuse' },
    ...(options.departure ? { departure: options.departure } : {}),
    log,
  })
  const shared = {
    host: '127.0.0.1',
    port: 0,
    directory,
    log,
    admission: options.admission ?? openDoor,
    resolver: async (path: Parameters<StreamDirectory['find']>[0]) => {
      const stream = directory.find(path)
      if (!stream) throw new StreamNotFoundError(path, `Nobody publishes ${path} now.`)
      return stream
    },
    limits: {
      handshake_timeout_ms: options.handshake_timeout_ms ?? 5_000,
      publisher_silence_timeout_ms: options.publisher_silence_timeout_ms ?? 15_000,
      max_connections: 1_000,
    },
  }
  const { certificate, onRelay, pages } = options
  const tls = certificate ? { certificate } : {}
  const leaving = options.departure ? { departure: options.departure } : {}
  const rtmp = await startRtmpServer({ ...shared, ...tls, ...leaving })
  const { resolver, admission } = shared
  const hls = new HlsServer({
    resolver,
    findHere: (path) => directory.find(path),
    admission,
    limits: options.hls_limits ?? {},
    log,
  })
  const media = await startMediaServer({
    ...shared,
    ...tls,
    hls,
    ...(onRelay ? { onRelay } : {}),
    ...(pages ? { pages } : {}),
  })
  const stop = async () => {
    directory.stop()
    hls.stop()
    await Promise.all([rtmp.stop(), media.stop()])
  }
  return { directory, rtmp_port: rtmp.port, media_port: media.port, logged, stop, [Symbol.asyncDispose]: stop }
}

/** Runs a program to its end and returns what it printed; fails with its complaints. */
export async function run(program: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  const child = spawn(program, args, { signal, stdio: ['ignore', 'pipe', 'pipe'] })
  const printed: Buffer[] = []
  const complaints: Buffer[] = []
  child.stdout.on('data', (bytes: Buffer) => printed.push(bytes))
  child.stderr.on('data', (bytes: Buffer) => complaints.push(bytes))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${Buffer.concat(complaints)}`)
  return Buffer.concat(printed).toString()
}

/** Waits until something is so. */
export async function until(what: string, holds: () => boolean, deadline_ms = 10_000): Promise<void> {
  const deadline = performance.now() + deadline_ms
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`Still not so after ${deadline_ms} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** A bare connection: what it received, and whether and how the other side closed it. */
export interface BareClient {
  readonly socket: Socket
  received(): Buffer
  readonly closed: Promise<void>
}

export async function dial(port: number): Promise<BareClient> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  const received: Buffer[] = []
  socket.on('data', (bytes: Buffer) => received.push(bytes))
  // A reset counts as closed: who is sent away may be sent away that way.
  socket.on('error', () => socket.destroy())
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  await once(socket, 'connect')
  return { socket, received: () => Buffer.concat(received), closed }
}

/** The answer to one HTTP request written as it stands. */
export async function request(port: number, text: string | Buffer): Promise<string> {
  const client = await dial(port)
  client.socket.write(text)
  await client.closed
  return client.received().toString('latin1')
}
