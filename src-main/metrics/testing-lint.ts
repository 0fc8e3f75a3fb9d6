interface Line {
  readonly kind: 'HELP' | 'TYPE' | 'sample'
  readonly name: string
  readonly labels: string
  readonly value: string
}

/** Finds fault with a page of metrics in the text format 0.0.4 by the rules of `promtool check metrics`; empty: there is none. */
export function lintMetrics(page: string): string[] {
  const texts = page.split('\n').filter((text) => text !== '')
  const lines = texts.flatMap((text) => lineOf(text) ?? [])
  const unread = texts.filter((text) => lineOf(text) === null).map((text) => `cannot be read: ${text}`)
  const end = page.endsWith('\n') ? [] : ['the last line has no end']
  const types = new Map(lines.filter(({ kind }) => kind === 'TYPE').map(({ name, value }) => [name, value]))
  return [...end, ...unread, ...names(types), ...repeats(lines), ...order(lines, types), ...buckets(lines, types)]
}

function lineOf(text: string): Line | null {
  const [, kind, described = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(text) ?? []
  if (kind === 'HELP' || kind === 'TYPE') return { kind, name: described, labels: '', value: rest }
  const sample =
    /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-z][a-z0-9_]*="(?:\\.|[^"\\])*",?)+)\})? (NaN|[+-]Inf|-?[0-9.e+-]+)$/
  const [, name = '', labels = '', value] = sample.exec(text) ?? []
  return value === undefined ? null : { kind: 'sample', name, labels, value }
}

function names(types: ReadonlyMap<string, string>): string[] {
  return [...types].flatMap(([name, type]) => {
    const faults: string[] = []
    if (type === 'counter' && !name.endsWith('_total')) faults.push(`${name}: a counter without _total`)
    if (type !== 'counter' && name.endsWith('_total')) faults.push(`${name}: _total, and no counter`)
    if (/_(sum|count|bucket)$/.test(name)) faults.push(`${name}: has the suffix of a part of a histogram`)
    if (/(milliseconds|minutes|kilobytes|_ms|percent)(_total)?$/.test(name)) faults.push(`${name}: no base unit`)
    if (!/^[a-z][a-z0-9_]*$/.test(name)) faults.push(`${name}: not in snake_case`)
    return faults
  })
}

function repeats(lines: readonly Line[]): string[] {
  const keys = lines.map(({ kind, name, labels }) =>
    kind === 'sample' ? `${name}{${labels}}` : `${name}: a second ${kind}`,
  )
  return keys
    .filter((key, place) => keys.indexOf(key) !== place)
    .map((key) => (key.endsWith('}') ? `${key}: twice` : key))
}

const familyOf = (name: string, types: ReadonlyMap<string, string>): string => {
  const base = name.replace(/_(sum|count|bucket)$/, '')
  return types.get(base) === 'histogram' ? base : name
}

/** Help and type stand before the samples of a family, and its lines together. */
function order(lines: readonly Line[], types: ReadonlyMap<string, string>): string[] {
  const faults: string[] = []
  const described = new Set<string>()
  const samples = new Map<string, number[]>()
  for (const [place, { kind, name }] of lines.entries()) {
    if (kind !== 'sample') {
      described.add(`${kind} ${name}`)
      continue
    }
    const family = familyOf(name, types)
    for (const what of ['HELP', 'TYPE'])
      if (!described.has(`${what} ${family}`)) faults.push(`${name}: no ${what} before it`)
    samples.set(family, [...(samples.get(family) ?? []), place])
  }
  for (const [family, places] of samples) {
    const span = (places.at(-1) ?? 0) - (places[0] ?? 0) + 1
    if (span !== places.length) faults.push(`${family}: its lines are not together`)
  }
  return faults
}

function buckets(lines: readonly Line[], types: ReadonlyMap<string, string>): string[] {
  const faults: string[] = []
  const last = new Map<string, number>()
  for (const { name, labels, value } of lines.filter(({ name }) => name.endsWith('_bucket'))) {
    const series = `${name}{${labels.replace(/,?le="[^"]*"/, '')}}`
    if (Number(value) < (last.get(series) ?? 0)) faults.push(`${series}: buckets fall`)
    last.set(series, Number(value))
  }
  for (const [name, type] of types) {
    const endless = lines.some((line) => line.name === `${name}_bucket` && line.labels.includes('le="+Inf"'))
    if (type === 'histogram' && !endless) faults.push(`${name}: no bucket without a bound`)
  }
  return faults
}
