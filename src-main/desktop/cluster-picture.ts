import type { Alert, Alerts } from '#contract/alert.ts'
import type { ClusterInfo } from '#contract/api.ts'
import type { LiveEvent } from '#contract/live-event.ts'
import type { Node } from '#contract/node.ts'
import { isRunOver, type ProvisioningRun } from '#contract/provisioning-run.ts'
import { hasEnded, type RollingDrain } from '#contract/rolling-drain.ts'
import type { Stream } from '#contract/stream.ts'

/** What the shell reads of an origin when it connects. */
export interface ClusterLists {
  readonly cluster: ClusterInfo
  readonly nodes: readonly Node[]
  readonly streams: readonly Stream[]
  readonly runs: readonly ProvisioningRun[]
  readonly rolling_drains: readonly RollingDrain[]
  /** Those that are the matter. */
  readonly alerts: readonly Alert[]
  /** What of alerts the desktop tells of. */
  readonly told: Alerts['desktop']
}

/** What the shell knows of its cluster, kept up by the events that panels get, too. */
export class ClusterPicture {
  cluster: ClusterInfo
  readonly nodes: Map<string, Node>
  readonly streams: Map<string, Stream>
  /** What the origin says is the matter, by id. */
  readonly alerts: Map<string, Alert>
  readonly told: Alerts['desktop']
  /** Only those that are not over. */
  readonly #runs = new Set<string>()

  constructor({ cluster, nodes, streams, runs, rolling_drains, alerts, told }: ClusterLists) {
    this.cluster = cluster
    this.nodes = new Map(nodes.map((node) => [node.id, node]))
    this.streams = new Map()
    this.alerts = new Map(alerts.map((alert) => [alert.id, alert]))
    this.told = told
    for (const stream of streams) this.apply({ type: 'stream', stream })
    for (const run of runs) this.apply({ type: 'provisioning_run', run })
    for (const run of rolling_drains) this.apply({ type: 'rolling_drain', run })
  }

  /** Operations on boxes and rolling drains that are under way or wait for somebody. */
  get runs_active(): number {
    return this.#runs.size
  }

  apply(event: LiveEvent): void {
    switch (event.type) {
      case 'cluster':
        this.cluster = event.cluster
        break
      case 'node':
        this.nodes.set(event.node.id, event.node)
        break
      case 'node_removed':
        this.nodes.delete(event.node_id)
        break
      case 'stream':
        if (event.stream.session.state === 'ended') this.streams.delete(event.stream.stream_path)
        else this.streams.set(event.stream.stream_path, event.stream)
        break
      case 'stream_removed':
        this.streams.delete(event.stream_path)
        break
      case 'provisioning_run':
        this.#keep(event.run.id, !isRunOver(event.run.state))
        break
      case 'rolling_drain':
        this.#keep(event.run.id, !hasEnded(event.run))
        break
      case 'alert.raised':
        if (event.test !== true) this.alerts.set(event.alert.id, event.alert)
        break
      case 'alert.cleared':
        this.alerts.delete(event.alert.id)
        break
      default:
        // Logs, samples, the activity log: nothing of what the tray shows.
        break
    }
  }

  #keep(id: string, is_active: boolean): void {
    if (is_active) this.#runs.add(id)
    else this.#runs.delete(id)
  }
}
