import type { Node } from '#contract/node.ts'
import type { ChangeSettings, Setting, SettingText } from '#contract/settings.ts'
import type { ActivityLog, NewActivity } from '../store/activity-log.ts'
import { probeChoice } from './choice-probes.ts'
import { type OtherNode, refuseUnwise, refuseWrong, type SettingsChooser } from './choice-refusals.ts'
import { type ChosenForNextStart, isChosenForNextStart } from './choosable-settings.ts'
import { type ChosenSettings, shownChoice } from './chosen-settings.ts'
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
  /** The nodes but for the own one. */
  readonly others: () => readonly OtherNode[]
  /** Where panel and API listen now. */
  readonly port: () => number
  /** Has all nodes told at which port the origin will be; null: where it is. */
  readonly tellPort: (port: number | null) => void
}

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
  async change({ changes }: ChangeSettings, by: SettingsChooser): Promise<Setting[]> {
    const { chosen, activity, port, tellPort } = this.#options
    const wanted = Object.entries(changes).map(([name, value]) => [this.#choosable(name), value] as const)
    for (const [name, value] of wanted) if (value !== null) refuseWrong(name, value)
    const names = new Set(wanted.map(([name]) => name))
    const judge = () => {
      const next = chosen.next(changes)
      refuseUnwise({ chosen, next, names, by, others: this.#options.others() })
      return next
    }
    await probeChoice({ ...judge(), advertise_host: chosen.advertise_host }, names, port())
    // While it was tried, others may have chosen what this does not fit.
    const next = judge()
    const before = new Map(wanted.map(([name]) => [name, chosen.choiceOf(name)?.chosen ?? null]))
    chosen.chooseAll(wanted, by.actor)
    if (names.has('port')) tellPort(next.port === port() ? null : next.port)
    for (const [name, value] of wanted) {
      activity.record(chosenActivity(name, before.get(name) ?? null, shownChoice(name, value), by.actor))
    }
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

/** All but the origin's own. */
export function otherNodes(
  nodes: readonly Pick<Node, 'name' | 'is_origin' | 'endpoints' | 'kind' | 'liveness'>[],
): OtherNode[] {
  return nodes
    .filter(({ is_origin }) => !is_origin)
    .map(({ name, endpoints, kind, liveness }) => ({
      name,
      is_here: endpoints === null || reachOf(endpoints.address) === 'loopback',
      hears: kind !== 'foreign' && liveness.state === 'alive',
    }))
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
