import type { Located, RelaySourceChoice } from '#contract/control-channel.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { RelayEvent, SourceChoice } from './relay-step.ts'

/** Where a stream can be pulled from, or why from nowhere. */
export type LocateAnswer = Pick<Located, 'source' | 'alternatives' | 'reason' | 'wait_ms'>

/**
 * Asks where a stream can be pulled from.
 * @throws whatever went wrong, with a message for the viewer
 */
export type LocateSource = (path: StreamPath, exclude: readonly NodeId[], signal: AbortSignal) => Promise<LocateAnswer>

/** What the machine needs to know of a source. */
export function choiceOf({ peer, session_id }: RelaySourceChoice): SourceChoice {
  return { node_id: peer.node_id, session_id }
}

/** An answer in the machine's words. */
export function locatedEvent({ source, alternatives = [], reason, wait_ms }: LocateAnswer): RelayEvent {
  if (source !== null) {
    return { type: 'located', source: choiceOf(source), alternatives: alternatives.map(choiceOf) }
  }
  if (wait_ms === undefined) return { type: 'not_located', reason: reason ?? 'nobody publishes it' }
  return { type: 'told_to_wait', reason: reason ?? 'its publisher is waited for', wait_ms }
}
