/**
 * What the sidecar uses of `node:quic` (Node's doc/api/quic.md), as Bun 1.4 has it. Stock Node 24 is built without it,
 * and the types of Node 24 leave it out.
 */
declare module 'node:quic' {
  import type { KeyObject, X509Certificate } from 'node:crypto'

  interface QuicAddress {
    readonly address: string
    readonly port: number
  }

  interface QuicEndpointOptions {
    /** `<IP address>:<port>`, an IPv6 address in brackets. */
    readonly address?: string
    readonly maxConnectionsPerHost?: number
    readonly maxConnectionsTotal?: number
  }

  /** A UDP socket. */
  export class QuicEndpoint {
    constructor(options?: QuicEndpointOptions)
    /** Undefined until it is bound, and when it could not be. */
    readonly address: QuicAddress | undefined
    /** Rejects when the address cannot be bound. */
    readonly closed: Promise<void>
    close(): Promise<void>
    destroy(error?: Error): void
  }

  interface QuicIdentity {
    readonly keys: readonly KeyObject[]
    readonly certs: readonly Uint8Array[]
  }

  interface QuicSessionOptions {
    readonly endpoint?: QuicEndpoint
    /** Time a handshake may take, in ms. */
    readonly handshakeTimeout?: number
    /** A ping whenever nothing was sent for so long, in ms. */
    readonly keepAlive?: number
    readonly transportParams?: {
      /** Silence after which a connection is over, in seconds. */
      readonly maxIdleTimeout?: number
      readonly initialMaxStreamsBidi?: number
      readonly initialMaxStreamsUni?: number
    }
  }

  interface QuicCloseOptions {
    readonly code: number
    readonly type: 'application'
    readonly reason?: string
  }

  /** A connection. */
  export class QuicSession {
    readonly opened: Promise<{ readonly protocol: string }>
    readonly closed: Promise<void>
    readonly destroyed: boolean
    readonly peerCertificate: X509Certificate | undefined
    readonly path: { readonly local: QuicAddress; readonly remote: QuicAddress } | undefined
    onerror: ((error: Error) => void) | undefined
    onstream: ((stream: QuicStream) => void) | undefined
    createBidirectionalStream(): Promise<QuicStream>
    createUnidirectionalStream(options: { readonly body: Uint8Array }): Promise<QuicStream>
    close(options?: QuicCloseOptions): Promise<void>
    destroy(error?: Error): void
  }

  /** The sending half of a stream. */
  export interface QuicStreamWriter {
    /** What it would take before it is full, in bytes; null once it is closed. */
    readonly desiredSize: number | null
    /** False: full or closed, and nothing was taken. */
    writeSync(chunk: Uint8Array): boolean
    endSync(): number
  }

  export class QuicStream implements AsyncIterable<readonly Uint8Array[]> {
    readonly direction: 'bidi' | 'uni'
    readonly destroyed: boolean
    readonly closed: Promise<void>
    readonly writer: QuicStreamWriter
    onerror: ((error: Error) => void) | undefined
    destroy(error?: Error): void
    [Symbol.asyncIterator](): AsyncIterator<readonly Uint8Array[]>
  }

  export function listen(
    onsession: (session: QuicSession) => void,
    options: QuicSessionOptions & {
      readonly alpn: readonly string[]
      /** Identities by server name; `*` is the one for all others. */
      readonly sni: Readonly<Record<string, QuicIdentity>>
    },
  ): Promise<QuicEndpoint>

  export function connect(
    address: string,
    options: QuicSessionOptions & {
      readonly alpn: string
      readonly servername?: string
      /** `manual`: whoever connects looks at `peerCertificate` itself. */
      readonly verifyPeer: 'manual'
    },
  ): Promise<QuicSession>
}
