import type { Alert } from '#contract/alert.ts'
import type { Node } from '#contract/node.ts'
import type { ClusterPicture } from './cluster-picture.ts'
import type { Problem, UnknownReason } from './cluster-problem.ts'

/** How the cluster is, as the tray shows it by shape. `unknown`: the origin does not answer, or nobody is signed in. */
export type ClusterHealth = 'well' | 'attention' | 'trouble' | 'unknown'

/** A live stream, for the tray's menu. */
export interface LiveStream {
  readonly path: string
  readonly viewers: number
}

/** The cluster in few words. */
export interface ClusterStatus {
  readonly health: ClusterHealth
  /** Name of the cluster; null while it is not known. */
  readonly name: string | null
  /** What is the matter, the worst first; empty where all is well. */
  readonly problems: readonly Problem[]
  /** Those with the most viewers first. */
  readonly live_streams: readonly LiveStream[]
  readonly viewers: number
  readonly nodes_alive: number
  readonly nodes: number
  readonly runs_active: number
}

/** What is shown as long as nothing is known. */
export function unknownStatus(why: UnknownReason): ClusterStatus {
  return {
    health: 'unknown',
    name: null,
    problems: [{ kind: 'unknown', why }],
    live_streams: [],
    viewers: 0,
    nodes_alive: 0,
    nodes: 0,
    runs_active: 0,
  }
}

/** Judges what is known of the cluster. */
export function statusOf(picture: ClusterPicture): ClusterStatus {
  const nodes = [...picture.nodes.values()].filter(({ registration }) => registration === 'registered')
  const streams = [...picture.streams.values()]
  const live = streams
    .filter(({ session }) => session.state === 'live')
    .map(({ stream_path, subscribers }) => ({ path: stream_path, viewers: subscribers }))
    .sort((one, other) => other.viewers - one.viewers || one.path.localeCompare(other.path))
  const { storage, live_state, name } = picture.cluster
  const told = [...picture.alerts.values()].filter((alert) => alert.quiet === null && !isSeen(alert, picture))
  const alertsOf = (severity: Alert['severity']) =>
    told.filter((alert) => alert.severity === severity).map(({ title }): Problem => ({ kind: 'alert', title }))
  const trouble = nodes.filter(isLost).map(({ name: lost }): Problem => ({ kind: 'node_offline', name: lost }))
  if (storage.state === 'critical' || storage.state === 'full') trouble.push({ kind: 'disk_full' })
  trouble.push(...alertsOf('error'))
  const attention: Problem[] = [
    ...streams
      .filter(({ session }) => session.state === 'interrupted')
      .map(({ stream_path: path }): Problem => ({ kind: 'interrupted', path })),
    ...nodes
      .filter(({ liveness }) => liveness.state === 'suspect')
      .map(({ name: suspect }): Problem => ({ kind: 'node_suspect', name: suspect })),
    ...(storage.state === 'low' ? [{ kind: 'disk_low' } as const] : []),
    ...(live_state.state === 'degraded' ? [{ kind: 'redis_away' } as const] : []),
    ...alertsOf('warning'),
  ]
  return {
    health: trouble.length > 0 ? 'trouble' : attention.length > 0 ? 'attention' : 'well',
    name,
    problems: [...trouble, ...attention],
    live_streams: live,
    viewers: streams.reduce((sum, { subscribers }) => sum + subscribers, 0),
    nodes_alive: nodes.filter(({ liveness }) => liveness.state === 'alive').length,
    nodes: nodes.length,
    runs_active: picture.runs_active,
  }
}

/** Whether what an alert is of is in the tray by what is seen of the cluster, which is sooner there and sooner gone. */
function isSeen({ rule, subject }: Alert, { streams }: ClusterPicture): boolean {
  return rule === 'node_lost' || rule === 'disk_low' || (rule === 'publisher_lost' && streams.has(subject.id))
}

/** Whether a node is gone without having said so; one in maintenance may be switched off. */
function isLost({ registration, mode, liveness }: Node): boolean {
  return registration === 'registered' && liveness.state === 'offline' && mode.value !== 'maintenance'
}
