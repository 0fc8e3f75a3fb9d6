import { connect, type Socket } from 'node:net'
import { FlvChecker } from './flv-checker.ts'
import { INTERRUPTED_MS } from './flv-viewer.ts'
import type { CheckedTag } from './tag-order.ts'
import { waitFor } from './wait-for.ts'

const HEAD_END = Buffer.from('\r\n\r\n')
const MOST_HEAD_BYTES = 16 * 1024

/** One viewer of a pool: a bare socket, every byte of whose FLV is checked. */
class PoolViewer {
  first_frame_at_ms: number | null = null
  /** Why it is no viewer any more; null while it watches. */
  over: string | null = null
  longest_gap_ms = 0
  readonly #socket: Socket
  readonly #checker = new FlvChecker((tag) => this.#take(tag))
  #head: Buffer | null = Buffer.alloc(0)
  #newest_ms = -1
  #last_frame_at_ms = 0

  constructor(port: number, path: string) {
    this.#socket = connect({ host: '127.0.0.1', port })
    this.#socket.on('data', (bytes: Buffer) => this.#read(bytes))
    this.#socket.on('error', (error) => this.#end(error.message))
    this.#socket.on('close', () => this.#end('the connection was closed'))
    this.#socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)
  }

  /** How long there has been no new frame. */
  get silent_ms(): number {
    return this.first_frame_at_ms === null ? 0 : performance.now() - this.#last_frame_at_ms
  }

  leave(): void {
    this.#end('it left')
    this.#socket.destroy()
  }

  resetGaps(): void {
    this.longest_gap_ms = 0
    this.#last_frame_at_ms = performance.now()
  }

  #end(why: string): void {
    this.over ??= why
  }

  #read(bytes: Buffer): void {
    try {
      if (this.#head === null) this.#checker.push(bytes)
      else this.#readHead(bytes)
    } catch (error) {
      this.#end(String(error))
      this.#socket.destroy()
    }
  }

  #readHead(bytes: Buffer): void {
    const head = Buffer.concat([this.#head ?? Buffer.alloc(0), bytes])
    const end = head.indexOf(HEAD_END)
    if (end < 0 && head.length <= MOST_HEAD_BYTES) {
      this.#head = head
      return
    }
    const line = head.toString('latin1', 0, head.indexOf('\r'))
    if (!/^HTTP\/1\.1 200 /.test(line)) throw new Error(`answered ${line}`)
    this.#head = null
    this.#checker.push(head.subarray(end + HEAD_END.length))
  }

  #take(tag: CheckedTag): void {
    if (tag.kind === 'script' || tag.config || tag.timestamp_ms <= this.#newest_ms) return
    const now = performance.now()
    if (this.first_frame_at_ms === null) this.first_frame_at_ms = now
    else this.longest_gap_ms = Math.max(this.longest_gap_ms, now - this.#last_frame_at_ms)
    this.#newest_ms = tag.timestamp_ms
    this.#last_frame_at_ms = now
  }
}

/** Hundreds of FLV viewers of one node in this process: each checks its framing and notes when frames stay away. */
export class ViewerPool implements Disposable {
  readonly #port: number
  readonly #viewers: PoolViewer[] = []

  constructor(media_port: number) {
    this.#port = media_port
  }

  /** Dials so many viewers at once and does not wait. */
  dial(count: number, path: string): void {
    for (let nth = 0; nth < count; nth += 1) this.#viewers.push(new PoolViewer(this.#port, path))
  }

  get size(): number {
    return this.#viewers.length
  }

  /** When each got its first frame; by the monotonic clock, in ms. Waits until all have. */
  async firstFrames(deadline_ms = 20_000): Promise<readonly number[]> {
    await waitFor(
      `a first frame for ${this.size} viewers`,
      () => {
        const over = this.#viewers.find((viewer) => viewer.over !== null)
        if (over) throw new Error(`a viewer ended: ${over.over}`)
        return this.#viewers.every((viewer) => viewer.first_frame_at_ms !== null)
      },
      { deadline_ms, every_ms: 20 },
    )
    return this.#viewers.flatMap(({ first_frame_at_ms }) => first_frame_at_ms ?? [])
  }

  /** Lets so many go, the oldest first. */
  leave(count: number): void {
    for (const viewer of this.#viewers.splice(0, count)) viewer.leave()
  }

  /** Forgets the gaps so far. */
  resetGaps(): void {
    for (const viewer of this.#viewers) viewer.resetGaps()
  }

  /** What went wrong for whom: ended, broken, or without a new frame for over 1 s. Empty when all is well. */
  get interruptions(): readonly string[] {
    return this.#viewers.flatMap(({ over, longest_gap_ms, silent_ms }) => {
      if (over !== null) return [over]
      const gap_ms = Math.max(longest_gap_ms, silent_ms)
      return gap_ms > INTERRUPTED_MS ? [`no new frame for ${Math.round(gap_ms)} ms`] : []
    })
  }

  [Symbol.dispose](): void {
    this.leave(this.size)
  }
}
