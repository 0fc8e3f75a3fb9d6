import type { Admission } from '../media/admission.ts'
import type { StreamDirectory } from '../media/stream-directory.ts'
import type { StreamResolver } from '../media/stream-resolver.ts'
import type { HlsServer } from '../protocols/hls/server.ts'
import type { ClusterDesk } from '../protocols/http/cluster-desk.ts'
import type { NodePage } from '../protocols/http/node-page.ts'
import type { TlsCertificate } from '../protocols/tls/certificate.ts'

/** What the owner of the streams has for its workers. */
export interface StreamOwner {
  readonly directory: StreamDirectory
  readonly resolver: StreamResolver
  readonly admission: Admission
  readonly hls: Pick<HlsServer, 'answer'>
  /** What its ports show. */
  readonly certificate: TlsCertificate
  /** Pages about the node, by their exact path. */
  readonly pages: ReadonlyMap<string, NodePage>
  /** Workers did not take so many connections, of addresses that open too many. */
  readonly countRefused: (count: number) => void
  /** What is asked about the cluster. Absent: nothing is. */
  readonly desk?: ClusterDesk
}
