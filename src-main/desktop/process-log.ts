import { closeSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** A log is put aside as `<file>.1` when it has grown to this; one older one is kept. */
const MAX_FILE_BYTES = 10 * 1024 * 1024
const TAIL_LINES = 20
const MAX_LINE_CHARACTERS = 400

/** The file that a child process's output goes to, and the last lines of it in memory. */
export class ProcessLog {
  readonly file: string
  readonly #maxBytes: number
  /** null: closed. */
  #descriptor: number | null
  #bytes: number
  #tail: string[] = []
  #unfinished = ''

  /** @param file made with its folder, readable by its owner only */
  constructor(file: string, maxBytes: number = MAX_FILE_BYTES) {
    this.file = file
    this.#maxBytes = maxBytes
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    this.#descriptor = openSync(file, 'a', 0o600)
    this.#bytes = statSync(file).size
  }

  /** Appends what the process said. Written at once: a process that crashes has its last words on disk. */
  write(chunk: Buffer): void {
    const lines = (this.#unfinished + chunk.toString('utf8')).split('\n')
    this.#unfinished = (lines.pop() ?? '').slice(0, MAX_LINE_CHARACTERS)
    const whole = lines.filter((line) => line.trim() !== '').map((line) => line.slice(0, MAX_LINE_CHARACTERS))
    this.#tail = [...this.#tail, ...whole].slice(-TAIL_LINES)
    // A process that ended may still have something in its pipe when the log is closed already.
    if (this.#descriptor === null) return
    try {
      if (this.#bytes + chunk.length > this.#maxBytes && this.#bytes > 0) this.#putAside(this.#descriptor)
      this.#bytes += writeSync(this.#descriptor, chunk)
    } catch (error) {
      // A full disk must not end the program; the window still has the tail.
      this.#tail = [...this.#tail, `(not written to the log: ${String(error)})`].slice(-TAIL_LINES)
    }
  }

  /** A line of our own among those of the process. */
  note(text: string): void {
    this.write(Buffer.from(`${JSON.stringify({ time: new Date().toISOString(), msg: text })}\n`))
  }

  /** The last lines, oldest first. */
  get tail(): readonly string[] {
    return this.#unfinished === '' ? this.#tail : [...this.#tail, this.#unfinished].slice(-TAIL_LINES)
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor)
    this.#descriptor = null
  }

  #putAside(descriptor: number): void {
    closeSync(descriptor)
    this.#descriptor = null
    renameSync(this.file, `${this.file}.1`)
    this.#descriptor = openSync(this.file, 'a', 0o600)
    this.#bytes = 0
  }
}
