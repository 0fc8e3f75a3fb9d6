import { writeSync } from 'node:fs'
import { type Logger, pino, stdTimeFunctions } from 'pino'

import type { LogTail } from './log-tail.ts'

/** Fields that never reach the log, whatever object they come in. */
const SECRET_FIELDS = [
  'token',
  'credential',
  'password',
  'passphrase',
  'private_key',
  'api_key',
  'authorization',
  'cookie',
]
/** Tokens, credentials and keys wherever they stand: their prefix and 20 or more characters. */
const SECRET = /\b(enroll|node|sk|datakey)_[A-Za-z0-9_-]{20,}/g

/** The log of this process, its end to `tail` and all of it to standard error: one JSON object a line, or short lines where a person is looking. */
export function originLog(level: string, for_people: boolean, tail?: LogTail): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[redacted]' },
    },
    {
      // Written at once: the last lines before a crash are the ones that count.
      write(line: string) {
        const clean = line.replace(SECRET, '$1_[redacted]')
        tail?.add(clean)
        writeToStandardError(for_people ? lineForPeople(clean) : clean)
      },
    },
  )
}

function writeToStandardError(text: string): void {
  try {
    writeSync(2, text)
  } catch (error) {
    // A reader that does not read (EAGAIN) or is gone (EPIPE) costs a line of the log, never the origin.
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code !== 'EAGAIN' && code !== 'EPIPE') throw error
  }
}

/** `07:30:00 WARN message (field=value ...)`. */
export function lineForPeople(line: string): string {
  const { time, level, msg, event, err, ...rest } = JSON.parse(line) as Record<string, unknown>
  const clock = new Date(String(time)).toTimeString().slice(0, 8)
  const fields = Object.entries(rest)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const details = fields.length === 0 ? '' : `  (${fields.join(' ')})`
  const fault = typeof err === 'object' && err !== null && 'message' in err ? `: ${String(err.message)}` : ''
  return `${clock} ${level === 'debug' || level === 'info' ? level : String(level).toUpperCase()} ${String(msg ?? event ?? '')}${fault}${details}\n`
}
