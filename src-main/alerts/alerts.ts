import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { z } from 'zod'
import {
  type Alert,
  type Alerts as AlertList,
  type AlertRule,
  type AlertsQuery,
  alertRuleSchema,
  type ChangeChannel,
  type Channel,
  type CreateChannel,
  type CreateSilence,
  DESKTOP_CHANNEL,
  type Delivery,
  type Notifications,
  type Silence,
} from '#contract/alert.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import { type LiveEvent, MOST_IN_DIGEST_EVENT } from '#contract/live-event.ts'
import type { Node } from '#contract/node.ts'
import { type Sentence, say } from '#contract/sentence.ts'
import type { ActivityLog, NewActivity } from '../store/activity-log.ts'
import { KeptSettings } from '../store/kept-settings.ts'
import type { Store } from '../store/store.ts'
import { look, type Said, type Watch, watchOf } from './alert-machine.ts'
import { AlertRows } from './alert-rows.ts'
import { alertRules } from './alert-rules.ts'
import { Channels, type KnownChannel, type Sealing } from './channels.ts'
import { type Condition, keyOf } from './condition.ts'
import { aboutOf, Deliveries, type DeliveriesOptions } from './deliveries.ts'
import { type Digest, due, emptyDigest, offered } from './digest.ts'
import type { AlertFacts } from './facts.ts'
import type { Notice } from './notice.ts'
import { BitrateMedians } from './rules/bitrate-medians.ts'
import { LastPublished } from './rules/last-published.ts'
import { LostPublishers } from './rules/lost-publishers.ts'
import { clockSkew, lostNodes, nodeDiskLow, nodeLost, versionSkew } from './rules/node-rules.ts'
import { bitrateLow, isLive, publisherLost } from './rules/stream-rules.ts'
import { backupFailed, backupOld, certificateExpiring, diskLow, tokenExpiring } from './rules/upkeep-rules.ts'
import { Silences } from './silences.ts'

export interface AlertsOptions extends Pick<DeliveriesOptions, 'senders' | 'cluster' | 'panelUrl' | 'retry_after_ms'> {
  readonly store: Store
  readonly activity: ActivityLog
  readonly events: { publish(event: LiveEvent): void; readonly clients: number }
  readonly data_key: Sealing
  readonly log: Logger
  readonly facts: () => AlertFacts
  /** Tries a node's media port once. @returns what came of it, in words */
  readonly probe: (node: Node, signal: AbortSignal) => Promise<Sentence>
  /** Time between two looks, in ms; default 2 s. */
  readonly look_every_ms?: number
  /** After a start nodes come back and streams are told anew: that long nothing of them is said, in ms; default 30 s. */
  readonly settle_ms?: number
}

const LOOK_EVERY_MS = 2_000
const SETTLE_MS = 30_000
const PRUNE_EVERY_MS = 3_600_000
const MUTED = 'alerts:muted'
/** Rules that cannot tell anything right after a start. */
const TOLD_BY_NODES: ReadonlySet<AlertRule> = new Set([
  'node_lost',
  'publisher_lost',
  'bitrate_low',
  'node_disk_low',
  'clock_skew',
  'version_skew',
])

/** Watches the cluster by rules; says once what is the matter and once that it is over, to the panels and by channels. */
export class Alerts {
  readonly #options: AlertsOptions
  readonly #rows: AlertRows
  readonly #kept: KeptSettings
  readonly #channels: Channels
  readonly #deliveries: Deliveries
  readonly #silences: Silences
  readonly #open = new Map<string, Alert>()
  readonly #medians = new BitrateMedians()
  readonly #lost_publishers = new LostPublishers()
  readonly #last_published = new LastPublished()
  readonly #probed = new Map<string, Sentence>()
  readonly #probing = new Set<string>()
  readonly #stopping = new AbortController()
  readonly #began_ms = performance.now()
  #muted: ReadonlySet<AlertRule>
  #watch: Watch
  #digest: Digest<Alert> = emptyDigest
  #timer: NodeJS.Timeout | null = null
  #pruned_ms = Number.NEGATIVE_INFINITY

