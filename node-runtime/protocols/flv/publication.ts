import type { StreamPath } from '#contract/ids.ts'
import type { Admission, AskingPublisher, LetInPublisher } from '../../media/admission.ts'
import type { Publication } from '../../media/live-stream.ts'
import type { StreamDirectory } from '../../media/stream-directory.ts'
import { redeemForPublication } from '../publish-ticket.ts'
import { FlvDemuxer } from './to-stream.ts'
import { FlvError } from './wire.ts'

/** How a publication ended. */
export type PublicationEnd =
  /** The publisher said that this was all. */
  | { readonly kind: 'finished' }
  /** What it sent is no FLV; the message says what is wrong, `at_byte` where. */
  | { readonly kind: 'bad_flv'; readonly message: string; readonly at_byte: number | null }
  | { readonly kind: 'silent'; readonly message: string }
  /** This node ended the stream (an operator's word, or it stops), or gave it to another publisher. */
  | { readonly kind: 'ended_here'; readonly message: string }
  /** The connection is gone; there is nobody to tell. */
  | { readonly kind: 'disconnected' }

/** What was taken of a publication. */
export interface Taken {
  readonly stream_path: StreamPath
  readonly session_id: string
  readonly bytes: number
  /** Frames of video and of sound. */
  readonly frames: number
  readonly duration_ms: number
}

/** Who publishes. */
export interface FlvPublisher extends AskingPublisher {
  readonly protocol: 'flv' | 'ws'
  /** What it calls itself; null where it does not say. */
  readonly encoder: string | null
  /** That it came with; null: none. */
  readonly ticket: string | null
}

export interface FlvPublicationOptions {
  readonly directory: StreamDirectory
  readonly admission: Admission
  readonly limits: {
    /** A publisher that sends nothing for so long has ended, in ms. */
    readonly publisher_silence_timeout_ms: number
  }
  /** Called once, whoever ended it. The stream is over by then, or waits for its publisher. */
  readonly onOver: (end: PublicationEnd, taken: Taken) => void
}

/** One stream that comes as an FLV byte stream, whatever carries it. Holds at most one tag. */
export class FlvPublication {
  readonly #options: FlvPublicationOptions
  readonly #publication: Publication
  readonly #demuxer: FlvDemuxer
  readonly #silence: NodeJS.Timeout
  #over = false

  /**
   * Of a publisher who was let in.
   * @throws {StreamBusyError}
   */
  constructor(publisher: FlvPublisher, { key_id }: LetInPublisher, options: FlvPublicationOptions) {
    this.#options = options
    const { admission, directory, limits } = options
    const { path, protocol, address, encoder, ticket } = publisher
    const publication = directory.claim(path, { kind: 'publisher', protocol, encoder, address, key_id })
    this.#publication = publication
    this.#demuxer = new FlvDemuxer({ header: 'file', onUnit: (unit) => publication.push(unit) })
    const silence_ms = limits.publisher_silence_timeout_ms
    this.#silence = setTimeout(() => this.#onSilence(silence_ms), silence_ms)
    publication.ended.addEventListener('abort', () => this.#onEndedHere(), { once: true })
    redeemForPublication(admission, publication, { ticket, path, protocol })
  }

  /** Takes the next bytes. After the end they are ignored. */
  push(bytes: Buffer): void {
    if (this.#over) return
    this.#silence.refresh()
    this.#read(() => this.#demuxer.push(bytes))
  }

  /** The publisher says that this was all. */
  finish(): void {
    if (this.#over || !this.#read(() => this.#demuxer.end())) return
    this.#end({ kind: 'finished' }, 'The publisher stopped.')
  }

  /** The connection is gone. */
  disconnect(): void {
    this.#end({ kind: 'disconnected' }, 'The publisher disconnected without a goodbye.')
  }

  /** What carries the stream is broken. */
  fail(message: string): void {
    this.#end({ kind: 'bad_flv', message, at_byte: this.#demuxer.taken }, 'The publisher sent what is no FLV.')
  }

  #read(step: () => void): boolean {
    try {
      step()
      return true
    } catch (error) {
      if (!(error instanceof FlvError)) throw error
      const { message, at_byte } = error
      this.#end({ kind: 'bad_flv', message, at_byte }, 'The publisher sent what is no FLV.')
      return false
    }
  }

  #onSilence(silence_ms: number): void {
    const message = `The publisher sent nothing for ${silence_ms / 1000} s.`
    this.#end({ kind: 'silent', message }, message)
  }

  #onEndedHere(): void {
    const { reason } = this.#publication.ended
    this.#end({ kind: 'ended_here', message: reason instanceof Error ? reason.message : 'The stream was ended.' }, '')
  }

  #end(end: PublicationEnd, reason: string): void {
    if (this.#over) return
    this.#over = true
    clearTimeout(this.#silence)
    const { stream } = this.#publication
    const { path, session_id, started_at } = stream
    const { frames } = stream.facts()
    const duration_ms = Date.now() - started_at.getTime()
    // Only a body that came whole is a goodbye; whoever broke off may be on the way back.
    if (end.kind === 'finished') this.#publication.end(reason)
    else this.#publication.lost(reason)
    this.#options.onOver(end, { stream_path: path, session_id, bytes: this.#demuxer.taken, frames, duration_ms })
  }
}
