import { MAX_ACTIVITY_ACTOR } from '#contract/api.ts'
import type { ActivityQuery } from '../../data/api-client.ts'
import { type ActivityFilter, activityFilterOf } from '../../parts/activity-filters.tsx'

/** Lengths of time up to now that can be chosen, in ms. */
export const spans = { hour: 3_600_000, day: 86_400_000, week: 7 * 86_400_000, month: 30 * 86_400_000 } as const
export type Span = keyof typeof spans

/** Which time: all of it, the last while, or days, both of them included; an empty one is open. */
export type TimeFilter =
  | { readonly kind: 'all' }
  | { readonly kind: 'last'; readonly span: Span }
  | { readonly kind: 'days'; readonly from: string; readonly to: string }

/** Kinds of those who cause something, as they stand before the colon. */
export const actorKinds = ['operator', 'api_key', 'node', 'origin'] as const

export interface ScreenFilter extends ActivityFilter {
  /** Who caused it, whole or their kind; absent: anyone. */
  readonly actor?: string
  readonly text: string
  readonly time: TimeFilter
}

/** The filter as the address bar has it; what is none is left out. */
export function filterOf(params: URLSearchParams): ScreenFilter {
  return {
    ...activityFilterOf(params.get('severity'), params.get('kind')),
    ...actorOf(params.get('who')),
    text: params.get('q') ?? '',
    time: timeOf(params),
  }
}

const isActor = /^(operator|api_key|node)(:.+)?$|^origin$/

function actorOf(text: string | null): { readonly actor?: string } {
  return text !== null && text.length <= MAX_ACTIVITY_ACTOR && isActor.test(text) ? { actor: text } : {}
}

function timeOf(params: URLSearchParams): TimeFilter {
  const time = params.get('time')
  if (time === 'days') return { kind: 'days', from: dayOf(params.get('from')), to: dayOf(params.get('to')) }
  return time !== null && Object.hasOwn(spans, time) ? { kind: 'last', span: time as Span } : { kind: 'all' }
}

const dayOf = (text: string | null) => (text !== null && localDay(text) !== null ? text : '')

/** Start of a day `2026-11-27` on this computer's clock; null: it is none. */
function localDay(text: string): Date | null {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []
  if (year === undefined) return null
  const start = new Date(Number(year), Number(month) - 1, Number(day))
  return start.getMonth() === Number(month) - 1 ? start : null
}

export const isFiltered = ({ severity, type, actor, text, time }: ScreenFilter): boolean =>
  [severity, type, actor].some((filter) => filter !== undefined) || text.trim() !== '' || time.kind !== 'all'

/** What the origin is asked for. @param now_ms by its clock */
export function queryOf({ severity, type, actor, text, time }: ScreenFilter, now_ms: number): ActivityQuery {
  return {
    ...(severity === undefined ? {} : { severity }),
    ...(type === undefined ? {} : { type }),
    ...(actor === undefined ? {} : { actor }),
    ...(text.trim() === '' ? {} : { text: text.trim() }),
    ...boundsOf(time, now_ms),
  }
}

function boundsOf(time: TimeFilter, now_ms: number): Pick<ActivityQuery, 'since' | 'until'> {
  if (time.kind === 'all') return {}
  if (time.kind === 'last') return { since: new Date(now_ms - spans[time.span]).toISOString() }
  const from = localDay(time.from)
  const to = localDay(time.to)
  // A day has 23 hours or 25 where clocks are changed.
  const end = to === null ? null : new Date(to.getFullYear(), to.getMonth(), to.getDate() + 1)
  return {
    ...(from === null ? {} : { since: from.toISOString() }),
    ...(end === null ? {} : { until: end.toISOString() }),
  }
}
