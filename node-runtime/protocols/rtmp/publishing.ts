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
  readonly publication: Publication
  /** The publisher sends nothing for so long: it is lost, in ms. */
  readonly silence_timeout_ms: number
  /** It is over, but not by the publisher's own words: silence, an operator, another publisher, or the node that stops. */
  readonly onEnded: (reason: string) => void
}

/** One message stream that publishes. */
export class Publishing {
  readonly kind = 'publishing'
  readonly publication: Publication
  readonly named: NamedStream
  readonly #silence: NodeJS.Timeout
  readonly #onEnded: (reason: string) => void
  #over = false
  #moving = false

  constructor({ named, publication, silence_timeout_ms, onEnded }: PublishingOptions) {
    this.named = named
    this.publication = publication
    this.#onEnded = onEnded
    this.#silence = setTimeout(() => {
      publication.lost(`The publisher sent nothing for ${silence_timeout_ms / 1000} s.`)
    }, silence_timeout_ms)
    publication.ended.addEventListener('abort', () => this.#onPublicationOver(), { once: true })
  }

  /** Takes media or data. */
  push(message: RtmpMessage): void {
    if (this.#over) return
    this.#silence.refresh()
    unitsOfMessage(message, (unit) => this.publication.push(unit))
  }

  /** A part of a message came: the publisher is not silent. */
  progress(): void {
    if (!this.#over) this.#silence.refresh()
  }

  /** The publisher was asked to go on on another node: when it stops here its viewers wait for it. */
  expectMove(): void {
    this.#moving = true
  }

  /** The publisher said that it stops. */
  end(): void {
    this.#close()
    if (this.#moving) this.publication.lost('The publisher goes on on another node.')
    else this.publication.end('The publisher stopped.')
  }

  /** The connection closed without a goodbye. */
  lost(): void {
    this.#close()
    this.publication.lost('The publisher disconnected without a goodbye.')
  }

  #close(): void {
    this.#over = true
    clearTimeout(this.#silence)
  }

  #onPublicationOver(): void {
    if (this.#over) return
    this.#close()
    const { reason } = this.publication.ended
    this.#onEnded(reason instanceof Error ? reason.message : 'The stream was ended.')
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
  const { tc_url, stream_url } = addressElsewhere(named, elsewhere)
  const description = `${error.message} The stream may be published at ${stream_url}.`
  connection.reply(redirection(tc_url, stream_url, description, client.capabilities.reconnect))
  refuse('NetStream.Publish.Denied', description)
}

/** Takes a publisher in and tells it so; null after a refusal. */
export function beginPublishing(request: StreamRequest, type: PublishType): Publishing | null {
  const { options, connection, client, address, message_stream, named } = request
  const { path } = named
  let publication: Publication
  try {
    options.admission.publish(path, address)
    const encoder = /compatible; ([^)]+)/.exec(client.name)?.[1] ?? (client.name || null)
    publication = options.directory.claim(path, { kind: 'publisher', protocol: 'rtmp', encoder, address })
  } catch (error) {
    refusePublisher(request, error)
    return null
  }
  const publishing = new Publishing({
    named,
    publication,
    silence_timeout_ms: options.limits.publisher_silence_timeout_ms,
    onEnded: (reason) => request.refuse('NetStream.Publish.Rejected', reason),
  })
  redeemForPublication(options.admission, publication, { ticket: named.ticket, path, protocol: 'rtmp' })
  const kept = type === 'live' ? '' : ` It is not recorded: this node has no recording, "${type}" is taken as live.`
  connection.reply(userControl(USER_CONTROL.stream_begin, message_stream))
  connection.reply(status(message_stream, 'status', 'NetStream.Publish.Start', `${path} is live.${kept}`))
  return publishing
}
