import { setTimeout as pause } from 'node:timers/promises'
import type { LogsWanted, NodeMessage } from '#contract/control-channel.ts'
import type { NodeLogLine, NodeLogQuestion } from '#contract/node-log.ts'

/** Questions that wait for a line at the same time; the oldest is then answered with what there is. */
const MOST_WAITING = 16
/** A line that came is told together with those that come within this time, in ms. */
const GATHER_MS = 200

/** What the program keeps of its own log. */
export interface KeptLog {
  /** Which run of the program it is of. */
  readonly run_id: string
  /** Number of the newest line. */
  readonly newest: number
  since(
    after: number,
    level: NodeLogQuestion['level'],
    limit: number,
  ): { readonly lines: readonly NodeLogLine[]; readonly is_cut: boolean }
  on(event: 'line', listener: () => void): unknown
  off(event: 'line', listener: () => void): unknown
}

export interface LogAnswersOptions {
  readonly kept: KeptLog
  readonly send: (message: NodeMessage) => boolean
}

/**
 * Answers the origin's questions for the newest lines of this node's log. Nothing is sent unless it is asked for, and each question is
 * answered once: at once where there are such lines, or when one comes, or when its time is over.
 */
export class LogAnswers {
  readonly #options: LogAnswersOptions
  /** What ends the wait of each question, oldest first. */
  readonly #waiting = new Set<AbortController>()

  constructor(options: LogAnswersOptions) {
    this.#options = options
  }

  async asked({ id, type: _, ...question }: LogsWanted): Promise<void> {
    const { kept, send } = this.#options
    const { run_id } = kept
    const after = question.run_id === run_id ? question.after : 0
    const look = () => kept.since(after, question.level, question.limit)
    // What nobody wants to see is not looked at again.
    if (look().lines.length === 0) await this.#wait(question.wait_ms, () => look().lines.length > 0)
    const newest = kept.newest
    const { lines, is_cut } = look()
    send({ type: 'logs', id, run_id, lines: [...lines], next: Math.max(newest, lines.at(-1)?.number ?? 0), is_cut })
  }

  /** The connection is over: nobody waits for an answer any more. */
  lost(): void {
    for (const waiting of this.#waiting) waiting.abort()
  }

  async #wait(wait_ms: number, isThere: () => boolean): Promise<void> {
    if (wait_ms === 0) return
    const [oldest] = this.#waiting
    if (this.#waiting.size >= MOST_WAITING) oldest?.abort()
    const over = new AbortController()
    this.#waiting.add(over)
    const came = Promise.withResolvers<void>()
    const onLine = () => {
      if (isThere()) came.resolve()
    }
    const { kept } = this.#options
    kept.on('line', onLine)
    try {
      const signal = AbortSignal.any([over.signal, AbortSignal.timeout(wait_ms)])
      await Promise.race([came.promise, aborted(signal)])
      if (!signal.aborted) await pause(Math.min(GATHER_MS, wait_ms))
    } finally {
      kept.off('line', onLine)
      this.#waiting.delete(over)
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
