import type { Logger } from 'pino'
import type { ConnectionRates } from '#contract/connection-rates.ts'
import type { Admission } from '../../media/admission.ts'
import type { Departure } from '../../media/departure.ts'
import type { StreamDirectory } from '../../media/stream-directory.ts'
import type { StreamResolver } from '../../media/stream-resolver.ts'
import type { TlsCertificate } from '../tls/certificate.ts'

/** What an RTMP server is given. */
export interface RtmpServerOptions {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  /** Other threads listen on this port too. Default false. */
  readonly reuse_port?: boolean
  readonly directory: StreamDirectory
  readonly resolver: StreamResolver
  readonly admission: Admission
  /** When clients that can are asked to go to another node. Absent: never. */
  readonly departure?: Departure
  /** What RTMPS on this port shows. Absent: TLS is taken for RTMP that is wrong. */
  readonly certificate?: TlsCertificate
  readonly limits: {
    /** A connection that neither publishes nor plays by then is closed, in ms. Default 5,000. */
    readonly handshake_timeout_ms: number
    /** A publisher that sends nothing for so long is closed, in ms. Default 15,000. */
    readonly publisher_silence_timeout_ms: number
    readonly max_connections: number
    /** How often one address may come. Absent: as often as it likes. */
    readonly rates?: ConnectionRates
  }
  readonly log: Logger
}
