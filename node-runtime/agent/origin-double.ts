import { randomBytes, randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import {
  CONTROL_CHANNEL_PATH,
  CONTROL_CHANNEL_PROTOCOL,
  type NodeCommand,
  type NodeMessage,
  nodeMessageSchema,
  type OriginMessage,
  type Peer,
} from '#contract/control-channel.ts'
import { ENROLLMENT_PATH, type EnrollmentRequest, enrollmentRequestSchema } from '#contract/enrollment.ts'
import type { ClusterId, NodeId } from '#contract/ids.ts'
import type { NodeMode } from '#contract/node.ts'
import type { Relay, StreamSession } from '#contract/stream.ts'

/** What the double knows of one node. */
export interface DoubleNode {
  readonly id: NodeId
  readonly request: EnrollmentRequest
  readonly credential: string
  mode: NodeMode
  peer: Peer | null
  socket: WebSocket | null
  readonly sessions: Map<string, StreamSession>
  readonly relays: Map<string, Relay>
  readonly received: NodeMessage[]
}

/**
 * A small stand-in for an origin, for tests of the node: it speaks the enrolment and the control channel of the
 * contract over real sockets, takes everybody in, keeps everything it hears and does as the test says.
 */
export class OriginDouble {
  readonly nodes = new Map<NodeId, DoubleNode>()
  /** Heartbeats are acknowledged; false: the origin hangs. */
  acknowledges = true
  /** Status that a dial is answered with instead of a welcome; null: it is welcomed. */
  refuses: number | null = null
  heartbeat_interval_ms = 500
  /** Whoever enrols becomes this node: what a token that was made for it does; null: by its key. */
  enrols_as: NodeId | null = null
  dials = 0
  readonly #http: Server
  readonly #sockets = new WebSocketServer({ noServer: true, handleProtocols: () => CONTROL_CHANNEL_PROTOCOL })
  readonly #watchers = new Set<() => void>()
  #port = 0

  constructor() {
    this.#http = createServer((request, response) => {
      let text = ''
      request.on('data', (chunk) => {
        text += chunk
      })
      request.on('end', () => {
        const taken = request.url === ENROLLMENT_PATH ? this.#enroll(text) : null
        response.writeHead(taken === null ? 404 : 200, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ data: taken, error: null }))
      })
    })
    this.#http.on('upgrade', (request, socket, head) => {
      this.dials += 1
      const credential = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
      const node = [...this.nodes.values()].find((known) => known.credential === credential)
      const status = this.refuses ?? (request.url === CONTROL_CHANNEL_PATH && node !== undefined ? null : 401)
      if (status !== null || node === undefined) {
        socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
        return
      }
      this.#sockets.handleUpgrade(request, socket, head, (opened) => this.#open(node, opened))
    })
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** Listens, on the port it had before if it was stopped. */
  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#http.listen(this.#port, '127.0.0.1', resolve))
    this.#port = (this.#http.address() as AddressInfo).port
  }

  /** Goes away as a killed program does. */
  async stop(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate()
    this.#http.closeAllConnections()
    await new Promise((resolve) => this.#http.close(resolve))
  }

  /** A node that did not come by the enrolment. */
  admit(request: EnrollmentRequest, id = randomUUID() as NodeId): DoubleNode {
    const mode: NodeMode = {
      value: 'normal',
      set_by: 'origin',
      reason: null,
      set_at: new Date().toISOString(),
      deadline_at: null,
      after_drain: null,
      on_deadline: 'end',
      drained_at: null,
      revision: 1,
    }
    const credential = `node_${randomBytes(32).toString('base64url')}`
    const node: DoubleNode = {
      id,
      request,
      credential,
      mode,
      peer: null,
      socket: null,
      sessions: new Map(),
      relays: new Map(),
      received: [],
    }
    this.nodes.set(id, node)
    return node
  }

  say(node: DoubleNode, message: OriginMessage): void {
    node.socket?.send(JSON.stringify(message))
  }

  /** Sends a command and returns its id. */
  command(node: DoubleNode, command: NodeCommand, id: string = randomUUID()): string {
    this.say(node, { type: 'command', id, command })
    return id
  }

  /** Waits until something is so; looks again after every message. Fails after the deadline. */
  async until(what: string, isSo: () => boolean, deadline_ms = 5_000): Promise<void> {
    if (isSo()) return
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const look = () => {
      if (isSo()) resolve()
    }
    this.#watchers.add(look)
    const late = setTimeout(() => reject(new Error(`not within ${deadline_ms} ms: ${what}`)), deadline_ms)
    const again = setInterval(look, 20)
    try {
      await promise
    } finally {
      this.#watchers.delete(look)
      clearTimeout(late)
      clearInterval(again)
    }
  }

  #enroll(text: string) {
    const request = enrollmentRequestSchema.parse(JSON.parse(text))
    const known = [...this.nodes.values()].find((node) => node.request.relay_fingerprint === request.relay_fingerprint)
    const node = this.admit(request, this.enrols_as ?? known?.id)
    return { node_id: node.id, cluster_id: 'main', name: request.name, credential: node.credential }
  }

  #open(node: DoubleNode, socket: WebSocket): void {
    node.socket = socket
    socket.on('close', () => {
      if (node.socket === socket) node.socket = null
    })
    socket.on('message', (data) => {
      const message = nodeMessageSchema.parse(JSON.parse(String(data)))
      node.received.push(message)
      this.#hear(node, message)
      for (const look of [...this.#watchers]) look()
    })
  }

  #hear(node: DoubleNode, message: NodeMessage): void {
    switch (message.type) {
      case 'hello': {
        const { report } = message
        const address = report.endpoints.address === '0.0.0.0' ? '127.0.0.1' : report.endpoints.address
        const { name, relay_fingerprint } = node.request
        node.peer = { node_id: node.id, name, endpoints: { ...report.endpoints, address }, relay_fingerprint }
        node.sessions.clear()
        for (const session of report.sessions) node.sessions.set(session.id, session)
        node.relays.clear()
        for (const relay of report.relays) node.relays.set(relay.id, relay)
        this.say(node, {
          type: 'welcome',
          origin_version: 'double',
          cluster_id: 'main' as ClusterId,
          node_name: name,
          heartbeat_interval_ms: this.heartbeat_interval_ms,
          mode: node.mode,
          now: new Date().toISOString(),
        })
        const peers = [...this.nodes.values()].map(({ peer }) => peer).filter((peer) => peer !== null)
        for (const known of this.nodes.values()) this.say(known, { type: 'peers', revision: this.dials, peers })
        return
      }
      case 'heartbeat':
        if (this.acknowledges) this.say(node, { type: 'heartbeat_ack', seq: message.seq })
        return
      case 'session':
        node.sessions.set(message.session.id, message.session)
        return
      case 'relay':
        node.relays.set(message.relay.id, message.relay)
        return
      case 'locate':
        this.say(node, {
          type: 'located',
          id: message.id,
          stream_path: message.stream_path,
          ...this.#locate(message.stream_path),
        })
        return
      default:
    }
  }

  #locate(path: string): Pick<Extract<OriginMessage, { type: 'located' }>, 'source' | 'reason'> {
    for (const node of this.nodes.values()) {
      const session = [...node.sessions.values()].find((known) => known.stream_path === path && known.state !== 'ended')
      if (session !== undefined && node.peer !== null) {
        return { source: { session_id: session.id, peer: node.peer }, reason: null }
      }
    }
    return { source: null, reason: `nobody publishes ${path}` }
  }
}
