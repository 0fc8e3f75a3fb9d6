import type { ClusterStatus } from './cluster-status.ts'

/** What an entry of the tray's menu does. */
export type TrayAction =
  | { readonly kind: 'open'; readonly path: string | null }
  /** For so long, in ms; null: alerts are told again. */
  | { readonly kind: 'pause_alerts'; readonly for_ms: number | null }
  | { readonly kind: 'set_start_at_login'; readonly on: boolean }
  | { readonly kind: 'set_close_to_tray'; readonly on: boolean }
  | { readonly kind: 'choose_origin' }
  | { readonly kind: 'quit' }

/** An entry of the menu, or a line between two. */
export type TrayItem =
  | { readonly kind: 'line' }
  /** `action` null: it only says something. `checked` null: it is no switch. */
  | {
      readonly kind: 'entry'
      readonly label: string
      readonly action: TrayAction | null
      readonly checked: boolean | null
    }

/** What the menu is made from. */
export interface TrayFacts {
  readonly status: ClusterStatus
  /** Address of a remote origin, for example `origin.example.com`; null: it is on this computer. */
  readonly remote_host: string | null
  /** When paused alerts are told again, in ms of the wall clock; null: they are told. */
  readonly paused_until: number | null
  /** null: this system knows no such thing. */
  readonly starts_at_login: boolean | null
  readonly closes_to_tray: boolean | null
}

const HOUR_MS = 3_600_000
/** Menus of trays do not scroll well. */
const MOST_LISTED = 5

/** The tray's menu: how the cluster is, and what can be done from here. All of it is in the window, too. */
export function trayMenu(facts: TrayFacts): TrayItem[] {
  const { status } = facts
  const { live_streams, problems } = status
  const more = live_streams.length - MOST_LISTED
  return [
    says(headline(facts)),
    ...problems.slice(0, MOST_LISTED).map((problem) => entry(problem, open(null))),
    ...(status.health === 'unknown'
      ? []
      : [entry(nodesText(status), open('/nodes')), entry(liveText(status), open('/streams'))]),
    ...live_streams
      .slice(0, MOST_LISTED)
      .map(({ path, viewers }) => entry(`  ${path}: ${count(viewers, 'viewer')}`, open(`/streams/${path}`))),
    ...(more > 0 ? [entry(`  and ${more} more`, open('/streams'))] : []),
    { kind: 'line' },
    entry('Open Headwater', open(null)),
    ...pausing(facts.paused_until),
    entry('Choose Origin…', { kind: 'choose_origin' }),
    { kind: 'line' },
    ...switches(facts),
    entry('Quit Headwater', { kind: 'quit' }),
  ]
}

/** What the tray says when the pointer rests on it; systems cut off what is longer than some 60 characters. */
export function trayToolTip({ status }: Pick<TrayFacts, 'status'>): string {
  if (status.health === 'unknown') return `Headwater: ${status.problems[0] ?? 'unknown'}`
  const [problem, ...others] = status.problems
  if (problem === undefined) return `Headwater: all well, ${liveText(status).toLowerCase()}`
  return `Headwater: ${problem}${others.length > 0 ? `, and ${others.length} more` : ''}`
}

function headline({ status, remote_host }: TrayFacts): string {
  const name = status.name ?? 'Headwater'
  const where = remote_host === null ? '' : ` on ${remote_host}`
  const how = { well: 'all well', attention: 'needs a look', trouble: 'in trouble', unknown: 'not known' }[
    status.health
  ]
  return `${name}${where}: ${how}`
}

function nodesText({ nodes, nodes_alive }: ClusterStatus): string {
  return `${nodes_alive} of ${count(nodes, 'node')} connected`
}

function liveText({ live_streams, viewers }: ClusterStatus): string {
  return live_streams.length === 0
    ? 'No live stream'
    : `${count(live_streams.length, 'live stream')}, ${count(viewers, 'viewer')}`
}

function pausing(paused_until: number | null): TrayItem[] {
  if (paused_until !== null) {
    const until = new Date(paused_until).toTimeString().slice(0, 5)
    return [entry(`Resume Alerts (paused until ${until})`, { kind: 'pause_alerts', for_ms: null })]
  }
  return [
    entry('Pause Alerts for an Hour', { kind: 'pause_alerts', for_ms: HOUR_MS }),
    entry('Pause Alerts for 8 Hours', { kind: 'pause_alerts', for_ms: 8 * HOUR_MS }),
  ]
}

function switches({ starts_at_login, closes_to_tray }: TrayFacts): TrayItem[] {
  const items: TrayItem[] = []
  if (starts_at_login !== null) {
    const action: TrayAction = { kind: 'set_start_at_login', on: !starts_at_login }
    items.push(entry('Start at Login', action, starts_at_login))
  }
  if (closes_to_tray !== null) {
    const action: TrayAction = { kind: 'set_close_to_tray', on: !closes_to_tray }
    items.push(entry('Keep Running when the Window is Closed', action, closes_to_tray))
  }
  return items.length === 0 ? [] : [...items, { kind: 'line' }]
}

function open(path: string | null): TrayAction {
  return { kind: 'open', path }
}

function says(label: string): TrayItem {
  return entry(label, null)
}

function entry(label: string, action: TrayAction | null, checked: boolean | null = null): TrayItem {
  return { kind: 'entry', label, action, checked }
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}
