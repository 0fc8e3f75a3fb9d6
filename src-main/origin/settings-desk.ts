import type { z } from 'zod'
import type { OriginConfig } from '#contract/config.ts'
import type { Node } from '#contract/node.ts'
import type { ChangeSettings, Setting, SettingText } from '#contract/settings.ts'
import type { ActivityLog, NewActivity } from '../store/activity-log.ts'
import { acmeNames } from './acme-certificates.ts'
import { CHOOSABLE_HOSTS, type ChosenForNextStart, fieldOf, isChosenForNextStart } from './choosable-settings.ts'
import type { ChosenSettings } from './chosen-settings.ts'
import { effectiveSettings } from './effective-settings.ts'
import { reachOf } from './found-addresses.ts'
import type { OneRestart } from './restart.ts'
import { SetupError, setElsewhere } from './setup-error.ts'

export interface SettingsDeskOptions {
  readonly chosen: ChosenSettings
  readonly activity: Pick<ActivityLog, 'record'>
  readonly restart: OneRestart
  /** File of the database. */
  readonly file: string
  /** Names of the nodes that come from other machines. */
  readonly elsewhere: () => readonly string[]
}

/** Who chooses. */
export interface SettingsChooser {
  readonly actor: string
  /** Host of the address that they came by. */
  readonly host: string
  /** They came from this very machine, a reverse proxy on it included. */
  readonly from_here: boolean
}

/** More often nodes are busy with saying that they are there. */
const LEAST_HEARTBEAT_MS = 500
const [LOOPBACK] = CHOOSABLE_HOSTS
const LEAST_CERTIFICATE_LIFE_MS = 3_600_000
/** A browser that opens the panel opens some connections at once, and again when it reconnects. */
const LEAST_BURST = 20

/** The settings of an origin: what it runs with, what operators choose of it, and the restart that brings it into effect. */
export class SettingsDesk {
  readonly #options: SettingsDeskOptions

  constructor(options: SettingsDeskOptions) {
    this.#options = options
  }

