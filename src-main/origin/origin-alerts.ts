import { connect } from 'node:net'
import type { Logger } from 'pino'
import type { OriginConfig } from '#contract/config.ts'
import type { Node } from '#contract/node.ts'
import { asItIs, type Sentence, say } from '#contract/sentence.ts'
import { Alerts } from '../alerts/alerts.ts'
import type { AlertFacts, EndingToken } from '../alerts/facts.ts'
import type { CertificatesApi } from '../api/features.ts'
import type { Backups } from '../store/backups.ts'
import type { Store } from '../store/store.ts'
import type { DataKey } from '../trust/data-key.ts'
import { alertSenders } from './alert-senders.ts'
import type { OriginFeatures } from './origin-features.ts'
import type { OriginStorage } from './origin-storage.ts'

/** A media port that does not answer within this time does not answer, in ms. */
const PROBE_TIMEOUT_MS = 2_000
/** What changes over days is read so often, in ms. */
const SLOW_EVERY_MS = 60_000

export interface AlertsParts
  extends Pick<OriginFeatures, 'nodes' | 'streams' | 'trust' | 'activity' | 'events' | 'clusterInfo'> {
  readonly config: Pick<
    OriginConfig,
    'backup_interval' | 'webhook_networks' | 'storage_low_free' | 'storage_low_percent'
  >
  readonly store: Store
  readonly data_key: DataKey
  readonly log: Logger
  readonly version: string
  readonly storage: OriginStorage
  readonly certificates: Pick<CertificatesApi, 'state'>
  readonly backups: Pick<Backups, 'list' | 'last_try'>
  readonly panelUrl: () => string
}

/** The alerts of an origin, over everything that they are told from. Stopped by whoever opened them. */
export function openAlerts(parts: AlertsParts): Alerts {
  const { config, store, data_key, log, version, nodes, streams, activity, events, clusterInfo, panelUrl } = parts
  const slow = slowFacts(parts)
  return new Alerts({
    ...{ store, data_key, log, activity, events, panelUrl, probe: probeNode },
    senders: alertSenders(config.webhook_networks),
    cluster: () => {
      const { id, name } = clusterInfo()
      return { id, name }
    },
    facts: () => {
      const { newest_at, ...others } = slow()
      return {
        ...{
          nodes: nodes.list(),
          streams: streams.glances(),
          storage: parts.storage.summary(),
          storage_sentence: parts.storage.sentence(),
          low_room: {
            low_free_bytes: config.storage_low_free,
            low_free_percent: config.storage_low_percent,
          },
          origin_version: version,
        },
        ...{ origin_started_at: clusterInfo().started_at, now_ms: Date.now(), ...others },
        backups: { wanted: config.backup_interval > 0, newest_at, last_try: parts.backups.last_try },
      }
    },
  })
}

type Slow = Pick<AlertFacts, 'certificates' | 'tokens'> & { readonly newest_at: string | null }

function slowFacts({ trust, certificates, backups }: AlertsParts): () => Slow {
  let read: { readonly at_ms: number; readonly facts: Slow } | null = null
  return () => {
    if (read === null || performance.now() - read.at_ms > SLOW_EVERY_MS) {
      const facts = {
        certificates: certificates.state().items,
        tokens: endingTokens(trust),
        newest_at: backups.list()[0]?.made_at ?? null,
      }
      read = { at_ms: performance.now(), facts }
    }
    return read.facts
  }
}

function endingTokens(trust: OriginFeatures['trust']): EndingToken[] {
  const keys = trust.api_keys
    .list(null)
    .filter(({ state }) => state === 'active')
    .map((key) => ({ ...key, name: say`API key ${key.name}`, path: '/settings/api-keys' }))
  const tokens = trust
    .listEnrollmentTokens()
    .filter(({ state }) => state === 'active')
    .map((token) => ({ ...token, name: say`Enrollment token ${token.name ?? token.prefix}`, path: '/nodes/add' }))
  const shared = trust.cluster_tokens
    .list()
    .filter(({ state }) => state === 'active')
    .map((token) => ({
      ...token,
      name: say`Cluster token ${token.name ?? token.prefix}`,
      path: '/settings/cluster-tokens',
    }))
  return [...keys, ...tokens, ...shared].flatMap(({ id, name, created_at, expires_at, path }) =>
    expires_at === null ? [] : [{ id, name, created_at, expires_at, path }],
  )
}

/** Tries the media port of a node once: a node that is lost for its origin may still serve its viewers. */
async function probeNode({ endpoints }: Node, stopping: AbortSignal): Promise<Sentence> {
  if (endpoints === null) return say`it never said where its media port is`
  const { address, media_port } = endpoints
  const at = `${address}:${media_port}`
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(PROBE_TIMEOUT_MS)])
  const { promise, resolve } = Promise.withResolvers<Sentence>()
  const socket = connect({ host: address, port: media_port, signal })
  socket.once('connect', () => {
    resolve(
      say`its media port ${at} still answers: viewers there may notice nothing, but the node does not reach the origin`,
    )
    socket.destroy()
  })
  socket.once('error', (error) => resolve(say`its media port ${at} does not answer: ${whyNot(error)}`))
  return await promise
}

function whyNot(error: Error): Sentence {
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'ECONNREFUSED') return say`refused, so the machine runs and the node does not`
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return say`there is no way to the machine`
  return error.name === 'AbortError' || error.name === 'TimeoutError' || code === 'ETIMEDOUT' || code === 'ABORT_ERR'
    ? say`no answer within ${PROBE_TIMEOUT_MS / 1_000} s`
    : asItIs(code)
}
