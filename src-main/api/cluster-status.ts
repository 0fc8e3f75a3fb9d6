import { z } from 'zod'
import type { Node } from '#contract/node.ts'

/** Answer of `GET /cluster/status`, in the form that existing probes and load balancers read. */
export const clusterStatusSchema = z.object({
  /** The node beside the origin; the installation's name where there is none. */
  local_node: z.string(),
  members: z.number().int().nonnegative(),
  /** Those that are alive. */
  healthy_members: z.number().int().nonnegative(),
  cluster_health: z.enum(['HEALTHY', 'NOT HEALTHY']),
})

/** HEALTHY: there is a member, all that are not in maintenance are alive, and more than half of all are. */
export function clusterStatus(nodes: readonly Node[], name: string): z.infer<typeof clusterStatusSchema> {
  const alive = nodes.filter(({ liveness }) => liveness.state === 'alive').length
  const missed = nodes.some(({ liveness, mode }) => liveness.state !== 'alive' && mode.value !== 'maintenance')
  return {
    local_node: nodes.find(({ is_origin }) => is_origin)?.name ?? name,
    members: nodes.length,
    healthy_members: alive,
    cluster_health: !missed && alive * 2 > nodes.length ? 'HEALTHY' : 'NOT HEALTHY',
  }
}
