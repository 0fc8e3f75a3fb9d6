import type { IncomingMessage } from 'node:http'

/** Time in which the body of a request must be here, in ms. */
const BODY_TIMEOUT_MS = 5_000

/** Reads a short body as text. Null: it is too large, and the rest of it is thrown away as it comes; or it did not come in time, and the connection is closed. */
export async function readBody(request: IncomingMessage, max_bytes: number): Promise<string | null> {
  if (Number(request.headers['content-length'] ?? 0) > max_bytes) {
    request.resume()
    return null
  }
  const late = setTimeout(() => request.destroy(), BODY_TIMEOUT_MS)
  try {
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of request) {
      size += chunk.length
      if (size > max_bytes) return null
      chunks.push(chunk)
    }
    return Buffer.concat(chunks).toString('utf8')
  } catch {
    return null
  } finally {
    clearTimeout(late)
  }
}
