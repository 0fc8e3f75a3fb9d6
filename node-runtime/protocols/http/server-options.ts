import type { Socket } from 'node:net'
import type { Logger } from 'pino'
import type { ConnectionRates } from '#contract/connection-rates.ts'
import type { Admission } from '../../media/admission.ts'
import type { StreamDirectory } from '../../media/stream-directory.ts'
import type { StreamResolver } from '../../media/stream-resolver.ts'
import type { HlsServer } from '../hls/server.ts'
import type { TlsCertificate } from '../tls/certificate.ts'
import type { ClusterDesk } from './cluster-desk.ts'
import type { NodePage } from './node-page.ts'

/** What a media server is given. */
export interface MediaServerOptions {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  /** Other threads listen on this port too. Default false. */
  readonly reuse_port?: boolean
  readonly directory: StreamDirectory
  readonly resolver: StreamResolver
  readonly admission: Admission
  readonly limits: {
    /** A connection that has not sent a whole request head by then is closed, in ms. Default 5,000. */
    readonly handshake_timeout_ms: number
    /** A publisher that sends nothing for so long is closed, in ms. Default 15,000. */
    readonly publisher_silence_timeout_ms: number
    readonly max_connections: number
    /** How often one address may come. Absent: as often as it likes. */
    readonly rates?: ConnectionRates
  }
  /** Answers what is asked for HLS. Absent: such requests are not found. */
  readonly hls?: Pick<HlsServer, 'answer' | 'countSent'>
  /** What HTTPS and WSS on this port show. Absent: TLS that asks for neither is closed. */
  readonly certificate?: TlsCertificate
  /**
   * Takes a TLS connection that offers the protocol of relays, paused and with nothing of it consumed: hand it to
   * `tlsServer.emit('connection', socket)`. Its deadlines are the taker's from then on. Absent: such connections are closed.
   */
  readonly onRelay?: (socket: Socket) => void
  /** Why `GET /ready` says no; null where it says yes. Absent: always yes. */
  readonly notReady?: () => string | null
  /** Pages about this node, by their exact path: `/metrics`. */
  readonly pages?: ReadonlyMap<string, NodePage>
  /** Answers what is asked about the cluster. Absent: such requests are not found. */
  readonly desk?: ClusterDesk
  readonly log: Logger
}
