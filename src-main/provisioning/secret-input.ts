import type { Readable } from 'node:stream'
import type { ReadStream, WriteStream } from 'node:tty'

/** The most that is read from standard input while waiting for a line. */
const MAX_LINE_BYTES = 64 * 1024

/** The person at the terminal gave up (Ctrl-C or Ctrl-D). */
export class PromptCancelled extends Error {
  constructor() {
    super('cancelled')
    this.name = 'PromptCancelled'
  }
}

/** The two ends of a terminal that questions go through; answers never go to standard output. */
export interface Terminal {
  readonly input: ReadStream
  readonly output: WriteStream
}

/** The terminal this program was started from; null where there is none to ask at. */
export function openTerminal(): Terminal | null {
  const { stdin, stderr } = process
  return stdin.isTTY && stderr.isTTY ? { input: stdin, output: stderr } : null
}

/** Asks for a secret without echo. @throws {PromptCancelled} */
export async function askSecret({ input, output }: Terminal, question: string): Promise<string> {
  // No echo from here on, also of what is typed before the question is seen.
  input.setRawMode(true)
  output.write(question)
  input.resume()
  try {
    return await new Promise((resolve, reject) => {
      const typed = new SecretLine()
      const onData = (chunk: Buffer) => {
        const done = typed.take(chunk.toString('utf8'))
        if (done === null) return
        input.off('data', onData)
        done.state === 'entered' ? resolve(done.text) : reject(new PromptCancelled())
      }
      input.on('data', onData)
    })
  } finally {
    input.setRawMode(false)
    input.pause()
    output.write('\n')
  }
}

/** Collects keys into a line, as a terminal in raw mode delivers them. */
export class SecretLine {
  #text = ''

  /** @returns null while the line goes on */
  take(keys: string): { readonly state: 'entered'; readonly text: string } | { readonly state: 'cancelled' } | null {
    for (const key of withoutSequences(keys)) {
      switch (key) {
        case '\r':
        case '\n':
          return { state: 'entered', text: this.#text }
        case '\x03':
          return { state: 'cancelled' }
        case '\x04':
          if (this.#text === '') return { state: 'cancelled' }
          break
        case '\x7f':
        case '\b':
          this.#text = Array.from(this.#text).slice(0, -1).join('')
          break
        case '\x15':
          this.#text = ''
          break
        default:
          if (key >= ' ') this.#text += key
      }
    }
    return null
  }
}

/** Arrow keys and their like are sequences that begin with an escape (ECMA-48), and no part of a secret. */
function withoutSequences(keys: string): string {
  const [plain = '', ...sequences] = keys.split('\x1b')
  return plain + sequences.map((text) => text.replace(/^(?:\[[0-9;]*[ -/]*[@-~]|O.)/, '')).join('')
}

/**
 * Asks for a word with echo, one line. Ctrl-C is left to the program: its handler aborts the signal.
 * @throws {PromptCancelled} at Ctrl-D; the signal's reason where it is aborted
 */
export async function ask({ input, output }: Terminal, question: string, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted()
  output.write(question)
  input.resume()
  const onData = Promise.withResolvers<Buffer>()
  const take = (chunk: Buffer) => onData.resolve(chunk)
  const end = () => onData.reject(new PromptCancelled())
  const abort = () => onData.reject(signal.reason)
  input.once('data', take)
  input.once('end', end)
  signal.addEventListener('abort', abort, { once: true })
  try {
    // The terminal hands over whole lines as long as it is not in raw mode.
    return (await onData.promise).toString('utf8').replace(/\r?\n$/, '')
  } finally {
    input.off('data', take)
    input.off('end', end)
    signal.removeEventListener('abort', abort)
    input.pause()
  }
}

/** Reads so many lines from standard input, without their line ends. A line that is not there is null. */
export async function readLines(input: Readable, count: number): Promise<readonly (string | null)[]> {
  let text = ''
  for await (const chunk of input) {
    text += String(chunk)
    if (text.split('\n').length > count || text.length > MAX_LINE_BYTES) break
  }
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''))
  // After the last line end there is no line.
  if (lines.at(-1) === '') lines.pop()
  return Array.from({ length: count }, (_, at) => lines[at] ?? null)
}
