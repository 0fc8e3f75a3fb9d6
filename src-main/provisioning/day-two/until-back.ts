import { setTimeout as pause } from 'node:timers/promises'
import type { NodeId } from '#contract/ids.ts'
import type { Node } from '#contract/node.ts'
import type { OriginSide } from '../runs/origin-side.ts'
import type { StepContext } from '../runs/step.ts'
import { isAlive } from '../steps/joined-node.ts'
import { findNode } from './found-node.ts'

/** A node whose heartbeat is not back after so long is not waited for any more, in ms. */
export const BACK_WITHIN_MS = 60_000
const LOOK_MS = 250
const LOOK_AT_BOX_MS = 2_000
/** A program that ended by itself so often does not get better. */
const HOPELESS_RESTARTS = 5

/**
 * Waits for the heartbeat of a program that was started after the one of this epoch.
 * @returns the node; or a text that says why it is not back: it is over with waiting then
 */
export async function untilBack(
  context: StepContext,
  origin: OriginSide,
  after_epoch: number,
  signal: AbortSignal,
  within_ms = BACK_WITHIN_MS,
): Promise<Node | string> {
  const until = performance.now() + within_ms
  const restarts_before = (await findNode(context.box, signal))?.restarts ?? 0
  let looked_ms = performance.now()
  for (;;) {
    const node = context.node_id === null ? undefined : origin.nodes.find(context.node_id)
    if (node === undefined) return 'it is no member any more'
    if (isAlive(node) && node.epoch > after_epoch) return node
    if (performance.now() > until) return `its heartbeat was not back within ${within_ms / 1_000} s`
    if (performance.now() - looked_ms > LOOK_AT_BOX_MS) {
      looked_ms = performance.now()
      const found = await findNode(context.box, signal)
      const ended = (found?.restarts ?? 0) - Math.min(restarts_before, found?.restarts ?? 0)
      if (ended >= HOPELESS_RESTARTS || (restarts_before >= HOPELESS_RESTARTS && found?.running === false)) {
        return 'its program ends again and again'
      }
    }
    await pause(LOOK_MS, undefined, { signal })
  }
}

/** Waits until a node is connected, whichever start of it. @returns as {@link untilBack} */
export async function untilAlive(origin: OriginSide, node_id: NodeId, signal: AbortSignal): Promise<Node | string> {
  for (const until = performance.now() + BACK_WITHIN_MS; ; ) {
    const node = origin.nodes.find(node_id)
    if (isAlive(node)) return node
    if (performance.now() > until) return `its heartbeat did not come within ${BACK_WITHIN_MS / 1_000} s`
    await pause(LOOK_MS, undefined, { signal })
  }
}