  constructor(options: AlertsOptions) {
    this.#options = options
    const { store, data_key, senders, cluster, panelUrl, log, retry_after_ms } = options
    const now = Date.now
    this.#rows = new AlertRows(store)
    this.#kept = new KeptSettings(store)
    this.#channels = new Channels(store, this.#kept, data_key, now)
    const retrying = retry_after_ms === undefined ? {} : { retry_after_ms }
    this.#deliveries = new Deliveries({
      ...{ store, channels: this.#channels, senders, cluster, panelUrl, log, now, ...retrying },
    })
    this.#silences = new Silences(this.#kept, now)
    this.#muted = new Set(this.#kept.get(MUTED, z.array(alertRuleSchema)) ?? [])
    for (const alert of this.#rows.list({ state: 'open', limit: 500 })) this.#open.set(keyOf(alert), alert)
    const open = [...this.#open.values()].map((alert): Condition => ({ ...alert, hold_ms: 0 }))
    this.#watch = watchOf(open, this.#began_ms)
  }

  /** Looks from now on, until {@link stop}. */
  begin(): void {
    this.#timer = setInterval(() => this.#lookSafely(), this.#options.look_every_ms ?? LOOK_EVERY_MS)
    this.#timer.unref()
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#stopping.abort()
    await this.#deliveries.stop()
  }

  /** The newest first. */
  list(query: AlertsQuery): AlertList {
    const items = this.#rows.list(query)
    const quiet_since =
      this.#open.size > 0 ? null : (this.#rows.lastClearedAt() ?? this.#options.facts().origin_started_at)
    const { enabled, least_severity } = this.#channels.find(DESKTOP_CHANNEL)
    return { items, quiet_since, desktop: { enabled, least_severity } }
  }

  notifications(): Notifications {
    return {
      rules: alertRuleSchema.options.map((rule) => ({ rule, ...alertRules[rule], muted: this.#muted.has(rule) })),
      silences: this.#silences.list(),
      channels: this.#channels.list().map((channel) => this.#shown(channel)),
    }
  }

  deliveries(): Delivery[] {
    return this.#deliveries.list()
  }

  mute(rule: AlertRule, muted: boolean, actor: string): Notifications {
    const next = new Set(this.#muted)
    if (muted) next.add(rule)
    else next.delete(rule)
    this.#kept.set(MUTED, [...next])
    this.#muted = next
    this.#record('alerts.rule_changed', actor, `Alerts of the rule ${rule} are ${muted ? 'muted' : 'told again'}`, {
      rule,
      muted,
    })
    return this.notifications()
  }

  /** @throws {AlertsError} too_many_silences */
  silence(wish: CreateSilence, actor: string): Silence {
    const silence = this.#silences.create(wish, actor)
    const { scope, until, reason } = silence
    const what = scope.kind === 'all' ? 'all alerts' : scope.kind === 'node' ? 'a node' : `streams ${scope.pattern}`
    this.#record(
      'alerts.silenced',
      actor,
      `Nobody is notified of ${what} until ${until}${reason ? `: ${reason}` : ''}`,
      { scope, until },
    )
    return silence
  }

  /** @throws {AlertsError} silence_not_found */
  endSilence(id: string, actor: string): Silence {
    const silence = this.#silences.end(id)
    this.#record('alerts.silence_ended', actor, 'A silence was ended', { scope: silence.scope })
    return silence
  }

  /** @throws {AlertsError} too_many_alert_channels */
  createChannel(wish: CreateChannel, actor: string): Channel & { signing_key: string | null } {
    const { channel, signing_key } = this.#channels.create(wish)
    const { id, kind, name } = channel
    this.#record('alerts.channel_created', actor, `Alerts are told by ${kind} ${name}, too`, { channel_id: id, kind })
    return { ...this.#shown(channel), signing_key }
  }

  /** @throws {AlertsError} alert_channel_not_found */
  changeChannel(id: string, change: ChangeChannel, actor: string): Channel {
    const before = this.#channels.find(id)
    const channel = this.#channels.change(id, change)
    this.#record('alerts.channel_changed', actor, `The channel ${channel.name} was changed`, {
      channel_id: id,
      before: changeableOf(before),
      after: changeableOf(channel),
    })
    return this.#shown(channel)
  }

  /** @throws {AlertsError} alert_channel_not_found, alert_channel_fixed */
  removeChannel(id: string, actor: string): Channel {
    const channel = this.#channels.remove(id)
    this.#record('alerts.channel_removed', actor, `The channel ${channel.name} was removed`, { channel_id: id })
    return this.#shown(channel)
  }

  /** Says by one channel that it works. @throws {AlertsError} alert_channel_not_found */
  async test(id: string, actor: string): Promise<Delivery> {
    const channel = this.#channels.find(id)
    this.#record('alerts.channel_tested', actor, `A test was sent by the channel ${channel.name}`, { channel_id: id })
    if (id !== DESKTOP_CHANNEL) return await this.#deliveries.test(channel)
    const { events } = this.#options
    events.publish({ type: 'alert.raised', alert: testAlert(), notify: true, test: true })
    return this.#deliveries.noteDesktop('test', 'a test', events.clients)
  }

  /** One look; public for tests alone, which turn the hands themselves. */
  look(now_ms: number): void {
    const facts = this.#options.facts()
    const live = facts.streams.filter(isLive)
    this.#medians.sample(live, facts.now_ms)
    this.#lost_publishers.look(facts.streams, facts.now_ms)
    this.#last_published.look(facts.nodes, live)
    this.#probeLost(facts.nodes)
    const conditions = [
      ...nodeLost(facts, this.#probed, (id) => this.#last_published.of(id)),
      ...publisherLost(this.#lost_publishers.list(), facts),
      ...bitrateLow(facts, this.#medians),
      ...diskLow(facts),
      ...nodeDiskLow(facts),
      ...certificateExpiring(facts),
      ...tokenExpiring(facts),
      ...clockSkew(facts),
      ...versionSkew(facts),
      ...backupOld(facts),
      ...backupFailed(facts),
    ]
    const settled = now_ms - this.#began_ms >= (this.#options.settle_ms ?? SETTLE_MS)
    const isKnown = ({ rule }: Condition) =>
      rule === 'backup_failed' ? facts.backups.last_try !== null : settled || !TOLD_BY_NODES.has(rule)
    const step = look(this.#watch, conditions, isKnown, now_ms)
    this.#watch = step.watch
    for (const said of step.raised) this.#raise(said)
    for (const said of step.cleared) this.#clear(said)
    this.#sayGathered(now_ms)
    if (now_ms - this.#pruned_ms > PRUNE_EVERY_MS) {
      this.#pruned_ms = now_ms
      this.#options.store.spare(() => this.#rows.prune(facts.now_ms))
    }
  }

  #lookSafely(): void {
    try {
      this.look(performance.now())
    } catch (error) {
      // What could not be told now is told with the next look; the origin goes on.
      this.#options.log.error({ event: 'alerts.look_failed', err: error }, 'a look for alerts failed')
    }
  }

  /** A node that seems lost is tried once from here, so that people know what of it still answers. */
  #probeLost(nodes: readonly Node[]): void {
    const lost = lostNodes(nodes)
    const ids = new Set<string>(lost.map(({ id }) => id))
    for (const id of this.#probed.keys()) if (!ids.has(id)) this.#probed.delete(id)
    for (const node of lost) {
      if (this.#probed.has(node.id) || this.#probing.has(node.id)) continue
      this.#probing.add(node.id)
      void this.#probe(node)
    }
  }

  async #probe(node: Node): Promise<void> {
    try {
      this.#probed.set(node.id, await this.#options.probe(node, this.#stopping.signal))
    } catch (error) {
      // That it could not be tried is what is known then.
      this.#probed.set(node.id, say`its media port could not be tried: ${String(error)}`)
    } finally {
      this.#probing.delete(node.id)
    }
  }

  #raise({ key, condition }: Said): void {
    const { hold_ms: _, ...about } = condition
    const quiet = this.#muted.has(condition.rule)
      ? 'muted'
      : this.#silences.covers(condition.subject)
        ? 'silenced'
        : null
    const alert: Alert = { ...about, id: randomUUID(), raised_at: new Date().toISOString(), cleared_at: null, quiet }
    this.#open.set(key, alert)
    this.#tell('raised', alert)
  }

  #clear({ key }: Said): void {
    const open = this.#open.get(key)
    this.#open.delete(key)
    if (open === undefined) return
    // Who was not told that it began is not told that it is over.
    this.#tell('cleared', { ...open, cleared_at: new Date().toISOString() })
  }

  #tell(what: 'raised' | 'cleared', alert: Alert): void {
    const { store, activity, events } = this.#options
    store.spare(() => this.#rows.put(alert))
    const { subject, rule, severity, title } = alert
    activity.observe({
      type: `alert.${what}`,
      severity: what === 'raised' ? severity : 'info',
      actor: 'origin',
      node_id: subject.kind === 'node' ? (subject.id as NodeId) : null,
      stream_path: subject.kind === 'stream' ? (subject.id as StreamPath) : null,
      message: what === 'raised' ? title : `Over: ${title}`,
      data: { rule, subject: subject.name, alert_id: alert.id, quiet: alert.quiet },
    })
    if (alert.quiet !== null) {
      events.publish({ type: `alert.${what}`, alert, notify: false })
      return
    }
    const { digest, alone } = offered(this.#digest, alert, performance.now())
    this.#digest = digest
    events.publish({ type: `alert.${what}`, alert, notify: alone && this.#desktopHears(alert) })
    if (alone) this.#say({ what, alerts: [alert] })
  }

  #sayGathered(now_ms: number): void {
    const { digest, together } = due(this.#digest, now_ms)
    this.#digest = digest
    if (together.length === 0) return
    const cleared = together.filter(({ cleared_at }) => cleared_at !== null).length
    this.#options.events.publish({
      ...{ type: 'alert.digest', raised: together.length - cleared, cleared },
      alerts: together.slice(0, MOST_IN_DIGEST_EVENT),
      notify: together.some((alert) => this.#desktopHears(alert)),
    })
    this.#say({ what: 'digest', alerts: together })
  }

  #say(notice: Notice): void {
    this.#options.log.info(
      { event: 'alert.said', what: notice.what, about: aboutOf(notice.alerts) },
      'an alert was said',
    )
    this.#deliveries.say(notice)
  }

  #desktopHears({ severity }: Alert): boolean {
    const { enabled, least_severity } = this.#channels.find(DESKTOP_CHANNEL)
    return enabled && (least_severity === 'warning' || severity === 'error')
  }

  #shown(channel: KnownChannel): Channel {
    return { ...channel, last: this.#deliveries.lastOf(channel.id) }
  }

  #record(type: NewActivity['type'], actor: string, message: string, data: NewActivity['data']): void {
    this.#options.activity.record({ type, severity: 'info', actor, node_id: null, stream_path: null, message, data })
  }
}

/** What of a channel can be another. */
const changeableOf = ({ name, least_severity, enabled }: KnownChannel): Required<ChangeChannel> => ({
  ...{ name, least_severity, enabled },
})

function testAlert(): Alert {
  return {
    ...{
      id: randomUUID(),
      rule: 'node_lost',
      severity: 'warning',
      subject: { kind: 'origin', id: 'origin', name: 'a test' },
    },
    ...{ title: 'A test', text: 'Alerts of this cluster will come here.', last_good_at: null, evidence: [] },
    action: { text: 'Who is told what', path: '/settings/notifications' },
    ...{ raised_at: new Date().toISOString(), cleared_at: null, quiet: null },
  }
}
