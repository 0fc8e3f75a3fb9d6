import type { ServerResponse } from 'node:http'
import { answerKept, answerKeptError } from '../http/kept-answer.ts'
import { peerAddress } from '../tcp-listener.ts'
import type { HlsRequest } from './hls-request.ts'
import type { HlsServer } from './server.ts'

/** What is asked for under a name that never means other bytes may stay in any cache. */
const FOR_EVER = 'public, max-age=31536000, immutable'
const RETRY_AFTER_S = '1'

/**
 * Answers one HLS request of a viewer; its wait ends when the connection does.
 * @throws {StreamNotFoundError | NodeNotAcceptingError}
 */
export async function answerHls(
  hls: Pick<HlsServer, 'answer'>,
  request: HlsRequest,
  head_only: boolean,
  response: ServerResponse,
  hops: readonly string[],
): Promise<void> {
  const { socket } = response
  if (!socket) return
  const left = new AbortController()
  const onClose = () => left.abort(new Error('The viewer left.'))
  response.once('close', onClose)
  try {
    const answer = await hls.answer(request, { address: peerAddress(socket), hops, signal: left.signal })
    if (!answer || left.signal.aborted) return
    if (answer.kind === 'error') {
      const headers: Record<string, string> = answer.status === 503 ? { 'Retry-After': RETRY_AFTER_S } : {}
      answerKeptError(response, answer.status, answer, headers, head_only)
      return
    }
    const { type, immutable, body, onSent } = answer
    const headers = { 'Content-Type': type, 'Cache-Control': immutable ? FOR_EVER : 'no-store' }
    answerKept(response, 200, headers, body, head_only)
    if (!head_only) onSent(body.reduce((sum, buffer) => sum + buffer.length, 0))
  } catch (error) {
    if (!left.signal.aborted) throw error
  } finally {
    response.off('close', onClose)
  }
}
