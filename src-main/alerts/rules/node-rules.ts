import type { Node } from '#contract/node.ts'
import { type Sentence, say, together } from '#contract/sentence.ts'
import { freeSentence } from '../../store/storage-text.ts'
import { storageState } from '../../store/storage-watch.ts'
import { type Condition, told } from '../condition.ts'
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
  probed: ReadonlyMap<string, Sentence>,
  publishedBy: (node_id: string) => readonly string[] | undefined,
): Condition[] {
  return lostNodes(nodes).flatMap((node) => {
    const probe = probed.get(node.id)
    if (probe === undefined) return []
    const { liveness } = node
    const carried = publishedBy(node.id)
    const elsewhere = say`Its viewers are sent to other nodes. Check the machine and its network.`
    const missed = say`${liveness.missed} heartbeats missed in a row, one each ${liveness.heartbeat_interval_ms / 1_000} s`
    return [
      {
        ...{ rule: 'node_lost', severity: 'error', hold_ms: 0, subject: subjectOf(node) },
        ...told(
          say`Node ${node.name} is lost`,
          carried === undefined ? elsewhere : together([publishedThere(carried), elsewhere]),
          ...[missed, probe],
        ),
        last_good_at: liveness.last_seen_at,
        action: openNode(node),
      },
    ]
  })
}

function publishedThere(paths: readonly string[]): Sentence {
  if (paths.length === 0) return say`It published no stream.`
  const named = paths.slice(0, 5).join(', ')
  const more = paths.length - 5
  return more > 0 ? say`Published there: ${named} and ${more} more.` : say`Published there: ${named}.`
}

/** A node's clock is wrong. */
export function clockSkew({ nodes }: AlertFacts): Condition[] {
  return nodes.flatMap((node) => {
    const skew_ms = node.liveness.clock_skew_ms ?? 0
    if (node.liveness.state !== 'alive' || Math.abs(skew_ms) <= CLOCK_SKEW_MS || isOut(node)) return []
    const { name } = node
    const off_s = (Math.abs(skew_ms) / 1_000).toFixed(1)
    const is_ahead = skew_ms > 0
    return [
      {
        ...{ rule: 'clock_skew', severity: 'warning', hold_ms: CLOCK_HOLD_MS, subject: subjectOf(node) },
        ...told(
          is_ahead
            ? say`The clock of node ${name} is ${off_s} s ahead`
            : say`The clock of node ${name} is ${off_s} s behind`,
          say`Certificates, signed addresses and tokens are refused when clocks are far apart. Let the machine keep time (systemd-timesyncd or chrony).`,
          is_ahead
            ? say`${off_s} s ahead of the origin’s clock at its last heartbeat`
            : say`${off_s} s behind the origin’s clock at its last heartbeat`,
        ),
        last_good_at: null,
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
    return [
      {
        ...{ rule: 'node_disk_low', severity: state === 'low' ? 'warning' : 'error', hold_ms: DISK_HOLD_MS },
        subject: subjectOf(node),
        ...told(
          say`The disk of node ${node.name} has little room left`,
          say`Streams go on. But its next version needs room, and a full disk takes its logs and what it keeps for the time without an origin. On the machine, \`docker system df\`, \`journalctl --disk-usage\` and \`du -xh /\` tell what takes it.`,
          freeSentence({ free_bytes, total_bytes }),
        ),
        last_good_at: null,
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
        ...told(
          say`Node ${node.name} runs version ${node.version}`,
          say`The origin runs ${origin_version}. They understand one another, but a node of another version lacks what came since.`,
          say`node ${node.version}, origin ${origin_version}`,
        ),
        last_good_at: null,
        action: { text: 'Upgrade the node', path: `/nodes/${node.id}` },
      },
    ]
  })
}
