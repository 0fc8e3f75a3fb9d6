import { setTimeout as sleep } from 'node:timers/promises'
import type { RelaySourceChoice } from '#contract/control-channel.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { LocateAnswer, LocateSource } from '../relay/locate-source.ts'
import type { ControlChannel } from './control-channel.ts'
import type { LastKnown } from './last-known.ts'
import { OriginAwayError } from './origin-questions.ts'

/**
 * How long after nobody had heard of a stream it is asked for once more, in ms: its publisher may have begun a moment ago, and the word of
 * its node be on the way, which a busy origin reads after the question.
 */
const ASK_AGAIN_MS = 250

/** What the other members have said of themselves, for the time without the origin. */
export interface MembersWord {
  /** Nodes that have a stream, its publisher's first. */
  sourcesOf(path: StreamPath): readonly RelaySourceChoice[]
  /** Whether a node has not been heard of for so long that nothing is to be had from it. */
  isOffline(node_id: NodeId): boolean
}

/**
 * Asks the origin where a stream is, twice before it is said that nobody has heard of it; while it is away, what the members say themselves
 * has to do, and then what the origin said before.
 */
export function createSourceLocator(
  channel: Pick<ControlChannel, 'locate'>,
  last_known: LastKnown,
  node_id: NodeId,
  members: MembersWord = { sourcesOf: () => [], isOffline: () => false },
  ask_again_ms = ASK_AGAIN_MS,
): LocateSource {
  const withoutOrigin = (path: StreamPath, exclude: readonly NodeId[], away: OriginAwayError): LocateAnswer => {
    const told = byMembers(members, path, exclude)
    if (told !== null) return told
    // A source that just failed is still better than none: it may be back.
    const source = last_known.sourceOf(path)
    const is_there = source !== null && source.peer.node_id !== node_id && !members.isOffline(source.peer.node_id)
    if (is_there) return { source, reason: null }
    const reason = `nobody publishes ${path} on this node, and the origin cannot be asked who else does (${away.message})`
    return { source: null, reason }
  }
  /** What the origin says, and what a member says where the origin has not heard of it: its node may be cut off from the origin alone. */
  const ask = async (...[path, exclude, signal]: Parameters<LocateSource>) => {
    const answer = await channel.locate(path, exclude, signal)
    return { answer, told: answer.unheard_of ? byMembers(members, path, exclude) : null }
  }
  return async (path, exclude, signal) => {
    try {
      let { answer, told } = await ask(path, exclude, signal)
      if (answer.unheard_of && told === null) {
        await sleep(ask_again_ms, undefined, { signal })
        ;({ answer, told } = await ask(path, exclude, signal))
      }
      if (told !== null) return told
      const { source, alternatives = [], reason, wait_ms } = answer
      if (source?.peer.node_id === node_id) return { source: null, reason: `${path} has just ended on this node` }
      if (source !== null) last_known.rememberSource(path, source)
      else if (wait_ms === undefined) last_known.forgetSource(path)
      const others = alternatives.filter(({ peer }) => peer.node_id !== node_id)
      return { source, alternatives: others, reason, ...(wait_ms === undefined ? {} : { wait_ms }) }
    } catch (error) {
      if (!(error instanceof OriginAwayError)) throw error
      return withoutOrigin(path, exclude, error)
    }
  }
}

/** Null: no member has it. */
function byMembers(members: MembersWord, path: StreamPath, exclude: readonly NodeId[]): LocateAnswer | null {
  const ranked = [...members.sourcesOf(path)].sort(
    (one, other) => Number(isIn(exclude, one)) - Number(isIn(exclude, other)),
  )
  const [source, ...others] = ranked
  return source === undefined ? null : { source, alternatives: others.slice(0, 7), reason: null }
}

const isIn = (excluded: readonly NodeId[], { peer }: RelaySourceChoice) => excluded.includes(peer.node_id)
