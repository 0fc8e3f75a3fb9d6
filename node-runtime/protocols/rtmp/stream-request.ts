import type { ClientCapabilities } from './capabilities.ts'
import type { RtmpConnection } from './connection.ts'
import type { RtmpServerOptions } from './server-options.ts'
import type { NamedStream } from './stream-name.ts'

/** What a client introduced itself with. */
export interface Client {
  readonly app: string
  readonly name: string
  /** The page that it is part of; null: it does not say. */
  readonly page_url: string | null
  readonly capabilities: ClientCapabilities
}

/** A client's wish to publish or to play a stream on one of its message streams, and how to answer it. */
export interface StreamRequest {
  readonly options: RtmpServerOptions
  readonly connection: RtmpConnection
  readonly client: Client
  /** IP address and port of the client. */
  readonly address: string
  readonly port: number
  readonly message_stream: number
  readonly named: NamedStream
  /** Says no, also to what had begun; a connection that is for nothing else closes. */
  readonly refuse: (code: string, description: string) => void
  /** What was played is over, and the player knows. */
  readonly onPlayed: () => void
}
