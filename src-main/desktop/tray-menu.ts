import { problemText } from './cluster-problem.ts'
import type { ClusterStatus } from './cluster-status.ts'
import type { Words } from './languages/words.ts'

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
const HOURS_OF_PAUSE = [1, 8]
/** Menus of trays do not scroll well. */
const MOST_LISTED = 5

/** The tray's menu: how the cluster is, and what can be done from here. All of it is in the window, too. */
export function trayMenu(facts: TrayFacts, words: Words): TrayItem[] {
  const texts = words.tray
  const { status } = facts
  const { live_streams, problems } = status
  const more = live_streams.length - MOST_LISTED
  return [
    says(headline(facts, texts)),
    ...problems.slice(0, MOST_LISTED).map((problem) => entry(problemText(problem, texts), open(null))),
    ...(status.health === 'unknown'
      ? []
      : [
          entry(texts.connected(status.nodes_alive, status.nodes), open('/nodes')),
          entry(liveText(status, texts), open('/streams')),
        ]),
    ...live_streams
      .slice(0, MOST_LISTED)
      .map(({ path, viewers }) => entry(`  ${texts.stream(path, viewers)}`, open(`/streams/${path}`))),
    ...(more > 0 ? [entry(`  ${texts.more(more)}`, open('/streams'))] : []),
    { kind: 'line' },
    entry(texts.open, open(null)),
    ...pausing(facts.paused_until, words),
    entry(texts.chooseOrigin, { kind: 'choose_origin' }),
    { kind: 'line' },
    ...switches(facts, texts),
    entry(texts.quit, { kind: 'quit' }),
  ]
}

/** What the tray says when the pointer rests on it; systems cut off what is longer than some 60 characters. */
export function trayToolTip({ status }: Pick<TrayFacts, 'status'>, { tray: texts }: Words): string {
  const [problem, ...others] = status.problems
  if (problem === undefined) {
    return status.live_streams.length === 0 ? texts.tipIdle : texts.tipLive(liveText(status, texts))
  }
  const said = problemText(problem, texts)
  return others.length === 0 ? texts.tip(said) : texts.tipMore(said, others.length)
}

function headline({ status, remote_host }: TrayFacts, texts: Words['tray']): string {
  const name = status.name ?? 'Headwater'
  const health = texts.health[status.health]
  return remote_host === null ? texts.headline(name, health) : texts.headlineOn(name, remote_host, health)
}

function liveText({ live_streams, viewers }: ClusterStatus, texts: Words['tray']): string {
  return live_streams.length === 0 ? texts.noStream : texts.live(live_streams.length, viewers)
}

function pausing(paused_until: number | null, { tray: texts, figures }: Words): TrayItem[] {
  if (paused_until !== null) {
    return [entry(texts.resume(figures.minute(paused_until)), { kind: 'pause_alerts', for_ms: null })]
  }
  return HOURS_OF_PAUSE.map((hours) => entry(texts.pauseFor(hours), { kind: 'pause_alerts', for_ms: hours * HOUR_MS }))
}

function switches({ starts_at_login, closes_to_tray }: TrayFacts, texts: Words['tray']): TrayItem[] {
  const items: TrayItem[] = []
  if (starts_at_login !== null) {
    const action: TrayAction = { kind: 'set_start_at_login', on: !starts_at_login }
    items.push(entry(texts.startAtLogin, action, starts_at_login))
  }
  if (closes_to_tray !== null) {
    const action: TrayAction = { kind: 'set_close_to_tray', on: !closes_to_tray }
    items.push(entry(texts.keepRunning, action, closes_to_tray))
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
