/** Lines of a log that are kept in memory, the newest; bounded in number and in length. */
const MAX_LINES = 2_000
const MAX_LINE = 2_000

/** The end of a log, for whoever asks what happened just now. */
export class LogTail {
  readonly #lines: string[] = []

  add(line: string): void {
    this.#lines.push(line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}...\n` : line)
    if (this.#lines.length > MAX_LINES) this.#lines.shift()
  }

  text(): string {
    return this.#lines.join('')
  }
}
