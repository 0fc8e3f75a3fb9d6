import type { Alert, AlertRule } from '#contract/alert.ts'
import type { ClusterInfo } from '#contract/api.ts'
import type { Node } from '#contract/node.ts'
import type { Stream } from '#contract/stream.ts'
import { isClockWrong, skewWords } from '../../parts/clock-skew.tsx'
import type { DialogRequest } from '../../parts/dialogs/dialog-context.ts'
import { drainLeft, leftWords } from '../../parts/drain-left.ts'
import { formatPercent } from '../../parts/format.ts'
import { LONG_KEYFRAME_INTERVAL_MS } from '../../parts/keyframe-interval.tsx'
import { lastResortLook } from '../../parts/node-state.ts'
import type { AlertTexts } from '../../parts/origin/alert-texts.ts'
import { alertWords } from '../../parts/origin/alert-words.ts'
import type { MarkShape, Tone } from '../../parts/state-mark.tsx'
import { texts } from './texts.ts'

/** From here on a node has no room for a burst, in percent. */
const BUSY_CPU_PERCENT = 90

/** What can be done about it with one click. */
export type Remedy =
  | { readonly label: string; readonly to: string }
  | { readonly label: string; readonly dialog: DialogRequest }

/** One thing that somebody should know of before everything else. */
export interface AttentionItem {
  readonly id: string
  readonly tone: Tone
  /** Where it stands among the others, if not by its tone. */
  readonly ranked_as?: Tone
  readonly title: string
  readonly text: string
  /** What of its words is the origin's own, and so in English. */
  readonly english?: 'text' | 'all'
  /** What it is told from, where `text` is English only until its words in the language of the panel are loaded. */
  readonly alert?: Alert
  /** A shape of its own where the tone's is not enough. */
  readonly shape?: MarkShape
  /** When it is over one way or the other. */
  readonly until?: string
  readonly remedies: readonly Remedy[]
}

const openNode = (node: Node): Remedy => ({ label: texts.openNode, to: `/nodes/${node.id}` })
const openStream = (stream: Stream): Remedy => ({ label: texts.openStream, to: `/streams/${stream.stream_path}` })

function ofLiveness(node: Node, streams: readonly Stream[]): AttentionItem[] {
  if (node.registration !== 'registered') return []
  if (node.liveness.state === 'offline') {
    const carried = streams.filter(
      ({ session, relays }) =>
        session.publish_node_id === node.id || relays.some((relay) => relay.dest_node_id === node.id),
    )
    const remove: Remedy = { label: texts.remove, dialog: { kind: 'remove-node', node_id: node.id } }
    const remedies = node.is_origin ? [openNode(node)] : [openNode(node), remove]
    return [
      {
        id: `offline ${node.id}`,
        tone: 'bad',
        title: texts.offline(node.name),
        text: texts.offlineText(carried.length),
        remedies,
      },
    ]
  }
  if (node.liveness.flapping) {
    const resume: Remedy = { label: texts.trust, dialog: { kind: 'resume-node', node_id: node.id } }
    return [
      {
        id: `flapping ${node.id}`,
        tone: 'warn',
        shape: 'wave',
        title: texts.flapping(node.name),
        text: texts.flappingText,
        remedies: [openNode(node), resume],
      },
    ]
  }
  if (node.liveness.state === 'suspect') {
    return [
      {
        id: `suspect ${node.id}`,
        // To be late is not to be lost: it is grey until it is.
        tone: 'idle',
        ranked_as: 'warn',
        title: texts.suspect(node.name),
        text: texts.suspectText,
        remedies: [openNode(node)],
      },
    ]
  }
  return []
}

function ofMode(node: Node): AttentionItem[] {
  const resume: Remedy = { label: texts.resume, dialog: { kind: 'resume-node', node_id: node.id } }
  const remedies = [resume, openNode(node)]
  if (node.mode.value === 'draining') {
    const drained = node.mode.drained_at !== null
    const finish: Remedy = {
      label: texts.finish,
      dialog: { kind: 'drain-node', node_id: node.id, at_once: true },
    }
    return [
      {
        id: `draining ${node.id}`,
        tone: drained ? 'idle' : 'warn',
        ...(drained ? { shape: 'check' as const } : { shape: 'chevron' as const }),
        title: drained ? texts.drained(node.name) : texts.draining(node.name),
        text: drained ? texts.drainedText : texts.drainingText(leftWords(drainLeft(node, []))),
        ...(drained || node.mode.deadline_at === null ? {} : { until: node.mode.deadline_at }),
        remedies: drained ? remedies : [...remedies, finish],
      },
    ]
  }
  if (node.mode.value === 'maintenance') {
    return [
      {
        id: `maintenance ${node.id}`,
        tone: 'idle',
        title: texts.maintenance(node.name),
        text: node.mode.reason ?? texts.maintenanceText,
        remedies,
      },
    ]
  }
  if (
    node.liveness.state === 'alive' &&
    node.registration === 'registered' &&
    !node.routable &&
    node.routable_reasons.length > 0
  ) {
    return [
      {
        id: `unroutable ${node.id}`,
        tone: 'warn',
        title: texts.unroutable(node.name),
        text: node.routable_reasons.join('; '),
        english: 'text',
        remedies: isFull(node) ? [addNode, openNode(node)] : [openNode(node)],
      },
    ]
  }
  return []
}