  list(): Setting[] {
    const { config, sourceOf } = this.#options.chosen
    return effectiveSettings({ config, sourceOf, choiceOf: (name) => this.#options.chosen.choiceOf(name) })
  }

  /**
   * Keeps what was chosen, for the next start.
   * @throws {SetupError} setting_not_choosable, setting_elsewhere, setting_refused; then nothing of it was done
   * @throws {StoreError} disk_full, disk_failed
   */
  change({ changes }: ChangeSettings, by: SettingsChooser): Setting[] {
    const { chosen, activity } = this.#options
    const wanted = Object.entries(changes).map(([name, value]) => [this.#choosable(name), value] as const)
    for (const [name, value] of wanted) if (value !== null) refuseWrong(name, value)
    const names = new Set(wanted.map(([name]) => name))
    const next = chosen.next(changes)
    refuseContradiction({ ...next, advertise_host: chosen.advertise_host }, names)
    if (names.has('allowed_hosts')) refuseLockout(chosen, next, by.host)
    if (names.has('host') && next.host === LOOPBACK) refuseClosing(by.from_here, this.#options.elsewhere())
    const before = new Map(wanted.map(([name]) => [name, chosen.choiceOf(name)?.chosen ?? null]))
    chosen.chooseAll(wanted, by.actor)
    for (const [name, value] of wanted) activity.record(chosenActivity(name, before.get(name) ?? null, value, by.actor))
    return this.list()
  }

  /** Restarts the origin in place; nodes and streams go on. @throws {StoreError} restore_under_way */
  beginRestart(actor: string): void {
    const { restart, file } = this.#options
    const waited = this.list().flatMap(({ name, choice }) => (choice?.waits === true ? [name] : []))
    restart.claim(file)
    restart.begin(() => ({
      ...{ type: 'origin.restarted', severity: 'info', actor, node_id: null, stream_path: null },
      message:
        waited.length === 0
          ? 'The origin was started again.'
          : `The origin was started again, with what was chosen for ${waited.join(', ')}.`,
      data: { settings: waited },
    }))
  }

  #choosable(name: string): ChosenForNextStart {
    if (!isChosenForNextStart(name)) {
      throw new SetupError(
        'setting_not_choosable',
        `${name} cannot be chosen here.`,
        'GET /api/v1/settings says which can (choice). Others are set in headwater.yaml, by variables or by flags; name and address by PATCH /api/v1/setup.',
        { setting: name },
      )
    }
    const source = this.#options.chosen.setElsewhere(name)
    if (source !== null) throw setElsewhere(name, source)
    return name
  }
}

function refuseWrong(name: ChosenForNextStart, value: SettingText): void {
  if (name === 'host' && !CHOOSABLE_HOSTS.some((host) => host === value)) {
    throw refused(
      ['host'],
      'host: 127.0.0.1 (this machine alone) or 0.0.0.0 (all its addresses) can be chosen here; another one is set in headwater.yaml.',
    )
  }
  const parsed = fieldOf(name)?.safeParse(value)
  if (parsed?.success !== false) return
  throw refused([name], `${name}: ${[...new Set(parsed.error.issues.map(wordsOf))].join('; ')}`)
}

function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small' && issue.origin === 'number') {
    return issue.inclusive === false ? `more than ${issue.minimum}` : `at least ${issue.minimum}`
  }
  if (issue.code === 'too_big' && issue.origin === 'number') return `at most ${issue.maximum}`
  if (issue.code === 'too_big' && issue.origin === 'array') return `at most ${issue.maximum} of them`
  return issue.message
}

/** What each of them may be, and together or at all may not; of what is not changed nothing is said. */
function refuseContradiction(next: OriginConfig, changed: ReadonlySet<string>): void {
  const { suspect_after_missed, offline_after_missed, connections, tls } = next
  const concerns = (...names: readonly ChosenForNextStart[]) => names.some((name) => changed.has(name))
  if (concerns('suspect_after_missed', 'offline_after_missed') && suspect_after_missed >= offline_after_missed) {
    throw refused(
      ['suspect_after_missed', 'offline_after_missed'],
      `A node would be offline after ${offline_after_missed} missed heartbeats and suspect only after ${suspect_after_missed}: offline_after_missed has to be the larger of the two.`,
    )
  }
  if (concerns('heartbeat_interval') && next.heartbeat_interval < LEAST_HEARTBEAT_MS) {
    throw refused(['heartbeat_interval'], 'heartbeat_interval: at least 500ms, or nodes do little else.')
  }
  if (concerns('node_certificate_life') && next.node_certificate_life < LEAST_CERTIFICATE_LIFE_MS) {
    throw refused(['node_certificate_life'], 'node_certificate_life: at least 1h, or nodes do little but renew them.')
  }
  if (concerns('connections.rate', 'connections.burst') && connections.rate > 0 && connections.burst < LEAST_BURST) {
    throw refused(
      ['connections.burst'],
      `connections.burst: at least ${LEAST_BURST} while there is a rate, or a browser that opens this panel is refused.`,
    )
  }
  if (concerns('allowed_hosts') && tls.mode === 'acme' && acmeNames(next).length === 0) {
    throw refused(
      ['allowed_hosts'],
      'allowed_hosts: tls.mode is acme, and there would be no name left that an authority could sign.',
    )
  }
}

/** Whoever came by a name that is in the list alone would not come in again. */
function refuseLockout(chosen: ChosenSettings, { allowed_hosts }: OriginConfig, host: string): void {
  const has = (names: readonly string[]) => names.some((name) => name.toLowerCase() === host.toLowerCase())
  const { config, advertise_host } = chosen
  if (!has(config.allowed_hosts) || has(allowed_hosts) || has([advertise_host ?? '', ...config.tls.acme_names])) return
  throw refused(
    ['allowed_hosts'],
    `allowed_hosts: you came by ${host}, which would not be answered to any more. Come by another address to take it out.`,
  )
}

/** Whoever comes from another machine would not come in again, and neither would nodes. */
function refuseClosing(from_here: boolean, elsewhere: readonly string[]): void {
  if (!from_here) {
    throw refused(
      ['host'],
      `host: you came from another machine, and would not come in again with ${LOOPBACK}. Choose it at the machine of the origin.`,
    )
  }
  const [first] = elsewhere
  if (first === undefined) return
  const more = elsewhere.length === 1 ? '' : ` and ${elsewhere.length - 1} more`
  throw refused(
    ['host'],
    `host: ${first}${more} could not reach this origin any more with ${LOOPBACK}. Remove the nodes on other machines first.`,
  )
}

/** The names of those that come from other machines. */
export function nodesElsewhere(nodes: readonly Pick<Node, 'name' | 'is_origin' | 'endpoints'>[]): string[] {
  return nodes
    .filter(({ is_origin, endpoints }) => !is_origin && endpoints !== null && reachOf(endpoints.address) !== 'loopback')
    .map(({ name }) => name)
}

function refused(settings: readonly string[], message: string): SetupError {
  return new SetupError('setting_refused', message, 'Nothing was changed.', { settings })
}

function chosenActivity(
  name: string,
  before: SettingText | null,
  value: SettingText | null,
  actor: string,
): NewActivity {
  const message =
    value === null
      ? `${name} is what it is by default, from the next start of the origin on`
      : `${name} is ${Array.isArray(value) ? value.join(', ') || 'empty' : String(value)} from the next start of the origin on`
  const about = { type: 'setting.chosen', severity: 'info', actor, node_id: null, stream_path: null } as const
  return { ...about, message, data: { setting: name, before, after: value } }
}
