import { createHash } from 'node:crypto'
import type { ClusterSession } from '#contract/cluster-api.ts'
import { foreignSessionId, type Sha1 } from '#contract/foreign-ids.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { StreamSession } from '#contract/stream.ts'

/** Publications that are kept of one foreign member at most. */
const MAX_SESSIONS = 1_000

interface Kept {
  readonly session: StreamSession
  readonly updated_at_ms: number
}

/** What foreign members publish, as they said last, and what of it is news for the streams feature. */
export class MemberSessions {
  readonly #by_node = new Map<NodeId, Map<StreamPath, Kept>>()

  /** The changes that follow from what was said of one member; with `full` what is not named has ended. */
  said(
    node_id: NodeId,
    address: string,
    told: readonly ClusterSession[],
    full: boolean,
    now: string,
  ): readonly StreamSession[] {
    const kept = this.#by_node.get(node_id) ?? new Map<StreamPath, Kept>()
    this.#by_node.set(node_id, kept)
    const changes = told.flatMap((one) => say(kept, one, { node_id, address, now }))
    const named = new Set(told.map(({ stream_path }) => stream_path))
    const unnamed = full ? [...kept.keys()].filter((path) => !named.has(path)) : []
    return [...changes, ...unnamed.flatMap((path) => end(kept, path, now))]
  }

  count(node_id: NodeId): number {
    return this.#by_node.get(node_id)?.size ?? 0
  }

  /** The member is gone, and with it all that it published. */
  forget(node_id: NodeId): void {
    this.#by_node.delete(node_id)
  }
}

function say(
  kept: Map<StreamPath, Kept>,
  one: ClusterSession,
  by: { readonly node_id: NodeId; readonly address: string; readonly now: string },
): readonly StreamSession[] {
  const { stream_path } = one
  const before = kept.get(stream_path)
  const updated_at_ms = one.updated_at ?? one.started_at ?? Date.parse(by.now)
  if (before !== undefined && updated_at_ms < before.updated_at_ms) return []
  if (one.state === 'ended') return end(kept, stream_path, by.now)
  const session = sessionOf(by.node_id, by.address, one, by.now)
  if (before?.session.id === session.id) {
    kept.set(stream_path, { ...before, updated_at_ms })
    return []
  }
  const ended = end(kept, stream_path, by.now)
  if (kept.size >= MAX_SESSIONS) return ended
  kept.set(stream_path, { session, updated_at_ms })
  return [...ended, session]
}

function end(kept: Map<StreamPath, Kept>, path: StreamPath, now: string): readonly StreamSession[] {
  const session = kept.get(path)?.session
  kept.delete(path)
  return session === undefined
    ? []
    : [{ ...session, state: 'ended', ended_at: now, end_reason: 'its node says that it ended' }]
}

const sha1: Sha1 = (...parts) => {
  const hash = createHash('sha1')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

function sessionOf(node_id: NodeId, publisher_address: string, said: ClusterSession, now: string): StreamSession {
  const { stream_path, started_at } = said
  return {
    id: foreignSessionId(sha1, node_id, said),
    stream_path,
    generation: 1,
    publish_node_id: node_id,
    state: 'live',
    // How its publisher reaches it is not told.
    protocol: 'rtmp',
    encoder: null,
    publisher_address,
    tracks: [],
    bitrate_kbps: 0,
    keyframe_interval_ms: null,
    // A clock that is far off would put it before all others, or into the future.
    started_at: new Date(Math.min(started_at ?? Date.parse(now), Date.parse(now))).toISOString(),
    ended_at: null,
    end_reason: null,
  }
}
