import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { PROBLEM_TYPE, problemOf } from '#contract/problem.ts'
import { closeAfterWrites } from '../socket-sink.ts'

/** What can be done on the media port. */
export const METHODS = 'GET, HEAD, POST, PUT, OPTIONS'

/** Any page may play: the streams of a node are as public as its port, and no cookie or password is ever read here. */
export const CORS_HEADERS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': METHODS,
  'Access-Control-Allow-Headers': '*',
  'Access-Control-Expose-Headers': '*',
  'Access-Control-Max-Age': '86400',
  'Cross-Origin-Resource-Policy': 'cross-origin',
} as const

/**
 * The head of an answer after which the connection closes. A stream's has no length: its end is the connection's end,
 * so it needs neither length nor chunks (RFC 9112 6.3).
 */
export function responseHead(status: number, headers: Readonly<Record<string, string | number>>): Buffer {
  const all = {
    ...CORS_HEADERS,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...headers,
    Connection: 'close',
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n`, 'latin1')
}

/** Answers without a body and closes. */
export function answerEmpty(socket: Socket, status: number, headers: Readonly<Record<string, string | number>>): void {
  socket.write(responseHead(status, headers))
  closeAfterWrites(socket)
}

/** Answers with JSON and closes. */
export function answerJson(
  socket: Socket,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = Buffer.from(`${JSON.stringify(body)}\n`)
  const all = { 'Content-Type': 'application/json; charset=utf-8', ...headers, 'Content-Length': text.length }
  socket.write(responseHead(status, all))
  socket.write(text)
  closeAfterWrites(socket)
}

/** What went wrong: a stable code, words for a person, and details. */
export interface AnsweredError {
  readonly code: string
  readonly message: string
  readonly details?: Readonly<Record<string, unknown>>
}

/** An error as a problem document, as the origin's API answers them. */
export function problem(status: number, { code, message, details }: AnsweredError) {
  return problemOf(status, { code, message, details: details ?? null, request_id: randomUUID() })
}

/** Answers with an error and closes. */
export function answerError(
  socket: Socket,
  status: number,
  error: AnsweredError,
  headers: Readonly<Record<string, string>> = {},
): void {
  answerJson(socket, status, problem(status, error), { ...headers, 'Content-Type': PROBLEM_TYPE })
}
