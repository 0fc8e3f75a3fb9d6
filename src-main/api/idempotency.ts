import type { FastifyReply, FastifyRequest } from 'fastify'
import type { KeptAnswer, RequestKey } from '../store/answered-requests.ts'
import type { ApiApp } from './api-app.ts'
import { ApiFailure } from './errors.ts'

/** Where answers are kept to be given again. */
export interface KeptAnswers {
  find(of: RequestKey, request: string): KeptAnswer | 'other' | undefined
  keep(of: RequestKey, request: string, answer: KeptAnswer): void
}

interface Keyed {
  readonly of: RequestKey
  readonly request: string
}

export const IDEMPOTENCY_HEADER = 'idempotency-key'
const API_PREFIX = '/api/v1/'
/** Requests with a key that are answered at one moment, at most; more are asked to come back. */
const MAX_UNDER_WAY = 1_000

/**
 * `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header) on every POST of an operator under /api/v1: the first answer is kept for
 * a day and given again, status and all, to whoever sends the same request with the same key. A key is one's own, and of one route.
 */
export function registerIdempotency(app: ApiApp, answers: KeptAnswers): void {
  /** Requests that are answered for the first time, and their names. */
  const first = new WeakMap<FastifyRequest, Keyed>()
  const under_way = new Set<string>()

  app.addHook('preValidation', async (request, reply) => {
    const keyed = keyedOf(request)
    if (keyed === null) return
    const kept = answers.find(keyed.of, keyed.request)
    if (kept === 'other') {
      throw new ApiFailure(
        'idempotency_key_reused',
        'This Idempotency-Key came with another request before.',
        'Make a new key for each new request; send the same one only to repeat a request.',
      )
    }
    if (kept !== undefined) return replay(reply, kept)
    const name = nameOf(keyed)
    if (under_way.has(name)) {
      reply.header('retry-after', '1')
      throw new ApiFailure(
        'idempotency_key_in_flight',
        'A request with this Idempotency-Key is being answered at this moment.',
        'Ask again in a second; then its answer is there.',
      )
    }
    if (under_way.size >= MAX_UNDER_WAY) {
      throw new ApiFailure('too_many_clients', 'Too many requests with an Idempotency-Key are being answered.')
    }
    under_way.add(name)
    first.set(request, keyed)
  })

  // Not when the answer has gone out: to one that has hung up it never does, and its key would be in flight for ever.
  app.addHook('onSend', async (request, reply, payload) => {
    const keyed = first.get(request)
    if (keyed === undefined) return payload
    try {
      if (isFinal(reply.statusCode) && (typeof payload === 'string' || payload === null)) {
        const type = String(reply.getHeader('content-type') ?? 'application/json; charset=utf-8')
        answers.keep(keyed.of, keyed.request, { status: reply.statusCode, type, body: payload ?? '' })
      }
    } finally {
      under_way.delete(nameOf(keyed))
    }
    return payload
  })
}

const nameOf = ({ of: { scope, key } }: Keyed) => JSON.stringify([scope, key])

/** What may be another answer the next time is not kept. */
const isFinal = (status: number) => status < 500 && status !== 409 && status !== 412 && status !== 429

/** @throws {ApiFailure} idempotency_key_malformed */
function keyedOf(request: FastifyRequest): Keyed | null {
  const given = request.headers[IDEMPOTENCY_HEADER]
  const route = request.routeOptions.url
  if (given === undefined || request.method !== 'POST' || request.principal === null) return null
  if (route === undefined || !route.startsWith(API_PREFIX)) return null
  const { operator_id, actor } = request.principal
  const scope = `${operator_id} ${actor} POST ${route}`
  return { of: { scope, key: keyIn(given) }, request: JSON.stringify([request.url, request.body ?? null]) }
}

/** The header is a string of RFC 9651, in quotes; without them it is taken as well. */
function keyIn(given: string | string[]): string {
  const [, quoted, bare] =
    /^\s*(?:"([\x20\x21\x23-\x5b\x5d-\x7e]{1,255})"|([\x21\x23-\x7e]{1,255}))\s*$/.exec(String(given)) ?? []
  const key = quoted ?? bare
  if (key !== undefined) return key
  throw new ApiFailure(
    'idempotency_key_malformed',
    'This Idempotency-Key cannot be read.',
    'It is 1 to 255 visible ASCII characters in quotes, best a random UUID.',
  )
}

function replay(reply: FastifyReply, { status, type, body }: KeptAnswer): FastifyReply {
  return reply.code(status).type(type).header('idempotency-replayed', 'true').serializer(String).send(body)
}
