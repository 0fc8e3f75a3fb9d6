import type { Publication } from '../../media/live-stream.ts'
import { NodeNotAcceptingError, StreamBusyError } from '../../media/stream-errors.ts'
import { redeemForPublication } from '../publish-ticket.ts'
import type { RtmpMessage } from './chunk-reader.ts'
import { type PublishType, redirection, status } from './commands.ts'
import { addressElsewhere } from './stream-address.ts'
import type { NamedStream } from './stream-name.ts'
import type { StreamRequest } from './stream-request.ts'
import { unitsOfMessage } from './to-stream.ts'
import { USER_CONTROL, userControl } from './wire.ts'

export interface PublishingOptions {
  readonly named: NamedStream
  /** The publisher sends nothing for so long: it is lost, in ms. */
  readonly silence_timeout_ms: number
  /** It is over, but not by the publisher's own words: silence, an operator, another publisher, or the node that stops. */
  readonly onEnded: (reason: string) => void
}

/** Media that may come from an encoder before it is let in, in bytes: one that waits for its answer sends none. */
const MAX_EARLY_BYTES = 1024 * 1024

/** One message stream that publishes, from `publish` on; it feeds its stream from when it was let in. */
export class Publishing {
  readonly kind = 'publishing'
  readonly named: NamedStream
  readonly #options: PublishingOptions
  readonly #asking = new AbortController()
  #publication: Publication | null = null
  #silence: NodeJS.Timeout | null = null
  #early: RtmpMessage[] = []
  #early_bytes = 0
  #over = false
  #moving = false

  constructor(options: PublishingOptions) {
    this.#options = options
    this.named = options.named
  }

  /** Aborts when it is over before it was let in. */
  get asking(): AbortSignal {
    return this.#asking.signal
  }

  /** It was let in: what came early goes first. */
  begin(publication: Publication): void {
    const { silence_timeout_ms } = this.#options
    this.#publication = publication
    this.#silence = setTimeout(() => {
      publication.lost(`The publisher sent nothing for ${silence_timeout_ms / 1000} s.`)
    }, silence_timeout_ms)
    publication.ended.addEventListener('abort', () => this.#onPublicationOver(publication), { once: true })
    const early = this.#early
    this.#early = []
    for (const message of early) this.push(message)
  }

  /** Takes media or data. */
  push(message: RtmpMessage): void {
    if (this.#over) return
    const publication = this.#publication
    if (publication === null) {
      this.#early_bytes += message.body.length
      if (this.#early_bytes > MAX_EARLY_BYTES) this.#refuse('It sends before it was let in.')
      else this.#early.push({ ...message, body: Buffer.from(message.body) })
      return
    }
    this.#silence?.refresh()
    unitsOfMessage(message, (unit) => publication.push(unit))
  }

  /** A part of a message came: the publisher is not silent. */
  progress(): void {
    if (!this.#over) this.#silence?.refresh()
  }

  /** Round trip to the publisher, in ms. */
  noteRtt(rtt_ms: number): void {
    this.#publication?.stream.notePublisherRtt(rtt_ms)
  }

  /** The publisher was asked to go on on another node: when it stops here its viewers wait for it. */
  expectMove(): void {
    this.#moving = true
  }

  /** The publisher said that it stops. */
  end(): void {
    this.#close()
    if (this.#moving) this.#publication?.lost('The publisher goes on on another node.')
    else this.#publication?.end('The publisher stopped.')
  }

  /** The connection closed without a goodbye. */
  lost(): void {
    this.#close()
    this.#publication?.lost('The publisher disconnected without a goodbye.')
  }

  /** The node stops; the publisher is told. */
  nodeStops(message: string): void {
    if (this.#publication === null) this.#refuse(message)
    else this.#publication.end(message, 'node_stopping')
  }

  #refuse(reason: string): void {
    if (this.#over) return
    this.#close()
    this.#options.onEnded(reason)
  }

  #close(): void {
    this.#over = true
    this.#early = []
    if (this.#silence) clearTimeout(this.#silence)
    this.#asking.abort(new Error('The publisher left.'))
  }

  #onPublicationOver({ ended: { reason } }: Publication): void {
    this.#refuse(reason instanceof Error ? reason.message : 'The stream was ended.')
  }
}

/** Says why not, and where instead if the node takes nobody now: in words for a person, and for clients that can be sent there. */
function refusePublisher({ options, connection, client, named, refuse }: StreamRequest, error: unknown): void {
  if (error instanceof StreamBusyError) {
    refuse('NetStream.Publish.BadName', error.message)
    return
  }
  if (!(error instanceof NodeNotAcceptingError)) throw error
  const is_node = error.code === 'node_not_accepting'
  const elsewhere = (is_node && options.admission.elsewhere?.('publisher', named.path, named.hops)) || null
  if (elsewhere === null) {
    refuse('NetStream.Publish.Denied', error.message)
    return
  }
  const { tc_url, stream_url, shown_url } = addressElsewhere(named, elsewhere)
  const description = `${error.message} The stream may be published at ${shown_url}.`
  connection.reply(redirection(tc_url, stream_url, description, client.capabilities.reconnect))
  refuse('NetStream.Publish.Denied', description)
}

/** Asks for a publisher, takes it in and tells it so, or says why not. Nothing more is read of its connection until then. */
export function beginPublishing(request: StreamRequest, type: PublishType): Publishing {
  const { connection, named, options } = request
  const publishing = new Publishing({
    named,
    silence_timeout_ms: options.limits.publisher_silence_timeout_ms,
    onEnded: (reason) => request.refuse('NetStream.Publish.Rejected', reason),
  })
  connection.socket.pause()
  letIn(request, type, publishing)
    .catch((error: unknown) => {
      if (!publishing.asking.aborted) refusePublisher(request, error)
    })
    .catch((unforeseen: unknown) => connection.break(unforeseen))
    .finally(() => connection.socket.resume())
  return publishing
}

async function letIn(request: StreamRequest, type: PublishType, publishing: Publishing): Promise<void> {
  const { options, connection, client, address, message_stream, named } = request
  const { path, ticket, query } = named
  const publisher = { path, protocol: 'rtmp', address, shown: { query, bearer: null } } as const
  const { key_id } = await options.admission.publish(publisher, publishing.asking)
  if (publishing.asking.aborted || connection.closing) return
  const encoder = /compatible; ([^)]+)/.exec(client.name)?.[1] ?? (client.name || null)
  const publication = options.directory.claim(path, { kind: 'publisher', protocol: 'rtmp', encoder, address, key_id })
  redeemForPublication(options.admission, publication, { ticket, path, protocol: 'rtmp' })
  const kept = type === 'live' ? '' : ` It is not recorded: this node has no recording, "${type}" is taken as live.`
  connection.reply(userControl(USER_CONTROL.stream_begin, message_stream))
  connection.reply(status(message_stream, 'status', 'NetStream.Publish.Start', `${path} is live.${kept}`))
  connection.startPings('publisher')
  publishing.begin(publication)
}
