import { formatDifference } from './format.ts'
import { StateMark } from './state-mark.tsx'
import { texts } from './texts.ts'

/** From here on a wrong clock breaks things, in ms. */
const CLOCK_SKEW_MS = 2_000

/** What a person types on a node whose clock is wrong. */
export const SYNCHRONISE_CLOCK = 'sudo timedatectl set-ntp true'

/** Whether a clock is so wrong that somebody should see to it. @param skew_ms how far it is ahead of the origin's; null: not known */
export const isClockWrong = (skew_ms: number | null): boolean => Math.abs(skew_ms ?? 0) > CLOCK_SKEW_MS

/** How far a clock is off, and which way: `10m ahead`. */
export const skewWords = (skew_ms: number): string =>
  (skew_ms > 0 ? texts.ahead : texts.behind)(formatDifference(skew_ms))

/** How far a node's clock is from the origin's, marked where it breaks things. */
export function ClockSkew({ skew_ms }: { readonly skew_ms: number }) {
  if (!isClockWrong(skew_ms)) return <span>{formatDifference(skew_ms)}</span>
  return (
    <span>
      <StateMark shape="triangle" tone="warn" /> {skewWords(skew_ms)}
    </span>
  )
}
