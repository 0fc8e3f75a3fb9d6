import { useEffect, useReducer } from 'react'
import type { NodeId } from '#contract/ids.ts'
import { type LogLevel, type NodeLogLine, type NodeLogPage, nodeLogPageSchema } from '#contract/node-log.ts'
import { type ApiFailure, asFailure } from './api-failure.ts'
import { call } from './call.ts'

/** Most lines that a page holds; those before stay with the node. */
export const LOG_LINES_KEPT = 2_000
/** How long the origin waits for a new line before it answers that there is none, and how much later it is given up, in ms. */
const WAIT_MS = 15_000
const DEADLINE_MS = WAIT_MS + 10_000
/** Time between two tries where the log cannot be read, in ms. */
const AGAIN_AFTER_MS = 3_000
/** The same where it said nothing new: an origin that did not wait is not asked without a pause. */
const QUIET_AGAIN_MS = 500

/** A line as it is shown; its number counts all that came since the page was opened, over restarts of the node's program too. */
export interface ShownLogLine extends NodeLogLine {
  readonly shown: number
  /** The first of another run of the program than the lines before. */
  readonly restarted: boolean
}

/** What is known of a node's log. */
export interface NodeLogState {
  readonly run_id: string | null
  readonly next: number
  readonly lines: readonly ShownLogLine[]
  /** There are older ones that are not among these. */
  readonly is_cut: boolean
  /** Whether it was read at all. */
  readonly read: boolean
  /** The last answer held no line. */
  readonly quiet: boolean
  /** Why it cannot be read at this moment. */
  readonly failure: ApiFailure | null
}

export const noLog: NodeLogState = {
  run_id: null,
  next: 0,
  lines: [],
  is_cut: false,
  read: false,
  quiet: false,
  failure: null,
}

/** The log with what an answer adds to it. */
export function withPage(state: NodeLogState, { run_id, lines, next, is_cut }: NodeLogPage): NodeLogState {
  const restarted = state.run_id !== null && state.run_id !== run_id
  const shown = state.lines.at(-1)?.shown ?? 0
  const fresh = lines.map((line, place) => ({ ...line, shown: shown + place + 1, restarted: restarted && place === 0 }))
  const all = fresh.length === 0 ? state.lines : [...state.lines, ...fresh]
  return {
    ...{ run_id, next, failure: null, read: true, quiet: lines.length === 0 },
    lines: all.length > LOG_LINES_KEPT ? all.slice(-LOG_LINES_KEPT) : all,
    is_cut: state.is_cut || is_cut || all.length > LOG_LINES_KEPT,
  }
}

type LogEvent =
  | { readonly kind: 'page'; readonly page: NodeLogPage }
  | { readonly kind: 'failed'; readonly error: unknown }

const reduce = (state: NodeLogState, event: LogEvent): NodeLogState =>
  event.kind === 'page' ? withPage(state, event.page) : { ...state, failure: asFailure(event.error) }

/**
 * The newest lines of a node's log, followed for as long as `following`: each question waits at the origin for the next line. Another node
 * or another level is another log: give the component that calls this a key of both.
 */
export function useNodeLog(id: NodeId, level: LogLevel, following: boolean): NodeLogState {
  const [state, dispatch] = useReducer(reduce, noLog)
  useEffect(() => {
    if (!following) return
    const leaving = new AbortController()
    const ask = async () => {
      await pause(pauseBefore(state), leaving.signal)
      if (leaving.signal.aborted) return
      try {
        dispatch({ kind: 'page', page: await readLog(id, level, state, leaving.signal) })
      } catch (error) {
        if (!leaving.signal.aborted) dispatch({ kind: 'failed', error })
      }
    }
    void ask()
    return () => leaving.abort()
  }, [id, level, following, state])
  return state
}

function readLog(id: NodeId, level: LogLevel, { run_id, next, read }: NodeLogState, signal: AbortSignal) {
  const query = new URLSearchParams({ level, after: String(next), limit: '500', wait: read ? `${WAIT_MS}ms` : '0ms' })
  if (run_id !== null) query.set('run_id', run_id)
  return call(`/nodes/${id}/logs?${query}`, { answer: nodeLogPageSchema, signal, deadline_ms: DEADLINE_MS })
}

/** Before the next question, in ms. */
function pauseBefore({ failure, quiet }: NodeLogState): number {
  if (failure !== null) return AGAIN_AFTER_MS
  return quiet ? QUIET_AGAIN_MS : 0
}

function pause(for_ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, for_ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/** The log as a text file. */
export function nodeLogText(lines: readonly NodeLogLine[]): string {
  return lines
    .map(({ at, level, event, message, facts }) =>
      [at, level.toUpperCase().padEnd(5), message, event ?? '', facts].filter((part) => part !== '').join('  '),
    )
    .join('\n')
    .concat('\n')
}
