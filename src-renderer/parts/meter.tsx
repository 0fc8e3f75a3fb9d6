import { formatPercent, NOTHING } from './format.ts'
import classes from './meter.module.css'

/** From this share on a bar asks for attention, and from the second on for action. */
const HIGH_PERCENT = 75
const FULL_PERCENT = 90

/** A share from 0 to 100 as a short bar with its number. */
export function Meter({ percent }: { readonly percent: number | null | undefined }) {
  if (percent === null || percent === undefined) return <span className={classes.none}>{NOTHING}</span>
  const tone = percent >= FULL_PERCENT ? 'bad' : percent >= HIGH_PERCENT ? 'warn' : 'ok'
  return (
    <span className={classes.meter}>
      <span className={classes.track} aria-hidden="true">
        <span className={classes.fill} data-tone={tone} style={{ width: `${Math.min(100, percent)}%` }} />
      </span>
      <span className={classes.number}>{formatPercent(percent)}</span>
    </span>
  )
}
