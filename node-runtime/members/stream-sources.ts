import { createHash } from 'node:crypto'
import type { ClusterSession, ServerSummary } from '#contract/cluster-api.ts'
import type { Peer, RelaySourceChoice } from '#contract/control-channel.ts'
import { foreignNodeId, foreignSessionId, type Sha1 } from '#contract/foreign-ids.ts'
import { type ClusterId, type SessionId, type StreamPath, sessionIdSchema } from '#contract/ids.ts'
import type { KnownMember } from './member.ts'

/** Sources that are named at most. */
const MAX_SOURCES = 8
/** Members of other makes do not say where their RTMP listens. */
const RTMP_PORT = 1_935
/** No certificate has it: a foreign member is pulled without one. */
const NO_FINGERPRINT = '0'.repeat(64)

const sha1: Sha1 = (...parts) => {
  const hash = createHash('sha1')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** Members that a stream can be pulled from, its publisher first, then nodes of ours that have viewers of it; those that are offline are none. */
export function streamSources(
  members: readonly KnownMember[],
  path: StreamPath,
  cluster_id: ClusterId,
): readonly RelaySourceChoice[] {
  const there = members.filter(({ state }) => state !== 'offline')
  const publishers = there
    .flatMap((known) => {
      const session = known.member.sessions.get(path)
      const source = session && sourceOf(known, session, cluster_id)
      return source ? [{ ...source, began: session.started_at ?? 0 }] : []
    })
    // Whoever took it over last has it; the other will say that it has not.
    .sort((one, other) => other.began - one.began)
    .map(({ peer, session_id }) => ({ peer, session_id }))
  const [best] = publishers
  if (best === undefined) return []
  const is_named = new Set(publishers.map(({ peer }) => peer.node_id))
  const watchers = there.flatMap(({ member, peer }) =>
    peer === null || !member.watches.has(path) || is_named.has(peer.node_id)
      ? []
      : [{ peer, session_id: best.session_id }],
  )
  return [...publishers, ...watchers].slice(0, MAX_SOURCES)
}

function sourceOf(
  { peer, member }: KnownMember,
  session: ClusterSession,
  cluster_id: ClusterId,
): { readonly peer: Peer; readonly session_id: SessionId } | null {
  if (peer === null && member.node_id === null) {
    const foreign = foreignPeer(member.summary, cluster_id)
    return { peer: foreign, session_id: foreignSessionId(sha1, foreign.node_id, session) }
  }
  const session_id = sessionIdSchema.safeParse(session.session_id).data
  return peer === null || session_id === undefined ? null : { peer, session_id }
}

function foreignPeer({ server_id, address }: ServerSummary, cluster_id: ClusterId): Peer {
  const is_secure = address.startsWith('https://')
  const place = address.replace(/^https?:\/\//, '')
  const colon = place.lastIndexOf(':')
  const host = place.slice(0, colon).replaceAll(/[[\]]/g, '')
  return {
    node_id: foreignNodeId(sha1, cluster_id, server_id),
    name: server_id,
    endpoints: {
      address: host,
      media_port: Number(place.slice(colon + 1)),
      rtmp_port: RTMP_PORT,
      ...(is_secure ? { media_tls: true } : {}),
    },
    relay_fingerprint: NO_FINGERPRINT,
    kind: 'foreign',
  }
}
