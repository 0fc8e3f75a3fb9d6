import type { NodeId } from '#contract/ids.ts'
import type { LivenessState } from '#contract/node.ts'
import type { EventReader } from './event-reader.ts'

/** How long after `from_ms` the panel hears that the node is in this state: the first event behind that moment, in ms. */
export async function waitForLiveness(
  events: EventReader,
  id: NodeId,
  state: LivenessState,
  from_ms: number,
  deadline_ms: number,
): Promise<number> {
  const received = await events.until(
    `${id} is ${state}`,
    (event, { at_ms }) =>
      at_ms >= from_ms && event.type === 'node' && event.node.id === id && event.node.liveness.state === state,
    deadline_ms,
  )
  return received.at_ms - from_ms
}
