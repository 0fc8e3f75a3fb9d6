import type { IncomingMessage } from 'node:http'

/** Time in which the body of a request must be here, in ms. */
const BODY_TIMEOUT_MS = 5_000

/** A client that is answered before its body is over goes on sending for so long at most, in ms; then its connection is closed. */
const DISCARD_TIMEOUT_MS = 2_000

/**
 * Reads a short body. Null: it is too large, did not come in time, or broke off; what still comes of it is {@link discardBody discarded}, so
 * that an answer can go out.
 */
export function readBody(request: IncomingMessage, max_bytes: number, timeout_ms = BODY_TIMEOUT_MS) {
  const { promise, resolve } = Promise.withResolvers<Uint8Array | null>()
  const chunks: Buffer[] = []
  let size = 0
  const finish = (body: Uint8Array | null) => {
    clearTimeout(late)
    request.off('data', take).off('end', whole).off('close', refuse)
    if (body === null) discardBody(request)
    resolve(body)
  }
  const refuse = () => finish(null)
  const whole = () => finish(Buffer.concat(chunks))
  const take = (chunk: Buffer) => {
    size += chunk.length
    if (size > max_bytes) refuse()
    else chunks.push(chunk)
  }
  const late = setTimeout(refuse, timeout_ms)
  request.on('error', () => undefined) // its close follows
  if (Number(request.headers['content-length'] ?? 0) > max_bytes || request.destroyed) refuse()
  else request.on('data', take).on('end', whole).on('close', refuse)
  return promise
}

/**
 * Throws away what comes of a body that nobody reads. Closing at once would take the answer from a client that still sends: the system
 * resets a connection that is closed with bytes unread. So the connection goes on for a moment, and is closed only if the body has no end.
 */
export function discardBody(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return
  const { socket } = request
  const endless = setTimeout(() => socket.destroy(), DISCARD_TIMEOUT_MS)
  request.once('end', () => clearTimeout(endless)).once('close', () => clearTimeout(endless))
  request.resume()
}
