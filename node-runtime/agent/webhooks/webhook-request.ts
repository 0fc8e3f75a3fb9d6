import { lookup } from 'node:dns'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, isIPv4, type LookupFunction } from 'node:net'
import { INWARD_IPV4, INWARD_IPV6, OUTWARD_IPV6 } from '#contract/inward-networks.ts'
import { NetworkList } from '../network-list.ts'

/** So much of an answer is read; the rest is of no interest. */
const MAX_ANSWER_BYTES = 16 * 1024

const inward_v4 = new NetworkList(INWARD_IPV4)
const inward_v6 = new NetworkList(INWARD_IPV6)
const outward_v6 = new NetworkList(OUTWARD_IPV6)

/** Whether an IP address is of this machine, a private network or another that is no place of the open internet. */
export function isInward(address: string): boolean {
  const bare = address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '')
  if (isIPv4(bare)) return inward_v4.contains(bare)
  return !outward_v6.contains(bare) || inward_v6.contains(bare)
}

export interface WebhookRequest {
  readonly url: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  /** Inward networks that may be asked all the same. */
  readonly allowed: NetworkList
  /** Aborts at the deadline. */
  readonly signal: AbortSignal
}

/**
 * Posts JSON to an address that somebody configured. Its host is resolved once and the connection goes to the address that was looked at; inward ones
 * are refused, redirects are not followed, and little of the answer is read.
 * @throws {Error} in words for an operator
 */
export async function postWebhook({
  url,
  body,
  headers,
  allowed,
  signal,
}: WebhookRequest): Promise<{ status: number; text: string }> {
  const target = new URL(url)
  if (target.protocol !== 'http:' && target.protocol !== 'https:') throw new Error(`${target.protocol} is not asked`)
  const host = target.hostname.replace(/^\[|\]$/g, '')
  const mayAsk = (address: string) => allowed.contains(address) || !isInward(address)
  if (isIP(host) !== 0 && !mayAsk(host)) throw inward(host)
  const pinned: LookupFunction = (name, options, callback) => {
    lookup(name, { all: true, verbatim: true }, (error, addresses) => {
      if (error) return callback(error, '')
      const good = addresses.find(({ address }) => mayAsk(address))
      if (good === undefined) return callback(inward(addresses[0]?.address ?? name), '')
      if (options.all) callback(null, [good])
      else callback(null, good.address, good.family)
    })
  }
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>()
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest
  const request = send(
    target,
    {
      method: 'POST',
      agent: false,
      lookup: pinned,
      signal,
      maxHeaderSize: MAX_ANSWER_BYTES,
      headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    },
    (answer) => {
      readAnswer(answer).then((text) => {
        request.destroy()
        resolve({ status: answer.statusCode ?? 0, text })
      }, reject)
    },
  )
  request.on('error', reject)
  signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  request.end(body)
  return await promise
}

async function readAnswer(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of answer as AsyncIterable<Buffer>) {
    parts.push(part)
    bytes += part.length
    if (bytes >= MAX_ANSWER_BYTES) break
  }
  return Buffer.concat(parts).subarray(0, MAX_ANSWER_BYTES).toString('utf8')
}

const inward = (address: string) =>
  new Error(`${address} is an inward address. Name its network in the origin's webhook_networks if it may be asked`)
