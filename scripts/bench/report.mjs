const baseline = 'nginx-rtmp'

const median = (values) => {
  const sorted = values.filter(Number.isFinite).toSorted((a, b) => a - b)
  if (sorted.length === 0) return null
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2
}
const shown = (value, digits) => (value === null || value === undefined ? '-' : value.toFixed(digits))
const serverOf = (run) => run.groups?.find(({ name }) => name === 'server')

/** What a run got wrong; empty where nothing. */
function problems(run) {
  const checks = ['lost_sync', 'framing_err', 'dts_back', 'first_not_key', 'frame_gaps', 'frame_repeats', 'crc_bad']
  const found = checks.filter((check) => run.checks?.[check]).map((check) => `${check} ${run.checks[check]}`)
  if (run.failed) found.push(`failed ${run.failed}`)
  if (run.closed) found.push(`closed ${run.closed}`)
  if (run.stalls) found.push(`stalls ${run.stalls}`)
  return found
}

/** The medians of one output at one number of subscribers, over its quiet runs where there are any. */
function summary(runs) {
  const quiet = runs.filter(({ foreign_cpu_s, steady_s }) => foreign_cpu_s / steady_s <= 0.3)
  const taken = quiet.length > 0 ? quiet : runs
  const of = (pick) => median(taken.map((run) => pick(run) ?? Number.NaN))
  return {
    quiet: quiet.length,
    runs: runs.length,
    cpu_ms: of((run) => serverOf(run)?.cpu_ms_per_sub_s),
    both_ms: of((run) => (((serverOf(run)?.cpu_s ?? Number.NaN) + run.self_cpu_s) * 1000) / run.sub_seconds),
    core: of((run) => serverOf(run)?.core_pct),
    rss_kb: of((run) => serverOf(run)?.rss_kb),
    latency_p50: of((run) => run.latency_ms?.p50),
    latency_p99: of((run) => run.latency_ms?.p99),
    first_p50: of((run) => run.ttfk_ms?.p50),
    first_p99: of((run) => run.ttfk_ms?.p99),
    problems: [...new Set(runs.flatMap(problems))],
  }
}

/**
 * Markdown: every output at every number of subscribers, its cost as a ratio to nginx-rtmp in the same run.
 * @param {readonly object[]} runs figures of the load generator, each with its `output`
 * @param {readonly { name: string }[]} outputs in the order wanted
 */
export function table(runs, outputs) {
  const sizes = [...new Set(runs.map(({ n }) => n))].toSorted((a, b) => a - b)
  const rows = [
    `| server and output | viewers | CPU ms a viewer and second | / ${baseline} | with the receiving side | / ${baseline} | of one core | latency p50 / p99 ms | first frame p50 / p99 ms | memory MB | quiet runs | wrong |`,
    '|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|',
  ]
  const slopes = []
  for (const { name } of outputs) {
    const points = []
    for (const n of sizes) {
      const mine = runs.filter((run) => run.output === name && run.n === n)
      if (mine.length === 0) continue
      const found = summary(mine)
      const base = summary(runs.filter((run) => run.output === baseline && run.n === n))
      points.push({ n, rss_kb: found.rss_kb })
      rows.push(row(name, n, found, base))
    }
    const [low, high] = [points[0], points.at(-1)]
    if (low && high && high.n > low.n && low.rss_kb !== null && high.rss_kb !== null) {
      slopes.push(`| ${name} | ${shown((high.rss_kb - low.rss_kb) / (high.n - low.n), 1)} |`)
    }
  }
  const memory = slopes.length === 0 ? [] : ['', '| server and output | memory kB a viewer |', '|---|--:|', ...slopes]
  return `${[...rows, ...memory].join('\n')}\n`
}

/** One line of the table: what was found of an output, beside the baseline at the same size. */
function row(name, n, found, base) {
  const ratio = (one, other) => shown(one !== null && other ? one / other : null, 2)
  const memory_mb = found.rss_kb === null ? null : found.rss_kb / 1024
  const cells = [
    name,
    n,
    shown(found.cpu_ms, 3),
    ratio(found.cpu_ms, base.cpu_ms),
    shown(found.both_ms, 3),
    ratio(found.both_ms, base.both_ms),
    `${shown(found.core, 0)} %`,
    `${shown(found.latency_p50, 1)} / ${shown(found.latency_p99, 1)}`,
    `${shown(found.first_p50, 0)} / ${shown(found.first_p99, 0)}`,
    shown(memory_mb, 0),
    `${found.quiet}/${found.runs}`,
    found.problems.join(', ') || 'nothing',
  ]
  return `| ${cells.join(' | ')} |`
}

/** Markdown: many streams at once. */
export function manyStreamsTable(many) {
  return `${[
    '',
    '| streams x viewers | of one core | CPU ms a viewer and second | Mbit/s | latency p50 / p99 ms | memory MB | stalls | failed | framing errors |',
    '|---|--:|--:|--:|--:|--:|--:|--:|--:|',
    `| ${many.streams} x ${many.viewers} | ${shown(many.core_percent, 0)} % | ${shown(many.cpu_ms_per_subscriber_second, 3)} | ${shown(many.mbps, 0)} | ${shown(many.latency_p50_ms, 1)} / ${shown(many.latency_p99_ms, 1)} | ${shown(many.memory_mb, 0)} | ${many.stalls} | ${many.failed} | ${many.framing} |`,
  ].join('\n')}\n`
}
