import { hostname } from 'node:os'
import type { Logger } from 'pino'
import type { NodeConfig } from '#contract/config.ts'
import type { NodeCertificate } from '#contract/enrollment.ts'
import { programVersion } from '../program-version.ts'
import type { RelayIdentity } from '../relay/relay-identity.ts'
import { enroll } from './enrollment.ts'
import { saveCertificate } from './held-certificate.ts'
import { type Enrolled, saveEnrolled } from './identity.ts'
import { makeNextKey, settleKey } from './next-key.ts'
import { NodeFailure } from './node-errors.ts'

/** How long an origin that cannot be reached is tried, in ms. */
const PATIENCE_MS = 15_000

/** The node that enrols again. */
export interface EnrollingNode {
  readonly config: NodeConfig
  readonly identity: RelayIdentity
  readonly enrolled: Enrolled
  readonly log: Logger
}

/** What it enrols with, and where. */
export interface Rejoining {
  /** Base URL. */
  readonly origin: string
  /** Made for this node; a secret. */
  readonly token: string
  /** Under a key that is made for it; the program goes on under the old one until it is started again. */
  readonly new_key: boolean
}

/**
 * Enrols a node that runs as the node that it is, and keeps what it gets: on disk when it returns.
 * @throws {NodeFailure} refused, or the origin cannot be reached: nothing has changed here
 */
export async function enrolAgain(
  { config, identity, enrolled, log }: EnrollingNode,
  { origin, token, new_key }: Rejoining,
  signal: AbortSignal,
): Promise<{ readonly enrolled: Enrolled; readonly certificate: NodeCertificate | null }> {
  const { data_dir } = config
  const own = new_key ? await makeNextKey(data_dir) : identity
  // Loaded only here: its libraries take longer to load than everything else of this program.
  const { makeCertificateRequest } = await import('./node-certificate.ts')
  const { certificate = null, ...answer } = await enroll(
    {
      ...{ origin, token, log, name: enrolled.name, host_name: hostname(), region: config.region ?? null },
      version: programVersion,
      relay_fingerprint: own.fingerprint,
      certificate_request: await makeCertificateRequest(own.key_pem),
      patience_ms: PATIENCE_MS,
    },
    signal,
  )
  if (answer.node_id !== enrolled.node_id || answer.cluster_id !== enrolled.cluster_id) {
    throw new NodeFailure(
      'enrollment_refused',
      `The token was not made for this node: by it ${origin} takes it for node ${answer.node_id} of cluster ${answer.cluster_id}.`,
      'Evict that node there. A token for a node that is known is made by the run that takes it back.',
    )
  }
  const next: Enrolled = { ...answer, origin, key: own.fingerprint }
  await saveEnrolled(data_dir, next)
  if (certificate !== null) await saveCertificate(data_dir, certificate)
  if (new_key) await settleKey(data_dir, next)
  log.info({ event: 'enrollment.again', origin, new_key }, `this node has enrolled anew at ${origin}`)
  return { enrolled: next, certificate }
}
