import { randomUUID } from 'node:crypto'
import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import { CONTROL_CHANNEL_PROTOCOL } from '#contract/control-channel.ts'
import { isLoopback, plainAddress } from './node-address.ts'

/** Why an upgrade to the control channel is refused before it is one. */
export interface UpgradeRefusal {
  readonly status: 400 | 401 | 403 | 410 | 503
  readonly code: string
  readonly message: string
  readonly hint: string
}

export const upgradeRefusals = {
  unauthorized: {
    status: 401,
    code: 'unauthorized',
    message: 'the control channel needs the credential of a node',
    hint: 'Enrol the node anew with a fresh enrollment token.',
  },
  gone: {
    status: 410,
    code: 'node_gone',
    message: 'this node was evicted from the cluster',
    hint: 'Ask an operator for a new enrollment token if it is to come back.',
  },
  unproven: {
    status: 403,
    code: 'certificate_mismatch',
    message: 'this credential was shown without the key of its node',
    hint: 'Dial over https with the node that has the key. If that was lost, evict the node and enrol it anew.',
  },
  protocol: {
    status: 400,
    code: 'unknown_subprotocol',
    message: `the control channel speaks the subprotocol ${CONTROL_CHANNEL_PROTOCOL}`,
    hint: 'Run the same version of headwater on node and origin.',
  },
  stopping: {
    status: 503,
    code: 'origin_stopping',
    message: 'the origin is stopping',
    hint: 'Dial again in a few seconds.',
  },
} as const satisfies Record<string, UpgradeRefusal>

/** Answers an upgrade with an HTTP error and closes the connection. */
export function refuseUpgrade(socket: Duplex, refusal: UpgradeRefusal): void {
  const { status, code, message, hint } = refusal
  const error = { code, message, details: { hint }, request_id: randomUUID() }
  const body = JSON.stringify({ data: null, error })
  socket.on('error', () => socket.destroy())
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...(status === 503 ? ['Retry-After: 2'] : []),
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
    () => socket.destroy(),
  )
}

/** The credential of `Authorization: Bearer ...`; null where there is none. */
export function bearerOf(request: IncomingMessage): string | null {
  return /^Bearer ([A-Za-z0-9._~+/=-]{1,256})$/.exec(request.headers.authorization ?? '')?.[1] ?? null
}

/** Whether the client offers the subprotocol of the control channel. */
export function speaksControlProtocol(request: IncomingMessage): boolean {
  const offered = request.headers['sec-websocket-protocol'] ?? ''
  return offered.split(',').some((protocol) => protocol.trim() === CONTROL_CHANNEL_PROTOCOL)
}

/** Whether nobody between the other side and this one reads along: it speaks TLS with this very program, or is on this machine. */
export function isConfidential({ socket, headers }: IncomingMessage): boolean {
  if (socket instanceof TLSSocket) return true
  const is_proxied = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined
  return !is_proxied && isLoopback(plainAddress(socket.remoteAddress ?? ''))
}
