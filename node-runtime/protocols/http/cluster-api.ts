import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  CLUSTER_API_MAX_BYTES,
  CLUSTER_API_PREFIX,
  type PullStreamRequest,
  type PullStreamResponse,
  pullStreamRequestSchema,
  type RelaySession,
} from '#contract/cluster-api.ts'
import { answerPrivately } from './kept-answer.ts'
import { splitTarget } from './media-request.ts'

/** Time in which the body of a request must be here, in ms. */
const BODY_TIMEOUT_MS = 5_000

/** What the node answers under {@link CLUSTER_API_PREFIX}. */
export interface ClusterApi {
  /** Without it nobody is answered. */
  readonly key: string | null
  pull(request: PullStreamRequest): PullStreamResponse
  relays(): readonly RelaySession[]
}

/** Whether a request's target is for the cluster API. */
export function isForClusterApi(target: string): boolean {
  return splitTarget(target).location.startsWith(CLUSTER_API_PREFIX)
}

/** Answers a request of the cluster API and keeps the connection, unless its body is too much. */
export async function answerClusterApi(
  api: ClusterApi,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = '', url = '' } = request
  if (!isAllowed(api.key, request)) {
    request.resume()
    const hint =
      api.key === null
        ? 'This node has no cluster_api_key, so nobody may ask here.'
        : 'The key is missing or wrong: send it as X-Cluster-Api-Key or as a bearer token.'
    return answer(response, 401, hint)
  }
  switch (`${method} ${splitTarget(url).location.slice(CLUSTER_API_PREFIX.length)}`) {
    case 'GET relay/sessions':
      request.resume()
      return answer(response, 200, 'success', api.relays())
    case 'POST relay/pull': {
      const body = await readBody(request)
      const asked = body === null ? null : pullStreamRequestSchema.safeParse(body)
      if (asked?.success) return answer(response, 200, 'success', api.pull(asked.data))
      const issue = asked?.error.issues[0]
      const what =
        issue === undefined ? 'The body is no JSON' : `${issue.path.join('.') || 'The body'}: ${issue.message}`
      return answer(response, 400, what)
    }
    default:
      request.resume()
      return answer(response, 404, 'There is GET relay/sessions and POST relay/pull.')
  }
}

function isAllowed(key: string | null, { headers }: IncomingMessage): boolean {
  const own = headers['x-cluster-api-key']
  const told = typeof own === 'string' ? own : /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1]
  if (key === null || told === undefined) return false
  // Digests have one length, whatever the keys have.
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(told), digest(key))
}

/** Null: it is no JSON, too large, or did not come in time. */
async function readBody(request: IncomingMessage): Promise<unknown> {
  if (Number(request.headers['content-length'] ?? 0) > CLUSTER_API_MAX_BYTES) {
    request.resume()
    return null
  }
  const late = setTimeout(() => request.destroy(), BODY_TIMEOUT_MS)
  try {
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of request) {
      size += chunk.length
      if (size > CLUSTER_API_MAX_BYTES) return null
      chunks.push(chunk)
    }
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    return null
  } finally {
    clearTimeout(late)
  }
}

function answer(response: ServerResponse, status: number, message: string, data: unknown = null): void {
  const code = status === 200 ? 0 : status
  const body = Buffer.from(`${JSON.stringify({ code, message, data })}\n`)
  answerPrivately(response, status, { 'Content-Type': 'application/json; charset=utf-8' }, [body], false)
}
