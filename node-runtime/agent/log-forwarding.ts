import { type LogLine, logLineSchema, type NodeMessage } from '#contract/control-channel.ts'
import { streamPathSchema } from '#contract/ids.ts'

/** What waits is bounded; what goes out is at most so many lines a second, after a first burst. */
const MAX_WAITING = 200
const LINES_A_SECOND = 10
const BURST = 50
const SEND_INTERVAL_MS = 500
const MAX_LINES_A_MESSAGE = 100

/** A warning or an error as the program's log wrote it. */
export interface TroubleLine {
  readonly level: string
  readonly time: string
  readonly event?: string
  readonly msg?: string
  readonly stream_path?: string
}

/** Tells the origin the node's warnings and errors, never more than a few a second; what was left out is counted. */
export class LogForwarding {
  readonly #send: (message: NodeMessage) => boolean
  readonly #waiting: LogLine[] = []
  readonly #timer: NodeJS.Timeout
  #left_out = 0
  #allowance = BURST
  #refilled_at = performance.now()

  constructor(send: (message: NodeMessage) => boolean) {
    this.#send = send
    this.#timer = setInterval(() => this.#flush(), SEND_INTERVAL_MS)
    this.#timer.unref()
  }

  add(line: TroubleLine): void {
    this.#refill()
    if (this.#allowance < 1) {
      this.#left_out += 1
      return
    }
    this.#allowance -= 1
    const path = streamPathSchema.safeParse(line.stream_path)
    const parsed = logLineSchema.safeParse({
      at: line.time,
      level: line.level === 'warn' ? 'warn' : 'error',
      event: (line.event ?? 'log').slice(0, 128),
      message: (line.msg ?? '').slice(0, 4096),
      stream_path: path.success ? path.data : null,
    })
    if (!parsed.success) return
    this.#waiting.push(parsed.data)
    if (this.#waiting.length > MAX_WAITING) {
      this.#waiting.shift()
      this.#left_out += 1
    }
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#flush()
  }

  #refill(): void {
    const now = performance.now()
    this.#allowance = Math.min(BURST, this.#allowance + ((now - this.#refilled_at) / 1000) * LINES_A_SECOND)
    this.#refilled_at = now
  }

  #flush(): void {
    if (this.#waiting.length === 0) return
    const lines = this.#waiting.slice(0, MAX_LINES_A_MESSAGE - 1)
    const left_out = this.#left_out
    if (left_out > 0) lines.push(leftOut(left_out))
    if (!this.#send({ type: 'log', lines })) return
    this.#left_out -= left_out
    this.#waiting.splice(0, lines.length - (left_out > 0 ? 1 : 0))
  }
}

function leftOut(count: number): LogLine {
  return {
    at: new Date().toISOString(),
    level: 'warn',
    event: 'log.left_out',
    message: `${count} more lines are in the log of the node alone`,
    stream_path: null,
  }
}
