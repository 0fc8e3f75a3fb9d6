import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** A connection that is kept after an answer has so long for the whole head of the next request, in ms. */
export const KEEP_ALIVE_MS = 15_000
/** Requests answered on one connection at once: players send one behind the other, or two. */
const MAX_OPEN_ANSWERS = 4

/** What is known of the connections of the media port between and during their requests. */
export class HttpConnections {
  readonly #deadlines = new Map<Socket, NodeJS.Timeout>()
  /** Their last answer is written to the socket itself, or they are refused. */
  readonly #claimed = new WeakSet<Socket>()
  /** Who hears that the rest of a request is no HTTP. */
  readonly #malformed = new WeakMap<Socket, (reason: string) => void>()
  /** What the parser said of a connection before anybody wanted to hear it: of a publisher who is still being looked at. */
  readonly #complaints = new WeakMap<Socket, string>()
  /** Answers under way on connections that are kept. */
  readonly #open_answers = new WeakMap<Socket, number>()

  /** A connection that is new here, closed at the deadline unless it is settled before. */
  open(socket: Socket, deadline_ms: number): void {
    this.#giveUntil(socket, deadline_ms)
    socket.once('close', () => this.settle(socket))
  }

  /** It has done what it was given time for. */
  settle(socket: Socket): void {
    clearTimeout(this.#deadlines.get(socket))
    this.#deadlines.delete(socket)
  }

  /**
   * Takes the connection for good: nothing else is answered on it. False where that cannot be, because the answer would stand
   * in the middle of another.
   */
  claim(socket: Socket): boolean {
    if (this.isClaimed(socket) || (this.#open_answers.get(socket) ?? 0) > 0) return false
    this.#claimed.add(socket)
    return true
  }

  isClaimed(socket: Socket): boolean {
    return this.#claimed.has(socket)
  }

  /** The body of the request is still wanted: says when the rest of it is no HTTP, and at once where that is known already. */
  onMalformed(socket: Socket, listener: (reason: string) => void): void {
    this.#malformed.set(socket, listener)
    const reason = this.#complaints.get(socket)
    if (reason !== undefined) listener(reason)
  }

  /** The parser complains about a connection that is claimed. */
  complain(socket: Socket, reason: string): void {
    this.#complaints.set(socket, reason)
    this.#malformed.get(socket)?.(reason)
  }

  /** Begins an answer behind which the connection is kept; false where it has too many under way, or is claimed. */
  beginKept(socket: Socket, response: ServerResponse): boolean {
    const open = this.#open_answers.get(socket) ?? 0
    if (this.isClaimed(socket) || open >= MAX_OPEN_ANSWERS) return false
    this.#open_answers.set(socket, open + 1)
    response.once('close', () => {
      const left = (this.#open_answers.get(socket) ?? 1) - 1
      this.#open_answers.set(socket, left)
      if (left === 0 && !socket.destroyed && !this.#deadlines.has(socket)) this.#giveUntil(socket, KEEP_ALIVE_MS)
    })
    return true
  }

  #giveUntil(socket: Socket, deadline_ms: number): void {
    this.settle(socket)
    this.#deadlines.set(
      socket,
      setTimeout(() => socket.destroy(), deadline_ms),
    )
  }
}
