import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { type LogLevel, logLevels, type NodeLogLine } from '#contract/node-log.ts'

/** The newest lines that are kept: so many, and so many characters together. */
const MOST_LINES = 2_000
const MOST_CHARACTERS = 512 * 1024
/** A longer line is cut: nobody reads it, and it would push hundreds out. */
const LONGEST_LINE = 8_192
const MAX_EVENT = 128
const MAX_TEXT = 4_096

interface KeptLine {
  readonly number: number
  readonly level: LogLevel
  /** As it was written, secrets masked: read only when somebody wants to see it. */
  readonly text: string
}

/** The newest lines of the program's log, in memory that is bounded. */
export class LogRing extends EventEmitter<{ line: [] }> {
  /** Numbers count within this run of the program. */
  readonly run_id = randomUUID()
  #lines: KeptLine[] = []
  #characters = 0
  #number = 0

  constructor() {
    super()
    // As many as may wait for a line.
    this.setMaxListeners(32)
  }

  /** Number of the newest line; 0: there was none. */
  get newest(): number {
    return this.#number
  }

  /** @param text one line of JSON as the log writes it, secrets masked */
  add(text: string): void {
    this.#number += 1
    const level = levelIn(text)
    this.#lines.push({ number: this.#number, level, text: text.slice(0, LONGEST_LINE) })
    this.#characters += Math.min(text.length, LONGEST_LINE)
    let gone = 0
    while (this.#lines.length - gone > MOST_LINES || this.#characters > MOST_CHARACTERS) {
      this.#characters -= this.#lines[gone]?.text.length ?? 0
      gone += 1
    }
    if (gone > 0) this.#lines.splice(0, gone)
    this.emit('line')
  }

  /** The newest lines behind a number that are at least so bad, in their order. */
  since(after: number, level: LogLevel, limit: number): { readonly lines: NodeLogLine[]; readonly is_cut: boolean } {
    const found = this.#lines.filter((line) => line.number > after && isAtLeast(line.level, level))
    return {
      lines: found.slice(-limit).map(readLine),
      is_cut: found.length > limit || (this.#lines[0]?.number ?? 1) > after + 1,
    }
  }
}

const isAtLeast = (level: LogLevel, least: LogLevel): boolean => logLevels.indexOf(level) >= logLevels.indexOf(least)

/** The log writes the level first. */
function levelIn(text: string): LogLevel {
  const [, level = 'error'] = /^\{"level":"(\w+)"/.exec(text) ?? []
  if (level === 'trace') return 'debug'
  return logLevels.find((known) => known === level) ?? 'error'
}

function readLine({ number, level, text }: KeptLine): NodeLogLine {
  const { time, event, msg, err, level: _, ...facts } = parsed(text)
  const told = Object.entries(facts)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const stack = typeof err === 'object' && err !== null && 'stack' in err ? [String(err.stack)] : []
  return {
    ...{ number, level },
    at: typeof time === 'string' ? time : new Date().toISOString(),
    event: typeof event === 'string' ? event.slice(0, MAX_EVENT) : null,
    message: (typeof msg === 'string' ? msg : '').slice(0, MAX_TEXT),
    facts: [...told, ...stack].join(' ').slice(0, MAX_TEXT),
  }
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    // It was too long to be kept whole.
    return { msg: text, event: 'log.cut' }
  }
}
