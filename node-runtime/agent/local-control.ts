import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chmod, rm } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import {
  answerTimeoutOf,
  LOCAL_CONTROL_MAX_BYTES,
  type LocalControlAnswer,
  type LocalControlRequest,
  localControlAnswerSchema,
  localControlRequestSchema,
  type NodeStatus,
} from '#contract/local-control.ts'
import { localControlPath } from '#contract/local-control-path.ts'
import { NodeFailure } from './node-errors.ts'

/** Time until a question is there, in ms; longest question in bytes; questions at once. */
const QUESTION_TIMEOUT_MS = 2_000
const MAX_REQUEST_BYTES = 4 * 1024
const MAX_CONNECTIONS = 32

export interface LocalControlOptions {
  readonly data_dir: string
  readonly status: () => NodeStatus
  readonly onStop: () => void
  /** Keeps the new address and dials it. */
  readonly onUseOrigin: (origin: string) => Promise<void>
  /** Enrols again; with a new key the node is stopped after the answer. */
  readonly onRejoin: (request: RejoinRequest) => Promise<void>
}

export type RejoinRequest = Extract<LocalControlRequest, { do: 'rejoin' }>

/** The control socket while it is open. */
export interface LocalControl {
  stop(): Promise<void>
}

/** What asking a data directory's node came to. */
export type LocalControlOutcome =
  | { readonly kind: 'answered'; readonly answer: LocalControlAnswer }
  /** No node runs on this data directory. */
  | { readonly kind: 'nobody' }
  /** A node holds the socket and does not answer: it hangs or was stopped. */
  | { readonly kind: 'silent'; readonly why: string }

const socketPath = (data_dir: string) =>
  localControlPath(resolve(data_dir), {
    platform: process.platform,
    tmpdir: tmpdir(),
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
  })

/**
 * Opens the control socket of a data directory, which also keeps a second node off it.
 * @throws {NodeFailure} already_running
 */
export async function openLocalControl(options: LocalControlOptions): Promise<LocalControl> {
  const path = socketPath(options.data_dir)
  await refuseSecond(options.data_dir)
  // Nobody answers there: the socket of a node that was killed.
  if (process.platform !== 'win32') await rm(path, { force: true })
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    serve(socket, options)
  })
  server.maxConnections = MAX_CONNECTIONS
  await listen(server, path, options.data_dir)
  if (process.platform !== 'win32') await chmod(path, 0o600)
  return {
    async stop() {
      const closed = once(server, 'close')
      server.close()
      // An answer on its way (to the very request to stop) goes out first.
      for (const socket of open) socket.end()
      const late = setTimeout(() => {
        for (const socket of open) socket.destroy()
      }, 200)
      await closed
      clearTimeout(late)
    },
  }
}

async function refuseSecond(data_dir: string): Promise<void> {
  const outcome = await askLocalControl(data_dir, { do: 'status' })
  if (outcome.kind === 'nobody') return
  const status = outcome.kind === 'answered' && outcome.answer.ok ? outcome.answer.status : null
  const who = status === null ? '' : ` (${status.name ?? 'not enrolled yet'}, process ${status.pid})`
  throw new NodeFailure(
    'already_running',
    `A node is already running on ${data_dir}${who}.`,
    `See it with \`headwater node status --data-dir ${data_dir}\`. To run another node on this machine give it a --data-dir of its own.`,
  )
}

async function listen(server: Server, path: string, data_dir: string): Promise<void> {
  try {
    server.listen(path)
    await once(server, 'listening')
  } catch (error) {
    // Somebody was a moment faster.
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') await refuseSecond(data_dir)
    throw error
  }
}

function serve(socket: Socket, options: LocalControlOptions): void {
  let text = ''
  const deadline = setTimeout(() => socket.destroy(), QUESTION_TIMEOUT_MS)
  socket.setEncoding('utf8')
  socket.on('close', () => clearTimeout(deadline))
  // A client that went away needs no answer; 'close' follows.
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: string) => {
    text += chunk
    const end = text.indexOf('\n')
    if (end === -1) {
      if (text.length > MAX_REQUEST_BYTES) socket.destroy()
      return
    }
    clearTimeout(deadline)
    socket.removeAllListeners('data')
    socket.resume()
    void answer(text.slice(0, end), options).then((said) => socket.end(`${JSON.stringify(said)}\n`))
  })
}

async function answer(line: string, options: LocalControlOptions): Promise<LocalControlAnswer> {
  try {
    const request = localControlRequestSchema.parse(JSON.parse(line))
    if (request.do === 'use_origin') await options.onUseOrigin(request.origin)
    if (request.do === 'rejoin') await options.onRejoin(request)
    if (request.do === 'stop' || (request.do === 'rejoin' && request.new_key)) setImmediate(() => options.onStop())
    return { ok: true, status: options.status() }
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) }
  }
}

/** What the node that runs on a data directory answers. @throws {NodeFailure} not_running: none runs there, or it does not answer */
export async function answerOfNode(data_dir: string, request: LocalControlRequest): Promise<LocalControlAnswer> {
  const outcome = await askLocalControl(data_dir, request)
  if (outcome.kind === 'answered') return outcome.answer
  if (outcome.kind === 'nobody') {
    throw new NodeFailure(
      'not_running',
      `No node is running on ${data_dir}.`,
      'Start it with `headwater node run`, or name another data directory with --data-dir.',
    )
  }
  throw new NodeFailure('not_running', `A node holds ${data_dir}, but does not answer: ${outcome.why}.`, 'See its log.')
}

/** Asks the node that runs on a data directory. Never throws for what is normal: that none runs, or that it hangs. */
export async function askLocalControl(data_dir: string, request: LocalControlRequest): Promise<LocalControlOutcome> {
  const socket = connect(socketPath(data_dir))
  const timeout_ms = answerTimeoutOf(request)
  const signal = AbortSignal.timeout(timeout_ms)
  signal.addEventListener('abort', () => socket.destroy(new Error(`no answer within ${timeout_ms / 1000} s`)))
  let connected = false
  try {
    socket.on('connect', () => {
      connected = true
      socket.write(`${JSON.stringify(request)}\n`)
    })
    let text = ''
    socket.setEncoding('utf8')
    for await (const chunk of socket) {
      text += chunk
      if (text.length > LOCAL_CONTROL_MAX_BYTES) return { kind: 'silent', why: 'its answer is too long' }
    }
    return { kind: 'answered', answer: localControlAnswerSchema.parse(JSON.parse(text)) }
  } catch (error) {
    const gone =
      !connected && error instanceof Error && 'code' in error && ['ENOENT', 'ECONNREFUSED'].includes(String(error.code))
    return gone ? { kind: 'nobody' } : { kind: 'silent', why: error instanceof Error ? error.message : String(error) }
  } finally {
    socket.destroy()
  }
}
