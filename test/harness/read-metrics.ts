/** The numbers of a program's `/metrics`. */
export interface Metrics {
  /** All samples of this family together; 0 where there is none. */
  sum(name: string): number
  /** Of a histogram without labels how many observations each bound holds, in the order of the bounds; the last is infinite. */
  buckets(name: string): readonly { readonly le: number; readonly count: number }[]
}

/** Reads `/metrics` (OpenMetrics text) of the program at this address. */
export async function readMetrics(url: string): Promise<Metrics> {
  const answer = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(5_000) })
  const lines = (await answer.text()).split('\n')
  return {
    sum: (name) =>
      lines.reduce((total, line) => {
        const [, found, value] = /^([a-z_:]+)(?:\{[^}]*\})? ([0-9.e+-]+)/.exec(line) ?? []
        return found === name ? total + Number(value) : total
      }, 0),
    buckets: (name) =>
      lines.flatMap((line) => {
        const [, found, le, count] = /^([a-z_:]+)_bucket\{le="([^"]+)"\} ([0-9.e+-]+)/.exec(line) ?? []
        if (found !== name) return []
        return [{ le: le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le), count: Number(count) }]
      }),
  }
}
