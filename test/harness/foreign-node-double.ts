import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import { clip } from './clip.ts'

const envelopeSchema = z.object({ code: z.number(), message: z.string(), data: z.unknown() })

/** An answer of the cluster API. */
export interface ClusterSaid {
  readonly status: number
  readonly code: number
  readonly message: string
  readonly data: unknown
}

/** Asks `base/cluster/api/path`; a body makes it a POST. */
export async function askCluster(
  base: string,
  key: string | null,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = key === null ? {} : { 'X-Cluster-Api-Key': key },
): Promise<ClusterSaid> {
  const answer = await fetch(`${base}/cluster/api/${path}`, {
    headers: { ...headers, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  })
  return { status: answer.status, ...envelopeSchema.parse(await answer.json()) }
}

/** A media server of another make: speaks the cluster API and nothing else of ours, and serves its streams as FLV over HTTP. */
export class ForeignNodeDouble implements AsyncDisposable {
  readonly server_id: string
  readonly seed: string
  readonly key: string
  /** Requests of others, as `METHOD path`. */
  readonly asked: string[] = []
  /** Streams it publishes. */
  readonly streams = new Set<string>()
  viewers = 0
  readonly #server: Server
  readonly #port: number
  readonly #players = new Set<ChildProcess>()
  #timer: NodeJS.Timeout | null = null

  private constructor(server: Server, server_id: string, seed: string, key: string) {
    this.#server = server
    this.#port = (server.address() as AddressInfo).port
    this.server_id = server_id
    this.seed = seed
    this.key = key
  }

  static async start(server_id: string, seed: string, key: string): Promise<ForeignNodeDouble> {
    const server = createServer()
    const file = await clip()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const node = new ForeignNodeDouble(server, server_id, seed, key)
    server.on('request', (request, response) => node.#answer(file, request, response))
    return node
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`
  }

  summary(more: Readonly<Record<string, unknown>> = {}) {
    return { server_id: this.server_id, address: this.address, cpu: 1, subscribers: this.viewers, ...more }
  }

  ask(path: string, body?: unknown): Promise<ClusterSaid> {
    return askCluster(this.seed, this.key, path, body)
  }

  /** One heartbeat with all that it publishes. */
  beat(): Promise<ClusterSaid> {
    const sessions = [...this.streams].map((stream_path) => ({ stream_path, started_at: 1_700_000_000_000 }))
    return this.ask('heartbeat', { summary: this.summary({ last_seen: Date.now() }), sessions })
  }

  /** Beats from now on. */
  async live(interval_ms = 5_000): Promise<void> {
    await this.beat()
    this.#timer = setInterval(() => {
      this.beat().catch(() => undefined) // a seed that is away is tried again
    }, interval_ms)
  }

  async publish(stream_path: string): Promise<ClusterSaid> {
    this.streams.add(stream_path)
    return await this.ask('sessions/sync', { server_id: this.server_id, sessions: [{ stream_path, state: 'live' }] })
  }

  /** Its publisher stopped: those who play are let go, and all are told. */
  async unpublish(stream_path: string): Promise<void> {
    this.streams.delete(stream_path)
    for (const player of this.#players) player.kill('SIGKILL')
    await this.ask('sessions/sync', { server_id: this.server_id, sessions: [{ stream_path, state: 'ended' }] })
  }

  /** Gone without a word, as a crash would. */
  die(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    for (const player of this.#players) player.kill('SIGKILL')
    this.#server.closeAllConnections()
    this.#server.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = this.#server.listening ? once(this.#server, 'close') : null
    this.die()
    await closed
  }

  #answer(file: string, request: IncomingMessage, response: ServerResponse): void {
    const path = request.url?.split('?')[0] ?? ''
    this.asked.push(`${request.method} ${path}`)
    if (path === '/cluster/api/relay/pull') return void this.#answerPull(request, response)
    const stream_path = /^\/(.+)\.flv$/.exec(path)?.[1]
    if (stream_path === undefined || !this.streams.has(stream_path)) {
      response.writeHead(404).end()
      return
    }
    const player = spawn(
      'ffmpeg',
      ['-hide_banner', '-loglevel', 'error', '-re', '-stream_loop', '-1', '-i', file, '-c', 'copy', '-f', 'flv', '-'],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    )
    this.#players.add(player)
    this.viewers += 1
    response.writeHead(200, { 'Content-Type': 'video/x-flv' })
    player.stdout.pipe(response)
    player.once('exit', () => {
      this.#players.delete(player)
      this.viewers -= 1
      response.destroy()
    })
    response.once('close', () => player.kill('SIGKILL'))
  }

  async #answerPull(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = ''
    for await (const part of request) text += String(part)
    const { stream_path } = z.object({ stream_path: z.string() }).parse(JSON.parse(text))
    const known = request.headers['x-cluster-api-key'] === this.key
    const data = { accepted: this.streams.has(stream_path), quic_addr: '' }
    response.writeHead(known ? 200 : 401, { 'Content-Type': 'application/json' })
    response.end(
      JSON.stringify(known ? { code: 0, message: 'success', data } : { code: 401, message: 'key', data: null }),
    )
  }
}
