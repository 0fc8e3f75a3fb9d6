import type { Node } from '#contract/node.ts'
import { storageState } from '../../store/storage-watch.ts'
import type { Condition } from '../condition.ts'
import type { AlertFacts } from '../facts.ts'

/** From here on a wrong clock breaks tokens and certificates, in ms. */
const CLOCK_SKEW_MS = 2_000
const CLOCK_HOLD_MS = 60_000
/** What is written and thrown away again is no shortage, in ms. */
const DISK_HOLD_MS = 60_000
/** An upgrade of all nodes takes its time, in ms. */
const VERSION_HOLD_MS = 15 * 60_000

const subjectOf = ({ id, name }: Node) => ({ kind: 'node' as const, id, name })
const openNode = ({ id }: Node) => ({ text: 'Look at the node', path: `/nodes/${id}` })
/** Who takes a node out says that it may be away. */
const isOut = ({ mode }: Node) => mode.value === 'maintenance'

/** Nodes that missed their heartbeats. That a node is late is no alert: it is grey in the panel, and that is all. */
export function lostNodes(nodes: readonly Node[]): Node[] {
  return nodes.filter((node) => node.registration === 'registered' && node.liveness.state === 'offline' && !isOut(node))
}

/**
 * A node is lost: three heartbeats missed, and its media port was tried once more.
 * @param probed what came of that by node; a node that was not tried yet is left out
 * @param publishedBy what a node published when it was heard of last; undefined: not known
 */
export function nodeLost(
  { nodes }: Pick<AlertFacts, 'nodes'>,
  probed: ReadonlyMap<string, string>,
  publishedBy: (node_id: string) => readonly string[] | undefined,
): Condition[] {
  return lostNodes(nodes).flatMap((node) => {
    const probe = probed.get(node.id)
    if (probe === undefined) return []
    const { liveness } = node
    const carried = publishedBy(node.id)
    const what = carried === undefined ? '' : publishedThere(carried)
    return [
      {
        ...{ rule: 'node_lost', severity: 'error', hold_ms: 0, subject: subjectOf(node) },
        title: `Node ${node.name} is lost`,
        text: `${what}Its viewers are sent to other nodes. Check the machine and its network.`,
        last_good_at: liveness.last_seen_at,
        evidence: [
          `${liveness.missed} heartbeats missed in a row, one each ${liveness.heartbeat_interval_ms / 1_000} s`,
          probe,
        ],
        action: openNode(node),
      },
    ]
  })
}

function publishedThere(paths: readonly string[]): string {
  if (paths.length === 0) return 'It published no stream. '
  return `Published there: ${paths.slice(0, 5).join(', ')}${paths.length > 5 ? ` and ${paths.length - 5} more` : ''}. `
}

/** A node's clock is wrong. */
export function clockSkew({ nodes }: AlertFacts): Condition[] {
  return nodes.flatMap((node) => {
    const skew_ms = node.liveness.clock_skew_ms ?? 0
    if (node.liveness.state !== 'alive' || Math.abs(skew_ms) <= CLOCK_SKEW_MS || isOut(node)) return []
    const off = `${(Math.abs(skew_ms) / 1_000).toFixed(1)} s ${skew_ms > 0 ? 'ahead' : 'behind'}`
    return [
      {
        ...{ rule: 'clock_skew', severity: 'warning', hold_ms: CLOCK_HOLD_MS, subject: subjectOf(node) },
        title: `The clock of node ${node.name} is ${off}`,
        text: 'Certificates, signed addresses and tokens are refused when clocks are far apart. Let the machine keep time (systemd-timesyncd or chrony).',
        last_good_at: null,
        evidence: [`${off} of the origin’s clock at its last heartbeat`],
        action: openNode(node),
      },
    ]
  })
}

/** The disk of a node's data is short of room. Of the own node's, which is the origin's, is told by `disk_low`. */
export function nodeDiskLow({ nodes, low_room }: AlertFacts): Condition[] {
  return nodes.flatMap((node) => {
    const { disk_free_bytes: free_bytes, disk_total_bytes: total_bytes } = node.load ?? {}
    if (free_bytes === undefined || total_bytes === undefined) return []
    if (node.is_origin || node.liveness.state !== 'alive' || isOut(node)) return []
    const state = storageState({ free_bytes, total_bytes }, low_room, false, 'ok')
    if (state === 'ok') return []
    const gib = (bytes: number) => (bytes / 1024 ** 3).toFixed(1)
    return [
      {
        ...{ rule: 'node_disk_low', severity: state === 'low' ? 'warning' : 'error', hold_ms: DISK_HOLD_MS },
        subject: subjectOf(node),
        title: `The disk of node ${node.name} has little room left`,
        text: 'Streams go on. But its next version needs room, and a full disk takes its logs and what it keeps for the time without an origin. `docker system df`, `journalctl --disk-usage` and `du -xh /` on the machine tell what takes it.',
        last_good_at: null,
        evidence: [`${gib(free_bytes)} of ${gib(total_bytes)} GiB free`],
        action: openNode(node),
      },
    ]
  })
}

/** A node runs another version than the origin. */
export function versionSkew({ nodes, origin_version }: AlertFacts): Condition[] {
  return nodes.flatMap((node) => {
    const is_ours = node.kind !== 'foreign' && node.liveness.state === 'alive'
    if (!is_ours || node.version === null || node.version === origin_version || isOut(node)) return []
    return [
      {
        ...{ rule: 'version_skew', severity: 'warning', hold_ms: VERSION_HOLD_MS, subject: subjectOf(node) },
        title: `Node ${node.name} runs version ${node.version}`,
        text: `The origin runs ${origin_version}. They understand one another, but a node of another version lacks what came since.`,
        last_good_at: null,
        evidence: [`node ${node.version}, origin ${origin_version}`],
        action: { text: 'Upgrade the node', path: `/nodes/${node.id}` },
      },
    ]
  })
}
