import { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import type { Client, ClientChannel } from 'ssh2'
import { SshError } from './ssh-errors.ts'

/** What a command on the box did. */
export interface CommandResult {
  readonly stdout: string
  readonly stderr: string
  /** null where a signal ended it. */
  readonly exit_code: number | null
}

/** Which of its two outputs a command wrote to. */
export type OutputStream = 'stdout' | 'stderr'

/** How a command is run. */
export interface RunOptions {
  /** Sent to its standard input byte by byte as it is, which is then closed. A stream is read no faster than the box takes it. */
  readonly stdin?: string | Uint8Array | Readable
  /** Default 20 s. */
  readonly timeout_ms?: number
  /** Told of each line as it comes, without its line end, cut at 4096 characters. What it throws ends the command. */
  readonly onOutput?: (line: string, stream: OutputStream) => void
  /** How much of the beginning of each output is kept for the result, in bytes. Default 256 KiB. */
  readonly keep_bytes?: number
}

export const RUN_TIMEOUT_MS = 20_000
/** The most a command may say on each of its two outputs; what comes after that is cut off. */
const KEEP_BYTES = 256 * 1024
const MAX_LINE = 4096

/** As {@link CommandResult}, with the bytes of the first output as they came. */
export interface RawResult {
  readonly stdout: Buffer
  readonly stderr: Buffer
  readonly exit_code: number | null
}

/**
 * Runs one command to its end. One that is given up loses its channel: it sees the end of its input and a closed output, and may go
 * on for as long as it heeds neither.
 * A stream for its input stays its caller's: of one whose channel did not open nothing was read, and it may be sent once more.
 * @throws {SshError} ssh_command_timed_out; the signal's reason; what ssh2 says where the channel did not open
 */
export async function runOnce(
  client: Client,
  command: string,
  { stdin = '', timeout_ms = RUN_TIMEOUT_MS, onOutput, keep_bytes = KEEP_BYTES }: RunOptions,
  signal: AbortSignal,
): Promise<RawResult> {
  const late = AbortSignal.timeout(timeout_ms)
  let channel: ClientChannel | null = null
  const finished = new Promise<RawResult>((resolve, reject) => {
    client.exec(command, (error, opened) => {
      if (error) return reject(error)
      channel = opened
      const stdout = gather(opened, keep_bytes)
      const stderr = gather(opened.stderr, keep_bytes)
      const lines = onOutput && [
        watchLines(opened, 'stdout', onOutput, reject),
        watchLines(opened.stderr, 'stderr', onOutput, reject),
      ]
      let exit_code: number | null = null
      opened.on('exit', (code: number | null) => {
        exit_code = code
      })
      opened.on('error', reject)
      opened.once('close', () => {
        for (const finish of lines ?? []) finish()
        resolve({ stdout: stdout(), stderr: stderr(), exit_code })
      })
      feed(opened, stdin).catch(reject)
    })
  })
  try {
    return await orAborted(finished, AbortSignal.any([signal, late]))
  } catch (error) {
    finished.catch(() => undefined)
    const opened = channel as ClientChannel | null
    opened?.on('error', () => undefined)
    opened?.destroy()
    throw late.aborted && !signal.aborted ? commandTimedOut(timeout_ms, error) : error
  }
}

/** Sends everything and closes the input; ends without an error where the command does not want to read on. */
async function feed(channel: ClientChannel, stdin: string | Uint8Array | Readable): Promise<void> {
  if (!(stdin instanceof Readable)) {
    channel.end(typeof stdin === 'string' ? stdin : Buffer.from(stdin))
    return
  }
  let closed = false
  let wake: () => void = () => undefined
  channel.on('drain', () => wake())
  channel.once('close', () => {
    closed = true
    wake()
  })
  for await (const chunk of stdin) {
    if (closed) return
    if (channel.write(chunk)) continue
    await new Promise<void>((resolve) => {
      wake = resolve
      if (closed) resolve()
    })
  }
  if (!closed) channel.end()
}

function commandTimedOut(timeout_ms: number, cause: unknown): SshError {
  return new SshError(
    'ssh_command_timed_out',
    `The box did not answer a command within ${Math.round(timeout_ms / 1000)} s.`,
    'It may be overloaded, or a login script waits for input.',
    {},
    { cause },
  )
}

function gather(stream: NodeJS.ReadableStream, keep_bytes: number): () => Buffer {
  const chunks: Buffer[] = []
  let bytes = 0
  stream.on('data', (chunk: Buffer) => {
    if (bytes >= keep_bytes) return
    chunks.push(chunk.subarray(0, keep_bytes - bytes))
    bytes += chunk.length
  })
  return () => Buffer.concat(chunks)
}

/** Tells each line; of one that is drawn anew by carriage returns (a progress bar) the last state counts. */
function watchLines(
  stream: NodeJS.ReadableStream,
  name: OutputStream,
  onOutput: NonNullable<RunOptions['onOutput']>,
  failed: (error: unknown) => void,
): () => void {
  const lines = new LineSplitter((line) => onOutput(line, name))
  const guarded = (work: () => void) => {
    try {
      work()
    } catch (error) {
      failed(error)
    }
  }
  stream.on('data', (chunk: Buffer) => guarded(() => lines.take(chunk)))
  return () => guarded(() => lines.end())
}

/** Cuts bytes into lines, with a bound on what an endless line keeps. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8')
  readonly #tell: (line: string) => void
  #rest = ''

  constructor(tell: (line: string) => void) {
    this.#tell = tell
  }

  take(chunk: Buffer): void {
    const pieces = (this.#rest + this.#decoder.write(chunk)).split('\n')
    // A long line without an end keeps its beginning only.
    this.#rest = (pieces.pop() ?? '').slice(0, 2 * MAX_LINE)
    for (const piece of pieces) this.#tell(shownLine(piece))
  }

  /** The last line need not have an end. */
  end(): void {
    const rest = this.#rest + this.#decoder.end()
    this.#rest = ''
    if (rest !== '') this.#tell(shownLine(rest))
  }
}

function shownLine(piece: string): string {
  const line = piece.replace(/\r+$/, '')
  return line.slice(line.lastIndexOf('\r') + 1).slice(0, MAX_LINE)
}

/** What a promise comes to, unless the signal is aborted first. */
export async function orAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted()
  let abort: () => void = () => undefined
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
