import { type ClipKind, clip } from './clip.ts'
import { type Exit, Program } from './program.ts'
import { Hopeless, waitFor } from './wait-for.ts'

/** ffmpeg that sends a clip over and over at its natural speed, without coding. */
export class Publisher implements AsyncDisposable {
  readonly program: Program

  private constructor(program: Program) {
    this.program = program
  }

  /** Starts ffmpeg and does not wait for the server's answer. */
  static async launch(url: string, kind: ClipKind = 'both', output: readonly string[] = []): Promise<Publisher> {
    const input = ['-re', '-stream_loop', '-1', '-i', await clip(kind), '-c', 'copy']
    const quiet = ['-hide_banner', '-nostdin', '-loglevel', 'warning', '-stats_period', '0.2', '-progress', 'pipe:1']
    const args = [...quiet, ...input, '-flvflags', 'no_duration_filesize', '-f', 'flv', ...output, url]
    return new Publisher(new Program({ name: 'ffmpeg-publisher', command: 'ffmpeg', args }))
  }

  /** Starts ffmpeg and waits until the server takes its frames. `output` are options of its output, such as `-method PUT`. */
  static async start(url: string, kind: ClipKind = 'both', output: readonly string[] = []): Promise<Publisher> {
    const publisher = await Publisher.launch(url, kind, output)
    try {
      await waitFor(`ffmpeg publishes to ${url}`, () => {
        if (publisher.program.exit !== null) throw new Hopeless(`ffmpeg ended: ${publisher.program.tail()}`)
        return publisher.sent_ms > 0
      })
      return publisher
    } catch (error) {
      await publisher[Symbol.asyncDispose]()
      throw error
    }
  }

  /** How much of the stream ffmpeg has sent, in ms. */
  get sent_ms(): number {
    const last = [...this.program.output.matchAll(/^out_time_us=(\d+)/gm)].at(-1)?.[1]
    return last === undefined ? 0 : Number(last) / 1_000
  }

  get exited(): Promise<Exit> {
    return this.program.exited
  }

  /** Ends the publication as a person does with Ctrl-C. */
  async end(): Promise<void> {
    await this.program.endBy('SIGINT')
  }

  /** Waits until it has sent another `duration_ms` of the stream: the server still takes it. */
  async sendsOn(duration_ms = 1_000): Promise<void> {
    const from = this.sent_ms
    await waitFor('the publisher goes on', () => {
      if (this.program.exit !== null) throw new Hopeless(`ffmpeg ended: ${this.program.tail()}`)
      return this.sent_ms >= from + duration_ms
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program[Symbol.asyncDispose]()
  }
}
