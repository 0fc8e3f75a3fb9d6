import { createWriteStream, existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** A log file and the one before it take at most twice this. */
const maximumBytes = 10 * 1024 * 1024

/**
 * Appends lines to a file; when it has grown too large it becomes `<file>.1`, in place of the one that was, and a new one
 * begins.
 */
export class LogFile {
  #path
  #stream
  #bytes

  constructor(path) {
    this.#path = path
    mkdirSync(dirname(path), { recursive: true })
    this.#open()
  }

  #open() {
    this.#bytes = existsSync(this.#path) ? statSync(this.#path).size : 0
    this.#stream = createWriteStream(this.#path, { flags: 'a', mode: 0o600 })
    // A full disk must not end what is running; there is nowhere left to say so but the terminal.
    this.#stream.on('error', (error) => console.error(`${this.#path} cannot be written: ${error.message}`))
  }

  write(line) {
    if (this.#bytes > maximumBytes) {
      this.#stream.end()
      renameSync(this.#path, `${this.#path}.1`)
      this.#open()
    }
    this.#bytes += Buffer.byteLength(line) + 1
    this.#stream.write(`${line}\n`)
  }
}
