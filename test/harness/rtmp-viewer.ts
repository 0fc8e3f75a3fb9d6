import { connect, type Socket } from 'node:net'
import { INTERRUPTED_MS, type ViewerEnd } from './flv-viewer.ts'
import { clientAnswer, clientHello, command, connectCommand, SERVER_HELLO_BYTES, streamCommand } from './rtmp-bytes.ts'
import { type ControlMessage, RtmpChecker } from './rtmp-checker.ts'
import type { CheckedTag } from './tag-order.ts'
import { Hopeless, waitFor } from './wait-for.ts'

const COMMAND = 20

/** Plays a stream over RTMP: checks every byte of its chunk stream and notes when new frames come. Times are monotonic. */
export class RtmpViewer implements AsyncDisposable {
  readonly url: string
  readonly tags: { audio: number; video: number } = { audio: 0, video: 0 }
  /** Settled when the connection is over. */
  readonly ended: Promise<ViewerEnd>
  end: ViewerEnd | null = null
  first_frame_at_ms: number | null = null
  readonly #socket: Socket
  readonly #settle: (end: ViewerEnd) => void
  #hello: Buffer = Buffer.alloc(0)
  #said = ''
  #failure: unknown = null
  #newest_timestamp_ms = -1
  #last_frame_at_ms = performance.now()
  #longest_gap_ms = 0
  readonly #checker = new RtmpChecker({
    onTag: (tag) => this.#take(tag),
    onMessage: (message) => this.#hear(message),
  })

  private constructor(url: string, caps_ex: number) {
    this.url = url
    const { promise, resolve } = Promise.withResolvers<ViewerEnd>()
    this.ended = promise
    this.#settle = resolve
    const { hostname, port, pathname, search } = new URL(url)
    const [, app = '', name = ''] = pathname.split('/')
    this.#socket = connect({ host: hostname, port: Number(port) })
    this.#socket.on('data', (bytes: Buffer) => this.#read(bytes))
    this.#socket.on('error', (error) => this.#over(false, error.message))
    this.#socket.on('end', () => this.#over(this.#checker.whole, 'end of connection'))
    this.#socket.on('close', () => this.#over(false, 'closed before its end'))
    const play = streamCommand('play', 4, name)
    this.#socket.write(clientHello())
    this.#socket.write(
      Buffer.concat([
        clientAnswer(),
        connectCommand(`${app}${search}`, caps_ex),
        command('createStream', 2, null),
        play,
      ]),
    )
  }

  /** Dials and waits for the first frame. @param caps_ex 1: it says that it can be asked to connect elsewhere (enhanced RTMP 2) */
  static async watch(url: string, deadline_ms = 10_000, caps_ex = 0): Promise<RtmpViewer> {
    const viewer = new RtmpViewer(url, caps_ex)
    try {
      await viewer.sees(1, deadline_ms)
      return viewer
    } catch (error) {
      await viewer[Symbol.asyncDispose]()
      throw error
    }
  }

  get frames(): number {
    return this.tags.audio + this.tags.video
  }

  /** Where the server asks it to connect instead; null: nowhere. */
  get asked_to_go_to(): string | null {
    if (!this.heard('NetConnection.Connect.ReconnectRequest')) return null
    return /rtmp:\/\/[^\0]*/.exec(this.#said)?.[0] ?? null
  }

  /** Whether the server said these words in one of its commands. */
  heard(words: string): boolean {
    return this.#said.includes(words)
  }

  /** Waits until `count` more frames have come. */
  async sees(count: number, deadline_ms = 10_000): Promise<void> {
    const target = this.frames + count
    await waitFor(
      `${count} more frames from ${this.url}`,
      () => {
        if (this.#failure !== null) throw new Hopeless(this.#failure)
        if (this.end !== null) throw new Hopeless(`the connection ended: ${this.end.why}`)
        return this.frames >= target
      },
      { deadline_ms, every_ms: 20 },
    )
  }

  /** Forgets the gaps so far. */
  resetGaps(): void {
    this.#longest_gap_ms = 0
    this.#last_frame_at_ms = performance.now()
  }

  /** Why this viewer was interrupted, or null: its connection ended, its bytes broke, or frames stayed away for over 1 s. */
  get interruption(): string | null {
    if (this.#failure !== null) return String(this.#failure)
    if (this.end !== null) return `its connection ended: ${this.end.why}`
    const gap = Math.max(this.#longest_gap_ms, performance.now() - this.#last_frame_at_ms)
    return gap > INTERRUPTED_MS ? `no new frame for ${Math.round(gap)} ms` : null
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.destroy()
    await this.ended
  }

  #over(clean: boolean, why: string): void {
    if (this.end !== null) return
    this.end = { clean, at_ms: performance.now(), why }
    this.#settle(this.end)
  }

  #read(bytes: Buffer): void {
    try {
      if (this.#hello.length === SERVER_HELLO_BYTES) {
        this.#checker.push(bytes)
        return
      }
      const wanted = SERVER_HELLO_BYTES - this.#hello.length
      this.#hello = Buffer.concat([this.#hello, bytes.subarray(0, wanted)])
      if (bytes.length > wanted) this.#checker.push(bytes.subarray(wanted))
    } catch (error) {
      this.#failure = error
      this.#over(false, String(error))
      this.#socket.destroy()
    }
  }

  #hear({ type, body }: ControlMessage): void {
    if (type === COMMAND) this.#said = (this.#said + body.toString('latin1')).slice(-4_096)
  }

  #take(tag: CheckedTag): void {
    if (tag.kind === 'script' || tag.config) return
    this.tags[tag.kind] += 1
    if (tag.timestamp_ms <= this.#newest_timestamp_ms) return
    const now = performance.now()
    if (this.first_frame_at_ms === null) this.first_frame_at_ms = now
    else this.#longest_gap_ms = Math.max(this.#longest_gap_ms, now - this.#last_frame_at_ms)
    this.#newest_timestamp_ms = tag.timestamp_ms
    this.#last_frame_at_ms = now
  }
}
