import type { OriginConfig } from '#contract/config.ts'
import type { Artifacts } from '../provisioning/artifacts/artifacts.ts'
import type { OriginFacts } from '../provisioning/boxes.ts'
import { httpUrl } from './origin-address.ts'
import type { OriginFeatures } from './origin-features.ts'

/** What a look at a box knows of this origin, as it is when it is asked for. */
export function originFacts(
  parts: Pick<OriginFeatures, 'nodes' | 'authority'> & {
    readonly config: OriginConfig
    readonly version: string
    readonly artifacts: Artifacts
  },
): OriginFacts {
  const { config, version, nodes, authority, artifacts } = parts
  const all = nodes.list()
  const own = config.own_node ? all.find(({ is_origin }) => is_origin)?.endpoints : undefined
  return {
    version,
    cluster_id: config.cluster_id,
    origin_authorities: config.tls.mode === 'off' ? [] : authority.certificates,
    origin_media_url: own ? httpUrl(own.address, own.media_port) : null,
    relays_over_quic: config.media.relay_transport !== 'tls',
    members: all.map(({ id, name, version, liveness }) => ({ id, name, version, liveness: liveness.state })),
    // A damaged artifact is told of when it is brought.
    broughtBytes: (form, arch) => artifacts.unpackedBytes(form, arch).catch(() => null),
  }
}
