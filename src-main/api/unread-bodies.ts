import type { IncomingMessage } from 'node:http'
import type { ApiApp } from './api-app.ts'

/** A client that is answered before its body is over goes on sending for so long at most, in ms; then its connection is closed. */
const DISCARD_TIMEOUT_MS = 2_000

/**
 * Lets an answer reach a client that still sends: of a body that is too large, or of somebody who may not. Closing at once would take the
 * answer away, because the system resets a connection that is closed with bytes unread.
 */
export function discardUnreadBodies(app: ApiApp): void {
  app.addHook('onSend', async (request, reply) => {
    if (request.raw.complete) return
    reply.removeHeader('connection')
    discard(request.raw)
  })
}

function discard(request: IncomingMessage): void {
  const { socket } = request
  const endless = setTimeout(() => socket.destroy(), DISCARD_TIMEOUT_MS)
  request.once('end', () => clearTimeout(endless)).once('close', () => clearTimeout(endless))
  request.resume()
}
