import { type ClusterAnswer, clusterError } from '#contract/cluster-surface.ts'
import { type ClusterAsked, CONTROL_CHANNEL_MAX_FRAME_BYTES } from '#contract/control-channel.ts'

/** The cluster API for those who ask a node for it. */
export interface ChannelClusterApi {
  /** What the key is checked by; null: there is none. */
  readonly key_digest: string | null
  readonly answer: (asked: ClusterAsked) => Promise<ClusterAnswer>
}

/** Largest answer of the cluster API that goes through a node, in characters; the whole list of a larger cluster is had from the origin itself. */
const MAX_CLUSTER_ANSWER = CONTROL_CHANNEL_MAX_FRAME_BYTES / 4

/** What a node is to answer somebody with the cluster's key. */
export async function answerClusterRequest(
  cluster_api: ChannelClusterApi | undefined,
  asked: ClusterAsked,
): Promise<ClusterAnswer> {
  if (cluster_api === undefined || cluster_api.key_digest === null) {
    return clusterError(401, 'This cluster has no cluster_api_key, so nobody may ask here.')
  }
  const answer = await cluster_api.answer(asked)
  const is_too_large = JSON.stringify(answer.envelope).length > MAX_CLUSTER_ANSWER
  return is_too_large ? clusterError(503, 'The answer is too large for a node: ask the origin itself.') : answer
}
