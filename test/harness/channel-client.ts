import { randomBytes } from 'node:crypto'
import WebSocket from 'ws'
import { z } from 'zod'
import {
  CONTROL_CHANNEL_PATH,
  CONTROL_CHANNEL_PROTOCOL,
  type FullReport,
  type NodeMessage,
  type OriginMessage,
  originMessageSchema,
} from '#contract/control-channel.ts'
import { ENROLLMENT_PATH, type EnrollmentAnswer, enrollmentAnswerSchema } from '#contract/enrollment.ts'
import type { NodeLoad } from '#contract/node.ts'
import { ApiClient } from './api-client.ts'
import type { OriginProgram } from './origin-program.ts'
import { Hopeless, waitFor } from './wait-for.ts'

/** The load of a node that carries nothing. */
export const idleLoad: NodeLoad = {
  cpu_percent: 1,
  memory_percent: 1,
  memory_total_bytes: 1e9,
  process_memory_bytes: 1e6,
  process_cpu_percent: 0,
  egress_mbps: 0,
  ingress_mbps: 0,
  publishers: 0,
  subscribers: 0,
  relays_in: 0,
  relays_out: 0,
  subscribers_dropped: 0,
}

/** A full report of a node that carries nothing. */
export const emptyReport: FullReport = {
  endpoints: { address: '127.0.0.1', rtmp_port: 1, media_port: 2 },
  host: {
    hostname: 'bare',
    platform: 'linux',
    distribution: 'none',
    arch: 'x64',
    cpu_model: 'none',
    cpu_cores: 1,
    memory_total_bytes: 1e9,
    node_version: 'v24.0.0',
  },
  load: idleLoad,
  sessions: [],
  participations: [],
  relays: [],
}

/** Enrols a node that exists only as an identity; returns its credential as the origin told it. */
export async function enrol(origin: OriginProgram, name: string, token?: string): Promise<EnrollmentAnswer> {
  const answer = await requestEnrolment(origin, name, token ?? (await origin.api.createEnrollmentToken()).token)
  const body: unknown = await answer.json()
  if (!answer.ok) throw new Error(`enrolment answered ${answer.status}: ${JSON.stringify(body)}`)
  return z.object({ data: enrollmentAnswerSchema }).parse(body).data
}

/** The bare answer to an enrolment. */
export function requestEnrolment(origin: OriginProgram, name: string, token: string): Promise<Response> {
  const relay_fingerprint = randomBytes(32).toString('hex')
  const body = { token, name, region: null, version: '0.0.0', relay_fingerprint }
  return new ApiClient(origin.ready.url, null).request('POST', ENROLLMENT_PATH, { body })
}

/** A bare control channel that says whatever a test wants; what the origin says is checked against contract/. */
export class ChannelClient implements AsyncDisposable {
  readonly heard: OriginMessage[] = []
  closed: { readonly code: number; readonly reason: string } | null = null
  readonly #socket: WebSocket
  #failure: Error | null = null

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data) => {
      this.heard.push(originMessageSchema.parse(JSON.parse(data.toString())))
    })
    socket.on('error', (error) => {
      this.#failure = error
    })
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() }
    })
  }

  /** Dials; throws when the origin refuses the upgrade. */
  static async open(
    origin: OriginProgram,
    credential: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<ChannelClient> {
    const url = new URL(CONTROL_CHANNEL_PATH, origin.ready.url.replace(/^http/, 'ws'))
    const authorization = { authorization: `Bearer ${credential}` }
    const client = new ChannelClient(
      new WebSocket(url, CONTROL_CHANNEL_PROTOCOL, { headers: { ...authorization, ...headers } }),
    )
    await waitFor('the control channel opens', () => client.#socket.readyState === WebSocket.OPEN || client.#over())
    return client
  }

  /** Opens a channel and introduces the node with an empty report. */
  static async join(origin: OriginProgram, node: EnrollmentAnswer, epoch = 1): Promise<ChannelClient> {
    const client = await ChannelClient.open(origin, node.credential)
    client.send({
      type: 'hello',
      node_id: node.node_id,
      epoch,
      version: '0.0.0',
      mode_revision: 0,
      report: emptyReport,
    })
    await client.hears('welcome')
    return client
  }

  /** Reads nothing from here on, so that it does not end its side when the origin ends its own; the function returned goes on. */
  holdOpen(): () => void {
    this.#socket.pause()
    return () => this.#socket.resume()
  }

  send(message: NodeMessage): void {
    this.sendText(JSON.stringify(message))
  }

  sendText(text: string | Buffer): void {
    this.#socket.send(text)
  }

  async hears<Type extends OriginMessage['type']>(type: Type, deadline_ms = 5_000) {
    const found = await waitFor(
      `the origin says ${type}`,
      () => this.heard.find((message) => message.type === type) ?? this.#over(),
      { deadline_ms },
    )
    return found as Extract<OriginMessage, { type: Type }>
  }

  async untilClosed(deadline_ms = 5_000): Promise<{ readonly code: number; readonly reason: string }> {
    return await waitFor('the origin closes the control channel', () => this.closed, { deadline_ms })
  }

  #over(): undefined {
    if (this.closed !== null)
      throw new Hopeless(`closed with ${this.closed.code} ${this.closed.reason}: ${this.#failure}`)
    return undefined
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.terminate()
    await waitFor('the control channel is closed', () => this.closed)
  }
}
