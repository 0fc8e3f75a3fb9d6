import { say } from '#contract/sentence.ts'
import { type Check, pass, warn } from '../check.ts'
import { type OriginReachFacts, reachFromBox } from './origin-reach.ts'

/** Whether the box reaches the node beside the origin, which its streams come from. null: its address is not known. */
export const mediaReachCheck: Check<OriginReachFacts | null> = {
  id: 'network.origin_media',
  title: 'Way to the streams',
  look: async (box, { origin_media_url = null }, signal) =>
    origin_media_url === null ? null : await reachFromBox(box, origin_media_url, signal),
  judge(facts) {
    if (facts === null) return pass(say`Not looked at: there is no node beside the origin.`)
    const { url, result, said } = facts
    switch (result) {
      case 'answered':
      case 'connected':
        return pass(say`The node beside the origin answers at ${url}.`)
      case 'loopback':
        return warn(
          say`The node beside the origin is known as ${url}, which means the box itself there.`,
          say`Let the origin be known by an address of its network: headwater origin --advertise-host ADDRESS.`,
        )
      case 'no_tool':
        return warn(
          say`Could not be tried: the box has neither curl, wget nor bash.`,
          say`From the box, open ${url} by other means.`,
        )
      case 'failed':
        return warn(
          say`The box does not reach the node beside the origin at ${url}${said === '' ? '' : ` (${said})`}.`,
          say`A node pulls streams from there. Open that port in the firewalls of this computer and its router, too.`,
        )
      default:
        return result satisfies never
    }
  },
}
