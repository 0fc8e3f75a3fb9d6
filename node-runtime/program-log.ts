import { type Logger, type LoggerOptions, pino } from 'pino'
import { LogRing } from './log-ring.ts'

/** A line of the log that was written, parsed. */
export interface WrittenLine {
  readonly level: string
  readonly time: string
  readonly event?: string
  readonly msg?: string
  readonly stream_path?: string
}

export interface ProgramLogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  /** Where lines go: standard error of the program. */
  readonly out: NodeJS.WriteStream
  /** One readable line each instead of JSON. */
  readonly pretty: boolean
}

/** Lines that its reader has not taken are kept up to this many bytes; the rest is dropped and counted. */
const MAX_UNREAD_BYTES = 1024 * 1024

/** Tokens and credentials wherever they stand: `enroll_`, `node_`, `sk_` and 20 or more characters. */
const SECRET = /\b(enroll|node|sk)_[A-Za-z0-9_-]{20,}/g

const REDACTED: NonNullable<LoggerOptions['redact']> = {
  paths: ['token', 'credential', 'authorization', 'key_pem', '*.token', '*.credential', '*.authorization', '*.key_pem'],
  censor: '[redacted]',
}

/** The program's log: structured, without secrets, and never in the way of the media when nobody reads it. */
export interface ProgramLog {
  readonly log: Logger
  /** Its newest lines, as they were written. */
  readonly kept: LogRing
  /** Hears warnings and errors after they were written; the function returned ends that. */
  onTrouble(listener: (line: WrittenLine) => void): () => void
}

export function openProgramLog(options: ProgramLogOptions): ProgramLog {
  const listeners = new Set<(line: WrittenLine) => void>()
  const write = writerTo(options)
  const kept = new LogRing()
  const stream = {
    write(raw: string): void {
      const line = raw.replace(SECRET, '$1_[redacted]')
      write(line)
      kept.add(line)
      if (listeners.size === 0 || !/^\{"level":"(?:warn|error|fatal)"/.test(line)) return
      const parsed = JSON.parse(line) as WrittenLine
      for (const listener of [...listeners]) listener(parsed)
    },
  }
  const log = pino(
    {
      level: options.level,
      base: null,
      redact: REDACTED,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    stream,
  )
  return {
    log,
    kept,
    onTrouble(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function writerTo({ out, pretty }: ProgramLogOptions): (line: string) => void {
  let dropped = 0
  return (line) => {
    if (!out.writable) return
    if (out.writableLength > MAX_UNREAD_BYTES) {
      dropped += 1
      return
    }
    const text = pretty ? readable(line) : line
    out.write(dropped === 0 ? text : `${lostLines(dropped, pretty)}${text}`)
    dropped = 0
  }
}

function lostLines(count: number, pretty: boolean): string {
  const line = {
    level: 'warn',
    time: new Date().toISOString(),
    event: 'log.dropped',
    count,
    msg: `${count} lines were lost: nobody read the log`,
  }
  return pretty ? readable(JSON.stringify(line)) : `${JSON.stringify(line)}\n`
}

/** `07:31:12.042 WARN  text (event, key=value ...)` */
function readable(line: string): string {
  const { level, time, msg, event, err, ...facts } = JSON.parse(line) as Record<string, unknown>
  const details = Object.entries(facts)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const why = typeof err === 'object' && err !== null && 'stack' in err ? `\n${err.stack}` : ''
  const tail = [event, ...details].filter(Boolean).join(' ')
  const at = typeof time === 'string' ? time.slice(11, 23) : ''
  return `${at} ${String(level).toUpperCase().padEnd(5)} ${msg ?? ''}${tail === '' ? '' : `  (${tail})`}${why}\n`
}
