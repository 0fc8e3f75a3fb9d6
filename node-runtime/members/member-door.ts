import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Logger } from 'pino'
import { CLUSTER_API_MAX_BYTES, CLUSTER_API_PREFIX } from '#contract/cluster-api.ts'
import { type ClusterAnswer, clusterError } from '#contract/cluster-surface.ts'
import type { Peer } from '#contract/control-channel.ts'
import type { Fingerprint } from '#contract/ids.ts'
import { splitTarget } from '../protocols/http/media-request.ts'
import { discardBody, readBody } from '../protocols/http/request-body.ts'
import type { PeerBook } from '../relay/relay-identity.ts'

/** A connection is for one question, and is over after this time whatever it has come to, in ms. */
const CONNECTION_MS = 10_000
/** How long a node that is not known yet is kept until the origin's next words may name it, in ms. */
const PEER_PATIENCE_MS = 1_000
/** Connections at once; those beyond are closed and come again with the next round. */
const MAX_CONNECTIONS = 512

export interface MemberDoorOptions {
  readonly peers: PeerBook
  readonly answer: (peer: Peer, method: string, target: string, body: Uint8Array | null) => Promise<ClusterAnswer>
  readonly log: Logger
}

/** Where nodes of ours ask over {@link CLUSTER_ALPN}: takes connections whose certificate was shown, and answers those that the origin named. */
export class MemberDoor {
  readonly #options: MemberDoorOptions
  readonly #fingerprints = new WeakMap<Socket, Fingerprint>()
  readonly #open = new Set<Socket>()
  readonly #http = createServer({ keepAliveTimeout: 1 }, (request, response) => {
    this.#answer(request, response).catch((error: unknown) => {
      this.#options.log.error({ event: 'member.failed', err: error }, 'what a member asked failed')
      request.socket.destroy()
    })
  })

  constructor(options: MemberDoorOptions) {
    this.#options = options
  }

  readonly accept = (socket: Socket, fingerprint: Fingerprint): void => {
    if (this.#open.size >= MAX_CONNECTIONS) {
      socket.destroy()
      return
    }
    this.#open.add(socket)
    const over = setTimeout(() => socket.destroy(), CONNECTION_MS)
    socket.on('error', () => undefined) // its close follows
    socket.once('close', () => {
      clearTimeout(over)
      this.#open.delete(socket)
    })
    this.#fingerprints.set(socket, fingerprint)
    this.#http.emit('connection', socket)
  }

  stop(): void {
    for (const socket of this.#open) socket.destroy()
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fingerprint = this.#fingerprints.get(request.socket as Socket)
    const peer =
      fingerprint === undefined ? undefined : await this.#options.peers.awaitFingerprint(fingerprint, PEER_PATIENCE_MS)
    const { status, envelope } = await this.#answerTo(peer, request)
    discardBody(request)
    response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' })
    response.end(JSON.stringify(envelope))
  }

  /** Of a stranger no body is read. */
  async #answerTo(peer: Peer | undefined, request: IncomingMessage): Promise<ClusterAnswer> {
    const { method = '', url = '' } = request
    if (peer === undefined) return clusterError(401, 'The origin does not name this node.')
    if (!splitTarget(url).location.startsWith(CLUSTER_API_PREFIX))
      return clusterError(404, `Nodes ask for ${CLUSTER_API_PREFIX} here.`)
    const body = method === 'POST' ? await readBody(request, CLUSTER_API_MAX_BYTES) : null
    return await this.#options.answer(peer, method, url, body)
  }
}
