import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { parentPort } from 'node:worker_threads'
import type { CrowdAnswer, CrowdOrder } from './connection-crowd.ts'
import { pause, waitFor } from './wait-for.ts'

/** Dialled before those before them are through, so that no backlog overflows. */
const DIALLED_AT_ONCE = 500

/** One connection of a crowd, and when what happened to it; by the monotonic clock, in ms. */
interface Member {
  readonly socket: Socket
  open_at_ms: number | null
  sent_at_ms: number | null
  closed_at_ms: number | null
}

/** The connections themselves; see connection-crowd.ts. */
class Crowd {
  readonly #members: Member[] = []

  async open(port: number, count: number): Promise<void> {
    for (let opened = 0; opened < count; opened += DIALLED_AT_ONCE) {
      for (let nth = opened; nth < Math.min(count, opened + DIALLED_AT_ONCE); nth += 1) this.#dial(port)
      await waitFor(
        `${count} connections to port ${port}`,
        () => this.#members.every(({ open_at_ms, closed_at_ms }) => open_at_ms !== null || closed_at_ms !== null),
        { every_ms: 5, deadline_ms: 20_000 },
      )
    }
  }

  async send(first_byte: number, length: number): Promise<void> {
    for (const [nth, member] of this.#members.entries()) {
      member.sent_at_ms = performance.now()
      member.socket.write(Buffer.concat([Buffer.from([first_byte]), randomBytes(length - 1)]))
      if (nth % DIALLED_AT_ONCE === DIALLED_AT_ONCE - 1) await pause(1)
    }
  }

  async untilAllClosed(deadline_ms: number): Promise<void> {
    const isClosed = () => this.#members.every(({ closed_at_ms }) => closed_at_ms !== null)
    await waitFor('all connections are closed', isClosed, { deadline_ms })
  }

  lives(from: 'open' | 'sent'): readonly number[] {
    const lives = this.#members.map((member) => {
      const began = from === 'open' ? member.open_at_ms : member.sent_at_ms
      return (member.closed_at_ms ?? Number.POSITIVE_INFINITY) - (began ?? 0)
    })
    return lives.sort((a, b) => a - b)
  }

  async close(): Promise<void> {
    for (const { socket } of this.#members) socket.destroy()
    await this.untilAllClosed(10_000)
  }

  #dial(port: number): void {
    const socket = connect({ host: '127.0.0.1', port })
    const member: Member = { socket, open_at_ms: null, sent_at_ms: null, closed_at_ms: null }
    socket.on('error', () => undefined) // a reset is one of the ways to be refused; `close` follows
    socket.on('connect', () => {
      member.open_at_ms = performance.now()
    })
    socket.on('close', () => {
      member.closed_at_ms = performance.now()
    })
    socket.resume()
    this.#members.push(member)
  }
}

const crowd = new Crowd()

async function carryOut(order: CrowdOrder): Promise<readonly number[] | null> {
  switch (order.what) {
    case 'open':
      await crowd.open(order.port, order.count)
      return null
    case 'send':
      await crowd.send(order.first_byte, order.length)
      return null
    case 'until_all_closed':
      await crowd.untilAllClosed(order.deadline_ms)
      return null
    case 'lives':
      return crowd.lives(order.from)
    case 'close':
      await crowd.close()
      return null
  }
}

parentPort?.on('message', async (order: CrowdOrder) => {
  const answer: CrowdAnswer = await carryOut(order).then(
    (lives) => ({ lives, error: null }),
    (error: Error) => ({ lives: null, error: error.message }),
  )
  parentPort?.postMessage(answer)
})
