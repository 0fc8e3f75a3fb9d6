import type { IncomingMessage, ServerResponse } from 'node:http'
import { TLSSocket } from 'node:tls'
import { CLUSTER_API_MAX_BYTES, CLUSTER_API_PREFIX } from '#contract/cluster-api.ts'
import { CORS_HEADERS } from './answer.ts'
import { answerPrivately } from './kept-answer.ts'
import { splitTarget } from './media-request.ts'
import { discardBody, readBody } from './request-body.ts'

/** A request about the cluster, as it is carried to the thread that knows of it. */
export interface DeskRequest {
  readonly method: string
  readonly target: string
  readonly headers: {
    readonly 'x-cluster-api-key'?: string | readonly string[] | undefined
    readonly authorization?: string | undefined
  }
  /** Null: none came, or it is too large. */
  readonly body: Uint8Array | null
  readonly is_secure: boolean
}

export interface DeskAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Any page may read it. */
  readonly is_open: boolean
}

/** Who answers what is asked about the cluster: `/cluster/api/*`, `/cluster/status`, and the entries `/play`, `/resolve` and `/ingest`. */
export interface ClusterDesk {
  /** Why nothing that this client sends is read; null: it may ask. */
  refuse(request: Omit<DeskRequest, 'body'>, signal: AbortSignal): Promise<DeskAnswer | null>
  answer(request: DeskRequest, signal: AbortSignal): Promise<DeskAnswer>
}

/** An answer must be there in so long, in ms. */
const ANSWER_TIMEOUT_MS = 8_000

/** `/play/APP/NAME`, with `/PROTOCOL` behind it, and the same of the others. */
const ENTRY = /^\/(play|resolve|ingest)\/([^/]+)\/([^/]+)(?:\/([^/]+))?$/
export const CLUSTER_STATUS = '/cluster/status'

/** The parts of an entry's path; null: it is none. */
export function parseEntry(location: string) {
  const [, entry, app = '', name = '', protocol = null] = ENTRY.exec(location) ?? []
  return entry === undefined ? null : { entry: entry as 'play' | 'resolve' | 'ingest', app, name, protocol }
}

/** Whether a request's target is for the {@link ClusterDesk}. */
export function isForDesk(target: string): boolean {
  const { location } = splitTarget(target)
  return location.startsWith(CLUSTER_API_PREFIX) || location === CLUSTER_STATUS || parseEntry(location) !== null
}

/** Answers a request about the cluster and keeps the connection. */
export async function answerAtDesk(
  desk: ClusterDesk,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = '', url = '', socket } = request
  const { 'x-cluster-api-key': key, authorization } = request.headers
  const has_body = method === 'POST' && splitTarget(url).location.startsWith(CLUSTER_API_PREFIX)
  if (!has_body) request.resume()
  const is_secure = socket instanceof TLSSocket
  const asked = { method, target: url, headers: { 'x-cluster-api-key': key, authorization }, is_secure }
  // Of a stranger not a byte is kept.
  const refused = has_body ? await desk.refuse(asked, AbortSignal.timeout(ANSWER_TIMEOUT_MS)) : null
  if (refused !== null) discardBody(request)
  const body = has_body && refused === null ? await readBody(request, CLUSTER_API_MAX_BYTES) : null
  const answer = refused ?? (await desk.answer({ ...asked, body }, AbortSignal.timeout(ANSWER_TIMEOUT_MS)))
  const headers = answer.is_open ? { ...CORS_HEADERS, ...answer.headers } : answer.headers
  // What publishes by POST to an entry is sent on at once, and its stream is not read.
  const closing: Record<string, string> = method === 'POST' && !has_body ? { Connection: 'close' } : {}
  answerPrivately(response, answer.status, { ...headers, ...closing }, [Buffer.from(answer.body)], method === 'HEAD')
}
