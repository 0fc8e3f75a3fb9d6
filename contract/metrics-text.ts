/** One measured value. Labels must be few and bounded: each combination is a series that somebody stores. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** How often something took how long. */
export interface Distribution {
  readonly labels: Readonly<Record<string, string>>
  /** Of each bound, rising: how many were not larger. Without the one that has no bound, which is `count`. */
  readonly buckets: readonly { readonly bound: number; readonly count: number }[]
  readonly count: number
  readonly sum: number
}

/** One metric with everything measured of it. */
export type MetricFamily = {
  /** Without `_total`, which counters get where the format wants it. */
  readonly name: string
  readonly help: string
} & (
  | { readonly type: 'counter' | 'gauge'; readonly samples: readonly Sample[] }
  | { readonly type: 'histogram'; readonly samples: readonly Distribution[] }
)

/** The two formats that Prometheus scrapes. */
export type MetricsFormat = 'prometheus' | 'openmetrics'

export const CONTENT_TYPES: Readonly<Record<MetricsFormat, string>> = {
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
}

/** The format that a scraper's `Accept` header asks for. */
export function formatAsked(accept: string): MetricsFormat {
  return /application\/openmetrics-text(?!\s*;[^,]*q=0(\.0+)?(,|$))/i.test(accept) ? 'openmetrics' : 'prometheus'
}

/** Writes metrics in the text format 0.0.4 of Prometheus, or in OpenMetrics 1.0. A metric of which nothing was measured is left out. */
export function writeMetrics(families: readonly MetricFamily[], format: MetricsFormat): string {
  const lines = families.filter(({ samples }) => samples.length > 0).flatMap((family) => linesOf(family, format))
  if (format === 'openmetrics') lines.push('# EOF')
  return `${lines.join('\n')}\n`
}

function linesOf(family: MetricFamily, format: MetricsFormat): string[] {
  const { name, help, type } = family
  const sampled = type === 'counter' ? `${name}_total` : name
  const described = format === 'openmetrics' ? name : sampled
  return [
    `# HELP ${described} ${escaped(help, format === 'openmetrics')}`,
    `# TYPE ${described} ${type}`,
    ...(family.type === 'histogram'
      ? family.samples.flatMap((sample) => distributionLines(name, sample))
      : family.samples.map(({ labels, value }) => `${sampled}${labelsOf(labels)} ${numberOf(value)}`)),
  ]
}

function distributionLines(name: string, { labels, buckets, count, sum }: Distribution): string[] {
  const bucket = (le: string, value: number) => `${name}_bucket${labelsOf({ ...labels, le })} ${value}`
  return [
    ...buckets.map(({ bound, count }) => bucket(Number.isInteger(bound) ? bound.toFixed(1) : String(bound), count)),
    bucket('+Inf', count),
    `${name}_sum${labelsOf(labels)} ${numberOf(sum)}`,
    `${name}_count${labelsOf(labels)} ${count}`,
  ]
}

function labelsOf(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value, true)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

function escaped(text: string, quotes: boolean): string {
  const safe = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
  return quotes ? safe.replaceAll('"', '\\"') : safe
}

function numberOf(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (Number.isFinite(value)) return String(value)
  return value > 0 ? '+Inf' : '-Inf'
}
