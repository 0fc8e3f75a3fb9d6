import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { ConnectionOptions } from 'node:tls'

/** What an origin answered. */
export interface OriginAnswer {
  readonly status: number
  readonly retry_after: string | null
  /** Empty where it was larger than it may be. */
  readonly text: string
}

/**
 * Posts JSON to an origin, and follows no redirect: what is sent goes to the address the user named, and nowhere else.
 * @param tls how it is held to be the origin over https, before anything is sent
 * @throws what went wrong on the way, or the signal's reason
 */
export async function postJson(
  url: string,
  body: unknown,
  options: { readonly tls: ConnectionOptions; readonly max_bytes: number; readonly signal: AbortSignal },
): Promise<OriginAnswer> {
  const { tls, max_bytes, signal } = options
  const text = JSON.stringify(body)
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    'content-length': Buffer.byteLength(text),
    connection: 'close',
  }
  const sent = { method: 'POST', headers, signal, agent: false as const }
  const asking = url.startsWith('https:') ? requestHttps(url, { ...sent, ...tls }) : request(url, sent)
  const answer = await answerTo(asking, text)
  return {
    status: answer.statusCode ?? 0,
    retry_after: answer.headers['retry-after'] ?? null,
    text: await readBounded(answer, max_bytes),
  }
}

async function answerTo(asking: ClientRequest, text: string): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  asking.once('response', resolve)
  // Stays: what is destroyed with its answer half read complains once more.
  asking.on('error', reject)
  asking.end(text)
  return await promise
}

async function readBounded(answer: IncomingMessage, max_bytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer) {
    size += chunk.length
    if (size > max_bytes) {
      answer.destroy()
      return ''
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
