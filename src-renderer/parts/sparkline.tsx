import classes from './sparkline.module.css'

const WIDTH = 96
const HEIGHT = 28

/** Points of a line through the values, newest at the right; null is a gap. */
function segments(values: readonly (number | null)[], capacity: number): string[] {
  const highest = Math.max(1e-9, ...values.map((value) => value ?? 0))
  const step = WIDTH / Math.max(1, capacity - 1)
  const first = capacity - values.length
  const lines: string[][] = [[]]
  values.forEach((value, index) => {
    if (value === null) lines.push([])
    else
      lines
        .at(-1)
        ?.push(`${((first + index) * step).toFixed(1)},${(HEIGHT - 2 - (value / highest) * (HEIGHT - 5)).toFixed(1)}`)
  })
  return lines.filter((line) => line.length > 1).map((line) => line.join(' '))
}

/** The last minutes of a figure, for the eye only: the figure itself stands beside it. */
export function Sparkline({
  values,
  capacity,
}: {
  readonly values: readonly (number | null)[]
  readonly capacity: number
}) {
  return (
    <svg className={classes.sparkline} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {segments(values, capacity).map((points) => (
        <polyline key={points} points={points} vectorEffect="non-scaling-stroke" />
      ))}
    </svg>
  )
}
