import type { Alert, Alerts } from '#contract/alert.ts'
import type { LiveEvent } from '#contract/live-event.ts'
import type { ClusterPicture } from './cluster-picture.ts'

/** What the user is told of at once, after a time in which nobody listened. */
export interface MissedAlerts {
  readonly raised: readonly Alert[]
  readonly cleared: readonly Alert[]
}

/** `told`: the user knows that it is the matter. `unheard`: it was kept from them, and so is its end. */
interface Heard {
  readonly alert: Alert
  readonly how: 'told' | 'unheard'
}

/** An origin lists 500; more that are the matter at once are not told apart by anybody. */
const MOST_HEARD = 1_000

/**
 * What the user has heard of, beside what is the matter: the difference is what remains to be told. The origin's lists and
 * its events overlap after each gap, and what it gathers is said minutes later; each is told once by this all the same.
 */
export class HeardAlerts {
  /** null: nothing was read yet. */
  #heard: Map<string, Heard> | null = null
  /** Told after the last gap; events may still say the same. */
  #caught_up: ReadonlySet<string> = new Set()
  /** Were never told of and are over; the origin may still say so, with others. */
  readonly #over_unheard = new Set<string>()

  /** All was read anew. What is the matter at the first look is not told: the tray shows it. @param paused whether nothing is told now */
  catchUp({ alerts, told }: Pick<ClusterPicture, 'alerts' | 'told'>, paused: boolean): MissedAlerts {
    const heard = this.#heard
    const open = [...alerts.values()]
    const isNew = (alert: Alert) => heard !== null && !heard.has(alert.id) && isWanted(alert, told)
    const missed = {
      raised: paused ? [] : open.filter(isNew),
      cleared: paused
        ? []
        : [...(heard?.values() ?? [])].flatMap(({ alert, how }) =>
            how === 'told' && !alerts.has(alert.id) && isWanted(alert, told) ? [alert] : [],
          ),
    }
    const howOf = (alert: Alert) => (heard === null || (!paused && isNew(alert)) ? 'told' : 'unheard')
    this.#heard = new Map(open.map((alert) => [alert.id, heard?.get(alert.id) ?? { alert, how: howOf(alert) }]))
    this.#caught_up = new Set([...missed.raised, ...missed.cleared].map(({ id }) => id))
    return missed
  }

  /** Hears an event that is in the picture already. @param paused as above @returns whether the user is told of it */
  hear(event: LiveEvent, picture: Pick<ClusterPicture, 'alerts' | 'told'>, paused: boolean): boolean {
    switch (event.type) {
      case 'alert.raised':
        // Whoever tries whether it is heard wants to hear it.
        if (event.test === true) return event.notify
        return this.#begin(event.alert, event.notify, picture.told, paused)
      case 'alert.cleared':
        return this.#end(event.alert, event.notify, picture.told, paused)
      case 'alert.digest': {
        const is_told = event.notify && !paused && this.#hasNews(event.alerts, picture)
        this.#settle(event.alerts, picture, is_told ? 'told' : 'unheard')
        return is_told
      }
      default:
        return false
    }
  }

  #begin(alert: Alert, notify: boolean, told: Alerts['desktop'], paused: boolean): boolean {
    // The lists had it already.
    if (this.#heard?.has(alert.id)) return false
    // The origin gathers it, and says it with others.
    if (!notify && isWanted(alert, told)) return false
    const is_told = notify && !paused
    this.#keep(alert, is_told ? 'told' : 'unheard')
    return is_told
  }

  #end(alert: Alert, notify: boolean, told: Alerts['desktop'], paused: boolean): boolean {
    const how = this.#heard?.get(alert.id)?.how
    // The origin gathers it: until it is said, the user thinks that it is the matter.
    if (how === 'told' && !notify && isWanted(alert, told)) return false
    this.#heard?.delete(alert.id)
    if (how === 'unheard' && !notify && this.#over_unheard.size < MOST_HEARD) this.#over_unheard.add(alert.id)
    return how === 'told' && notify && !paused
  }

  /** Whether something is among what is said together that was not caught up with. */
  #hasNews(named: readonly Alert[], { alerts, told }: Pick<ClusterPicture, 'alerts' | 'told'>): boolean {
    const heard = this.#heard
    const has_begun = [...alerts.values()].some((alert) => !heard?.has(alert.id) && isWanted(alert, told))
    const has_ended = [...(heard?.values() ?? [])].some(({ alert, how }) => how === 'told' && !alerts.has(alert.id))
    return has_begun || has_ended || named.some(({ id }) => !this.#caught_up.has(id) && !this.#over_unheard.has(id))
  }

  /** What was gathered is said, or kept from the user. */
  #settle(named: readonly Alert[], { alerts, told }: Pick<ClusterPicture, 'alerts' | 'told'>, how: Heard['how']): void {
    this.#over_unheard.clear()
    for (const id of this.#heard?.keys() ?? []) if (!alerts.has(id)) this.#heard?.delete(id)
    const names = new Set(named.map(({ id }) => id))
    for (const alert of alerts.values()) {
      const is_named = names.has(alert.id)
      if (this.#heard?.has(alert.id) ? is_named && how === 'told' : is_named || isWanted(alert, told))
        this.#keep(alert, how)
    }
  }

  #keep(alert: Alert, how: Heard['how']): void {
    this.#heard ??= new Map()
    this.#heard.set(alert.id, { alert, how })
    const [oldest] = this.#heard.keys()
    if (this.#heard.size > MOST_HEARD && oldest !== undefined) this.#heard.delete(oldest)
  }
}

/** Whether the desktop tells of an alert, as far as the origin's lists said. */
function isWanted({ quiet, severity }: Alert, { enabled, least_severity }: Alerts['desktop']): boolean {
  return enabled && quiet === null && (least_severity === 'warning' || severity === 'error')
}
