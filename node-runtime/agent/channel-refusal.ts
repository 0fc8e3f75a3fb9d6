import { channelCloseCode } from '#contract/control-channel.ts'
import type { ConnectionEnd } from './channel-connection.ts'
import { NodeFailure } from './node-errors.ts'

/** Why this program must stop dialling; null where it dials again. */
export function refusalOf({ code, http_status, reason }: ConnectionEnd): NodeFailure | null {
  if (code === channelCloseCode.unauthorized || http_status === 401) {
    return new NodeFailure(
      'credential_refused',
      `The origin does not accept this node's credential: ${reason}.`,
      'Join again with a new enrollment token: headwater node join --origin URL --token TOKEN.',
    )
  }
  if (code === channelCloseCode.gone || http_status === 410) {
    return new NodeFailure(
      'evicted',
      `This node was removed from the cluster: ${reason}.`,
      'If it is to come back, join again with a new enrollment token: headwater node join --origin URL --token TOKEN.',
    )
  }
  if (code === channelCloseCode.superseded || http_status === 409) {
    return new NodeFailure(
      'superseded',
      `Another program with this node's identity is connected to the origin: ${reason}.`,
      'Its data directory was copied, or it was started twice. Stop one of them; a copy needs a fresh data directory and a token of its own.',
    )
  }
  return null
}
