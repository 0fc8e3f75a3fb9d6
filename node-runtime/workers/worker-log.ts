import { type Logger, pino } from 'pino'

/** Lines that may wait for the end of the turn, and how many a second the owner is sent; the rest is left out and counted. */
const MAX_LINES_A_SECOND = 2_000

/** What the owner says of the same stream in its own words. */
const SAID_BY_OWNER = /^\{"level":"\w+","worker":\d+,"event":"stream\.(?:started|ended|keyframes_far_apart)"/

/** The log of a worker: its lines go to the owner, which writes them into the one log of the program. */
export function openWorkerLog(level: string, number: number, send: (lines: readonly string[]) => void): Logger {
  let lines: string[] = []
  let second = 0
  let sent = 0
  let left_out = 0
  const flush = () => {
    send(lines)
    lines = []
  }
  const put = (line: string) => {
    if (lines.length === 0) setImmediate(flush)
    lines.push(line)
  }
  const write = (line: string) => {
    if (SAID_BY_OWNER.test(line)) return
    const now = Math.floor(performance.now() / 1000)
    if (now !== second) {
      if (left_out > 0) put(leftOut(left_out))
      second = now
      sent = 0
      left_out = 0
    }
    if (sent >= MAX_LINES_A_SECOND) left_out++
    else {
      sent++
      put(line)
    }
  }
  const leftOut = (count: number) =>
    JSON.stringify({ level: 'warn', event: 'log.left_out', count, msg: `worker ${number} left ${count} lines out` })
  const formatters = { level: (label: string) => ({ level: label }) }
  return pino({ level, base: { worker: number }, timestamp: false, formatters }, { write })
}

/** Writes a worker's line into the program's log. */
export function writeWorkerLine(log: Logger, line: string): void {
  const { level, msg, ...facts } = JSON.parse(line) as { level: string; msg?: string }
  const known = level === 'debug' || level === 'warn' || level === 'error' || level === 'info' ? level : 'error'
  log[known](facts, msg ?? '')
}
