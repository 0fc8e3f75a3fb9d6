import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { request as requestHttps } from 'node:https'
import { z } from 'zod'
import { CLUSTER_ALPN, CLUSTER_API_PREFIX } from '#contract/cluster-api.ts'
import type { Peer } from '#contract/control-channel.ts'
import type { RelayIdentity } from '../relay/relay-identity.ts'
import { dialTls } from '../relay/tls-dial.ts'

/** Time for a question and its whole answer, in ms. */
const ASK_TIMEOUT_MS = 3_000
/** Largest answer that is read, in bytes; a longer one is refused unread. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024

const envelopeSchema = z.object({ code: z.number(), message: z.string(), data: z.unknown() })

/** Whom to ask: a node of ours, proved by certificates on both sides; or an address, by the cluster's key in the clear. */
export type AskedMember =
  | { readonly peer: Peer; readonly address: string }
  | { readonly peer: null; readonly address: string; readonly key: string }

/**
 * Asks a member over the cluster API. A body makes it a POST.
 * @param path after the prefix
 * @returns the data of its envelope
 * @throws what went wrong on the way, the member's own refusal, or the signal's reason
 */
export async function askMember(
  member: AskedMember,
  path: string,
  body: unknown,
  identity: RelayIdentity,
  stopping: AbortSignal,
): Promise<unknown> {
  // Held by its timer, which a signal that only others are made of is not.
  const over = new AbortController()
  const late = setTimeout(() => over.abort(new Error(`no answer within ${ASK_TIMEOUT_MS / 1_000} s`)), ASK_TIMEOUT_MS)
  const stop = () => over.abort(stopping.reason)
  if (stopping.aborted) stop()
  stopping.addEventListener('abort', stop, { once: true })
  try {
    return await ask(member, path, body, identity, over.signal)
  } finally {
    clearTimeout(late)
    stopping.removeEventListener('abort', stop)
  }
}

async function ask(
  member: AskedMember,
  path: string,
  body: unknown,
  identity: RelayIdentity,
  signal: AbortSignal,
): Promise<unknown> {
  const text = body === undefined ? null : JSON.stringify(body)
  const headers = {
    ...(member.peer === null ? { 'X-Cluster-Api-Key': member.key } : {}),
    ...(text === null ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }),
    Connection: 'close',
  }
  const options = { method: text === null ? 'GET' : 'POST', path: `${CLUSTER_API_PREFIX}${path}`, headers, signal }
  if (member.peer === null) {
    const { address } = member
    const asking = address.startsWith('https://')
      ? requestHttps(address, options)
      : request(/^http:/.test(address) ? address : `http://${address}`, options)
    return await answerTo(asking, text)
  }
  const socket = await dialTls(member.peer, identity, signal, CLUSTER_ALPN)
  try {
    return await answerTo(request({ ...options, host: 'member', createConnection: () => socket }), text)
  } finally {
    socket.destroy()
  }
}

async function answerTo(asking: ClientRequest, text: string | null): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  asking.once('response', resolve)
  // Stays: what is destroyed with its answer half read complains once more.
  asking.on('error', reject)
  asking.end(text ?? undefined)
  const answer = await promise
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer) {
    size += chunk.length
    if (size > MAX_ANSWER_BYTES) {
      asking.destroy()
      throw new Error(`the answer is larger than ${MAX_ANSWER_BYTES} bytes`)
    }
    chunks.push(chunk)
  }
  const said = envelopeSchema.safeParse(JSON.parse(Buffer.concat(chunks).toString('utf8')))
  if (!said.success) throw new Error(`it answered ${answer.statusCode} and no envelope`)
  if (said.data.code !== 0) throw new Error(`it answered ${said.data.code}: ${said.data.message.slice(0, 256)}`)
  return said.data.data
}
