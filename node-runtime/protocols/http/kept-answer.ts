import type { ServerResponse } from 'node:http'
import { PROBLEM_TYPE } from '#contract/problem.ts'
import { type AnsweredError, CORS_HEADERS, problem } from './answer.ts'

/** A client gets so long to read an answer, in ms: what is written is held until it has. */
const READ_TIMEOUT_MS = 60_000

/**
 * Answers with a body of known length, which any page may read, and keeps the connection for the next request. The buffers
 * are shared: never changed, never copied.
 */
export function answerKept(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: readonly Buffer[],
  head_only: boolean,
): void {
  answerPrivately(response, status, { ...CORS_HEADERS, ...headers }, body, head_only)
}

/** As {@link answerKept}, and pages of other sites cannot read it. */
export function answerPrivately(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: readonly Buffer[],
  head_only: boolean,
): void {
  const { socket } = response
  if (!socket || socket.destroyed) return
  const timer = setTimeout(() => socket.destroy(), READ_TIMEOUT_MS)
  timer.unref()
  response.once('close', () => clearTimeout(timer))
  response.writeHead(status, {
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...headers,
    'Content-Length': body.reduce((sum, buffer) => sum + buffer.length, 0),
  })
  socket.cork()
  if (!head_only) for (const buffer of body) response.write(buffer)
  response.end()
  socket.uncork()
}

/** Answers with an error as a problem document and keeps the connection. */
export function answerKeptError(
  response: ServerResponse,
  status: number,
  error: AnsweredError,
  headers: Readonly<Record<string, string>>,
  head_only: boolean,
): void {
  const body = Buffer.from(`${JSON.stringify(problem(status, error))}\n`)
  answerKept(response, status, { ...headers, 'Content-Type': PROBLEM_TYPE }, [body], head_only)
}
