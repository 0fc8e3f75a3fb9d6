import type { FullReport, NodeHello } from '#contract/control-channel.ts'
import type { NodeId } from '#contract/ids.ts'
import type { NodeLoad } from '#contract/node.ts'

/** The load of a node that does nothing. */
export const idleLoad: NodeLoad = {
  cpu_percent: 1,
  memory_percent: 10,
  memory_total_bytes: 8e9,
  process_memory_bytes: 1e8,
  process_cpu_percent: 0,
  egress_mbps: 0,
  ingress_mbps: 0,
  publishers: 0,
  subscribers: 0,
  relays_in: 0,
  relays_out: 0,
  subscribers_dropped: 0,
}

/** What a node that carries nothing reports. */
export const emptyReport: FullReport = {
  endpoints: { address: '0.0.0.0', rtmp_port: 1935, media_port: 8080 },
  host: {
    hostname: 'box',
    platform: 'linux',
    distribution: 'Debian',
    arch: 'x64',
    cpu_model: 'cpu',
    cpu_cores: 2,
    memory_total_bytes: 8e9,
    node_version: '24.0.0',
  },
  load: idleLoad,
  sessions: [],
  participations: [],
  relays: [],
}

/** The first words of a node's program. */
export function helloOf(node_id: NodeId, epoch = 1, mode_revision = 0): NodeHello {
  return { type: 'hello', node_id, epoch, version: '1.0.0', mode_revision, report: emptyReport }
}
