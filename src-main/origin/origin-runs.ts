import type { Logger } from 'pino'
import type { OriginConfig } from '#contract/config.ts'
import { systemClock } from '../nodes/clock.ts'
import type { Artifacts } from '../provisioning/artifacts/artifacts.ts'
import type { HostKeys } from '../provisioning/host-keys.ts'
import { connectOverSsh, lookForNode } from '../provisioning/runs/open-box.ts'
import type { OriginSide } from '../provisioning/runs/origin-side.ts'
import { ProvisioningRuns } from '../provisioning/runs/provisioning-runs.ts'
import type { Store } from '../store/store.ts'
import { AccessError } from '../trust/access/access-error.ts'
import type { DataKey } from '../trust/data-key.ts'
import { httpUrl } from './origin-address.ts'
import { originFacts } from './origin-facts.ts'
import type { OriginFeatures } from './origin-features.ts'

/** What the runs of provisioning are wired to. */
export interface OriginRunsOptions
  extends Pick<OriginFeatures, 'nodes' | 'trust' | 'activity' | 'events' | 'authority' | 'access'> {
  readonly config: OriginConfig
  readonly version: string
  readonly joinUrl: () => string
  readonly store: Store
  readonly data_key: DataKey
  readonly host_keys: HostKeys
  /** What boxes are made nodes with. */
  readonly artifacts: Artifacts
  readonly log: Logger
}

/** The runs of provisioning of this origin; whoever made them begins and stops them. */
export function openRuns(options: OriginRunsOptions): ProvisioningRuns {
  const { store, data_key, activity, events, log, joinUrl, host_keys } = options
  return new ProvisioningRuns({
    ...{ store, sealing: data_key, activity, events, log, clock: systemClock },
    origin: originSide(options),
    connect: connectOverSsh(host_keys),
    host_keys,
    look: lookForNode(joinUrl, () => originFacts(options)),
  })
}

function originSide(options: OriginRunsOptions): OriginSide {
  const { config, version, joinUrl, nodes, trust, artifacts } = options
  const { cluster_id, data_dir } = config
  return {
    ...{ cluster_id, version, data_dir },
    // With an authority, tokens carry its fingerprint, by which a box knows the origin's certificate from the first packet on.
    originUrl: () => (config.tls.mode === 'off' ? joinUrl() : joinUrl().replace(/^http:/, 'https:')),
    nodes: {
      list: () => nodes.list(),
      find: (id) => nodes.find(id),
      drain: (...wish) => nodes.drain(...wish),
      resume: (...wish) => nodes.resume(...wish),
      edit: (...wish) => nodes.edit(...wish),
      evict: (...wish) => nodes.evict(...wish),
      onChanged(listener) {
        nodes.registry.on('changed', listener)
        return () => nodes.registry.off('changed', listener)
      },
    },
    tokens: {
      create(wish) {
        const bound = { cluster_id, usage_limit: 1, node_names: wish.name }
        const { info, token } = trust.createEnrollmentToken({ ...bound, ...wish, name: `for ${wish.name}` })
        return { id: info.id, token }
      },
      revoke: (id, actor) => void trust.revokeEnrollmentToken(id, actor),
    },
    artifacts,
    test_stream: testStream(options),
  }
}

/** How long the address of a test stream is good. */
const TEST_STREAM_TTL_MS = 120_000

function testStream({ config, nodes, access }: OriginRunsOptions): OriginSide['test_stream'] {
  const { listen_host } = config.media
  const host = listen_host === '0.0.0.0' || listen_host === '::' ? '127.0.0.1' : listen_host
  return {
    publishUrl() {
      const port = nodes.list().find(({ is_origin }) => is_origin)?.endpoints?.media_port
      return config.own_node && port !== undefined ? httpUrl(host, port) : null
    },
    signed(path, kind) {
      try {
        return `?${access.signing.sign(path, { kind, ttl: TEST_STREAM_TTL_MS, ip: null }).query}`
      } catch (error) {
        // Without a key for it nothing can be signed; most installations want nothing signed either.
        if (error instanceof AccessError && error.code === 'no_signing_key') return ''
        throw error
      }
    },
  }
}
