import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { expect } from 'vitest'
import WebSocket from 'ws'
import {
  CONTROL_CHANNEL_PROTOCOL,
  type NodeMessage,
  type OriginMessage,
  originMessageSchema,
} from '#contract/control-channel.ts'
import type { EnrollmentAnswer } from '#contract/enrollment.ts'
import type { ClusterId, NodeId } from '#contract/ids.ts'
import { SqliteActivityLog } from '../store/sqlite-activity-log.ts'
import { openStore } from '../store/store.ts'
import { Trust } from '../trust/trust.ts'
import { systemClock } from './clock.ts'
import { ControlChannel } from './control-channel.ts'
import type { NodeReports } from './node-reports.ts'
import { Nodes } from './nodes.ts'

const log = pino({ level: 'silent' })
export const PATIENCE_MS = 5_000

/** A node's end of the channel, as bare as it can be. */
export class BareNode {
  readonly heard: OriginMessage[] = []
  readonly socket: WebSocket
  readonly closed: Promise<{ code: number; reason: string }>

  constructor(url: string, credential: string, protocol = CONTROL_CHANNEL_PROTOCOL) {
    this.socket = new WebSocket(url, protocol, { headers: { authorization: `Bearer ${credential}` } })
    this.socket.on('message', (data) => this.heard.push(originMessageSchema.parse(JSON.parse(data.toString()))))
    // What a test is about is how it ends, by 'close' or by 'opened'.
    this.socket.on('error', () => undefined)
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }))
    })
  }

  async opened(): Promise<this> {
    await once(this.socket, 'open')
    return this
  }

  say(message: NodeMessage): void {
    this.socket.send(JSON.stringify(message))
  }

  async hears<Type extends OriginMessage['type']>(
    type: Type,
    nth = 1,
  ): Promise<Extract<OriginMessage, { type: Type }>> {
    const found = () => this.heard.filter((message) => message.type === type)[nth - 1]
    await expect.poll(found, { timeout: PATIENCE_MS, interval: 5 }).toBeDefined()
    return found() as Extract<OriginMessage, { type: Type }>
  }
}

/** The origin's end on a port and a database of its own; `said` is what nodes reported and was taken. */
export async function openChannel({ heartbeat_interval_ms = 500 } = {}) {
  const settings = { heartbeat_interval_ms, suspect_after_missed: 2, offline_after_missed: 3, recover_after_beats: 1 }
  const data_dir = mkdtempSync(join(tmpdir(), 'headwater-channel-'))
  const store = openStore(join(data_dir, 'origin.db'))
  const activity = new SqliteActivityLog(store, { log })
  const trust = new Trust({ store, activity })
  const events = { publish: () => undefined }
  const nodes = new Nodes({
    ...{ store, activity, trust, events, clock: systemClock, log, settings },
    isOwnNodeToken: () => false,
  })
  const said: [string, NodeId, unknown][] = []
  const sockets: BareNode[] = []
  const reports: NodeReports = {
    replaced: (id, report) => said.push(['replaced', id, report]),
    session: (id, session) => said.push(['session', id, session]),
    participation: (id, participation) => said.push(['participation', id, participation]),
    relay: (id, relay) => said.push(['relay', id, relay]),
    samples: (id, streams) => said.push(['samples', id, streams]),
    renewed: (id) => said.push(['renewed', id, null]),
    locate: () => ({ source: null, reason: 'nobody publishes it' }),
    allocate: () => ({ nodes: [], error: { code: 'no_candidates', message: 'no node can take it' } }),
    admit: () => ({ refused: null, nodes: [] }),
    redeem: () => ({ code: 'unknown', message: 'This ticket is not known.' }),
  }
  const channel = new ControlChannel({
    ...{ nodes, reports, activity, clock: systemClock, log, settings },
    relay_limits: { max_hops: 3, max_out: 20 },
    origin_version: '1.0.0',
    loopbackMeans: () => null,
  })
  const server = createServer().on('upgrade', (request, socket, head) => channel.handleUpgrade(request, socket, head))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/channel`

  return {
    ...{ activity, nodes, channel, url, said },
    enrol(name: string): EnrollmentAnswer {
      const cluster_id = 'main' as ClusterId
      const made = { cluster_id, name: null, usage_limit: 1, ttl_ms: 60_000, created_by: 'test' }
      const { token } = trust.createEnrollmentToken(made)
      const relay_fingerprint = Buffer.from(name.padEnd(32, '.')).toString('hex')
      const request = { token: token as never, name, region: null, version: '1.0.0', relay_fingerprint }
      return nodes.enroll(request, '127.0.0.1')
    },
    dial(credential: string, protocol?: string): BareNode {
      const node = new BareNode(url, credential, protocol)
      sockets.push(node)
      return node
    },
    async [Symbol.asyncDispose]() {
      for (const { socket } of sockets) socket.terminate()
      await channel.stop()
      nodes.stop()
      server.close()
      server.closeAllConnections()
      store.close()
      rmSync(data_dir, { recursive: true })
    },
  }
}
