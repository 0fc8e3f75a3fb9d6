import { z } from 'zod'
import {
  activitySchema,
  allocationSchema,
  clusterInfoSchema,
  createdEnrollmentTokenSchema,
  type createEnrollmentTokenSchema,
  errorAnswerSchema,
} from '#contract/api.ts'
import type { NodeId } from '#contract/ids.ts'
import { type Node, nodeSchema } from '#contract/node.ts'
import { type Stream, streamSchema } from '#contract/stream.ts'
import { scanText } from './secret-scan.ts'

/** What a request may carry besides method and path. */
export interface RequestOptions {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Default: 10 s. */
  readonly deadline_ms?: number
}

/** An answer that is not what the caller wanted: the request, the status and what was said. */
export class UnexpectedAnswer extends Error {
  readonly status: number
  constructor(request: string, status: number, body: string) {
    super(`${request} answered ${status}: ${body.slice(0, 500)}`)
    this.name = 'UnexpectedAnswer'
    this.status = status
  }
}

const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) })

/** The origin's HTTP API with an API key; every answer is checked against contract/. */
export class ApiClient {
  readonly url: string
  readonly #key: string | null

  constructor(url: string, key: string | null) {
    this.url = url.replace(/\/$/, '')
    this.#key = key
  }

  /** The bare answer of a request, whatever its status. */
  async request(
    method: string,
    path: string,
    { body, headers = {}, deadline_ms = 10_000 }: RequestOptions = {},
  ): Promise<Response> {
    const authorization = this.#key === null ? {} : { authorization: `Bearer ${this.#key}` }
    const bytes = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
    return await fetch(`${this.url}${path}`, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(deadline_ms),
      headers: { ...authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(bytes === undefined ? {} : { body: bytes }),
    })
  }

  /** The data of a request that must succeed. @throws {UnexpectedAnswer} when it does not */
  async call<Data extends z.ZodType>(
    method: string,
    path: string,
    data: Data,
    body?: unknown,
    deadline_ms?: number,
  ): Promise<z.output<Data>> {
    const answer = await this.request(method, path, {
      ...(body === undefined ? {} : { body }),
      ...(deadline_ms === undefined ? {} : { deadline_ms }),
    })
    const text = await answer.text()
    if (method === 'GET') scanText(`the answer to GET ${path}`, text)
    if (!answer.ok) throw new UnexpectedAnswer(`${method} ${path}`, answer.status, text)
    const envelope = z.object({ data: z.unknown(), error: z.null() }).parse(JSON.parse(text))
    return data.parse(envelope.data)
  }

  /** Status and error of a request that must be refused in the envelope. @throws {UnexpectedAnswer} when it succeeds */
  async refusal(method: string, path: string, options: RequestOptions = {}) {
    const answer = await this.request(method, path, options)
    const text = await answer.text()
    scanText(`the refusal of ${method} ${path}`, text)
    if (answer.ok) throw new UnexpectedAnswer(`${method} ${path}`, answer.status, text)
    return { status: answer.status, ...errorAnswerSchema.parse(JSON.parse(text)).error }
  }

  cluster() {
    return this.call('GET', '/api/v1/cluster', clusterInfoSchema)
  }

  async nodes(): Promise<Node[]> {
    return (await this.call('GET', '/api/v1/nodes', listOf(nodeSchema))).items
  }

  node(id: NodeId): Promise<Node> {
    return this.call('GET', `/api/v1/nodes/${id}`, nodeSchema)
  }

  async streams(): Promise<Stream[]> {
    return (await this.call('GET', '/api/v1/streams', listOf(streamSchema))).items
  }

  stream(path: string): Promise<Stream> {
    return this.call('GET', `/api/v1/streams/${path}`, streamSchema)
  }

  drain(id: NodeId, request: { reason?: string; deadline_ms?: number; force?: boolean } = {}): Promise<Node> {
    return this.call('POST', `/api/v1/nodes/${id}/drain`, nodeSchema, request)
  }

  resume(id: NodeId): Promise<Node> {
    return this.call('POST', `/api/v1/nodes/${id}/resume`, nodeSchema, {})
  }

  createEnrollmentToken(request: z.input<typeof createEnrollmentTokenSchema> = {}) {
    return this.call('POST', '/api/v1/enrollment-tokens', createdEnrollmentTokenSchema, request)
  }

  allocatePlay(stream_path: string, protocol: 'flv' | 'rtmp' = 'flv') {
    return this.call('POST', '/api/v1/allocations/play', allocationSchema, { stream_path, protocol })
  }

  async activity() {
    return (await this.call('GET', '/api/v1/activity?limit=500', listOf(activitySchema))).items
  }
}
