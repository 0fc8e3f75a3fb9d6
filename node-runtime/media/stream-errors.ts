import type { AccessRefusalReason } from '#contract/told-access.ts'
import type { Elsewhere } from './play-elsewhere.ts'

/** Nobody publishes this stream, or nobody who does can be reached; `message` says which, for the viewer. */
export class StreamNotFoundError extends Error {
  readonly code = 'stream_not_found'
  readonly stream_path: string
  constructor(stream_path: string, message: string) {
    super(message)
    this.stream_path = stream_path
    this.name = 'StreamNotFoundError'
  }
}

/** Somebody else publishes this stream already. */
export class StreamBusyError extends Error {
  readonly code = 'stream_busy'
  readonly stream_path: string
  constructor(
    stream_path: string,
    message = `${stream_path} is already being published. Stop the other publisher or choose another name.`,
  ) {
    super(message)
    this.stream_path = stream_path
    this.name = 'StreamBusyError'
  }
}

/** This node takes no new work of this kind now (it drains, is in maintenance, or is full); `message` says which. */
export class NodeNotAcceptingError extends Error {
  readonly code: 'node_not_accepting' | 'publisher_not_allowed' | 'viewer_not_allowed' | 'ticket_refused' =
    'node_not_accepting'
  constructor(message: string) {
    super(message)
    this.name = 'NodeNotAcceptingError'
  }
}

/** Somebody is not let in for who they are or for what they showed; `message` says why, and nothing of what it was. */
abstract class NotAllowedError extends NodeNotAcceptingError {
  /** For counting; null: by something else than who it is. */
  readonly reason: AccessRefusalReason | null
  /** For operators, where the client is not told as much. */
  readonly detail: string
  constructor(message: string, reason: AccessRefusalReason | null = null, detail = message) {
    super(message)
    this.reason = reason
    this.detail = detail
  }
}

/** This node does not take this publisher at all: its address, or the page it runs in, may not publish here. */
export class PublisherNotAllowedError extends NotAllowedError {
  override readonly code = 'publisher_not_allowed'
  override readonly name = 'PublisherNotAllowedError'
}

/** This viewer may not watch this stream. */
export class ViewerNotAllowedError extends NotAllowedError {
  override readonly code = 'viewer_not_allowed'
  override readonly name = 'ViewerNotAllowedError'
}

/** The ticket that a client came with is not good here; `message` says why. */
export class TicketRefusedError extends NodeNotAcceptingError {
  override readonly code = 'ticket_refused'
  constructor(message: string) {
    super(message)
    this.name = 'TicketRefusedError'
  }
}

/** This node takes no new viewers now, but another node of the cluster may; `message` says why, for those who cannot be sent there. */
export class PlayElsewhereError extends NodeNotAcceptingError {
  readonly elsewhere: Elsewhere
  constructor(message: string, elsewhere: Elsewhere) {
    super(message)
    this.elsewhere = elsewhere
    this.name = 'PlayElsewhereError'
  }
}