/** It would take more, were there less of it. */
const isFull = (node: Node) => lastResortLook(node) !== null
const addNode: Remedy = { label: texts.addNode, to: '/nodes/add' }

function ofMachine(node: Node): AttentionItem[] {
  if (node.liveness.state !== 'alive') return []
  const items: AttentionItem[] = []
  const cpu = node.load?.cpu_percent ?? 0
  if (cpu >= BUSY_CPU_PERCENT) {
    items.push({
      id: `busy ${node.id}`,
      tone: 'warn',
      title: texts.busy(node.name),
      text: texts.busyText(formatPercent(cpu)),
      remedies: [addNode, openNode(node)],
    })
  }
  const skew = node.liveness.clock_skew_ms ?? 0
  if (isClockWrong(skew)) {
    items.push({
      id: `clock ${node.id}`,
      tone: 'warn',
      title: texts.clock(node.name),
      text: texts.clockText(skewWords(skew)),
      remedies: [openNode(node)],
    })
  }
  return items
}

function ofStream(stream: Stream, nameOf: (node_id: string) => string): AttentionItem[] {
  const { session, stream_path, relays } = stream
  const items: AttentionItem[] = []
  if (session.state === 'interrupted') {
    const lost = session.interrupted_until != null
    const text = (lost ? texts.publisherLostText : texts.interruptedText)(nameOf(session.publish_node_id))
    items.push({
      id: `interrupted ${stream_path}`,
      tone: 'bad',
      title: texts.interrupted(stream_path),
      text,
      ...(session.interrupted_until == null ? {} : { until: session.interrupted_until }),
      remedies: [openStream(stream)],
    })
  }
  for (const relay of relays) {
    if (relay.state !== 'failed' && relay.state !== 'retrying') continue
    const title = texts.relayFailed(stream_path, nameOf(relay.dest_node_id))
    const tone = relay.state === 'failed' ? 'bad' : 'warn'
    items.push({
      id: `relay ${relay.id}`,
      tone,
      title,
      text: texts.relayFailedText(relay.error),
      ...(relay.error === null ? {} : { english: 'text' as const }),
      remedies: [openStream(stream)],
    })
  }
  if (session.state === 'live' && (session.keyframe_interval_ms ?? 0) > LONG_KEYFRAME_INTERVAL_MS) {
    const text = texts.keyframesText(session.keyframe_interval_ms ?? 0)
    items.push({
      id: `keyframes ${stream_path}`,
      tone: 'warn',
      title: texts.keyframes(stream_path),
      text,
      remedies: [openStream(stream)],
    })
  }
  return items
}

const urgency: Readonly<Record<Tone, number>> = { bad: 0, warn: 1, idle: 2, ok: 3 }

const rankOf = ({ tone, ranked_as = tone }: AttentionItem) => urgency[ranked_as]

/** What is seen here at once is what the origin says of it once it counts. */
const seenAs: Partial<Record<AlertRule, string>> = {
  node_lost: 'offline',
  publisher_lost: 'interrupted',
  clock_skew: 'clock',
}

/** What the panel sees in the words of the origin's alerts, and what only these know of. */
function toldBy(
  alerts: readonly Alert[],
  items: readonly AttentionItem[],
  alertTexts: AlertTexts | null | undefined,
): readonly AttentionItem[] {
  const seen = new Map(items.map((item) => [item.id, item]))
  for (const alert of alerts) {
    const { id, rule, severity, subject, action } = alert
    const words = alertWords(alert, alertTexts)
    const by_origin = words.title.lang === 'en'
    const title = words.title.text
    const item = seen.get(`${seenAs[rule]} ${subject.id}`)
    if (item !== undefined) {
      // Where the panel has another language, it has words for what it sees itself.
      seen.set(item.id, by_origin ? { ...item, title, text: words.text.text, english: 'all' } : { ...item, title })
      continue
    }
    const said = by_origin
      ? ({ title, text: words.text.text, english: 'all' } as const)
      : ({ title, text: words.text.text, english: 'text', alert } as const)
    const remedies = [{ label: words.action.text, to: action.path }]
    const tone = severity === 'error' ? 'bad' : 'warn'
    seen.set(`alert ${id}`, { id: `alert ${id}`, tone, ...said, remedies })
  }
  return [...seen.values()]
}

/** Everything that should be looked at, worst first; the order of equals is stable. @param alertTexts those of the panel's language by default */
export function attentionItems(
  cluster: ClusterInfo | undefined,
  nodes: readonly Node[],
  streams: readonly Stream[],
  alerts: readonly Alert[] = [],
  alertTexts?: AlertTexts | null,
): readonly AttentionItem[] {
  const names = new Map<string, string>(nodes.map(({ id, name }) => [id, name]))
  const degraded: AttentionItem[] =
    cluster?.live_state.state === 'degraded'
      ? [
          {
            id: 'live-state',
            tone: 'warn',
            title: texts.degraded,
            text: cluster.live_state.detail,
            english: 'text',
            remedies: [],
          },
        ]
      : []
  const items = [
    ...nodes.flatMap((node) => ofLiveness(node, streams)),
    ...streams.flatMap((stream) => ofStream(stream, (node_id) => names.get(node_id) ?? node_id)),
    ...degraded,
    ...nodes.flatMap(ofMachine),
    ...nodes.flatMap(ofMode),
  ]
  return toldBy(alerts, items, alertTexts).toSorted((a, b) => rankOf(a) - rankOf(b))
}
