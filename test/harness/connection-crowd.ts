import { connect, type Socket } from 'node:net'
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

/** Thousands of bare connections to one port, which send at most some bytes, once, and note when they are closed. */
export class ConnectionCrowd implements AsyncDisposable {
  readonly #members: Member[] = []

  /** @throws {DeadlineError} when not all were let in */
  static async open(port: number, count: number): Promise<ConnectionCrowd> {
    const crowd = new ConnectionCrowd()
    for (let opened = 0; opened < count; opened += DIALLED_AT_ONCE) {
      for (let nth = opened; nth < Math.min(count, opened + DIALLED_AT_ONCE); nth += 1) crowd.#dial(port)
      await waitFor(
        `${count} connections to port ${port}`,
        () => crowd.#members.every(({ open_at_ms, closed_at_ms }) => open_at_ms !== null || closed_at_ms !== null),
        { every_ms: 5, deadline_ms: 20_000 },
      )
    }
    return crowd
  }

  /** Sends the bytes that `bytesOf` gives for each, some hundreds at a time. */
  async send(bytesOf: (nth: number) => Buffer): Promise<void> {
    for (const [nth, member] of this.#members.entries()) {
      member.sent_at_ms = performance.now()
      member.socket.write(bytesOf(nth))
      if (nth % DIALLED_AT_ONCE === DIALLED_AT_ONCE - 1) await pause(1)
    }
  }

  get open(): number {
    return this.#members.filter(({ closed_at_ms }) => closed_at_ms === null).length
  }

  async untilAllClosed(deadline_ms: number): Promise<void> {
    await waitFor('all connections are closed', () => this.open === 0, { deadline_ms })
  }

  /** How long each lived, sorted, in ms: from its opening, or from what it sent, to its close. */
  lives(from: 'open' | 'sent'): readonly number[] {
    const lives = this.#members.map((member) => {
      const began = from === 'open' ? member.open_at_ms : member.sent_at_ms
      return (member.closed_at_ms ?? Number.POSITIVE_INFINITY) - (began ?? 0)
    })
    return lives.sort((a, b) => a - b)
  }

  async [Symbol.asyncDispose](): Promise<void> {
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
