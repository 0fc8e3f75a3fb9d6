import { type Sentence, say, together } from '#contract/sentence.ts'
import { block, type Check, pass, warn } from '../check.ts'
import { limits } from './limits.ts'

/** How far the box's clock is from this computer's. */
export interface ClockFacts {
  /** Positive: the box is ahead. null: it did not say what time it is. */
  readonly offset_ms: number | null
  /** The true offset lies within plus or minus this much: half the time the question took. */
  readonly uncertainty_ms: number
}

/** Reads `date -u +%s.%N`; systems without nanoseconds print whole seconds and a leftover. Unix time in ms. */
export function parseDate(text: string): { readonly time_ms: number; readonly resolution_ms: number } | null {
  const [, seconds, fraction] = /(?:^|\n)(\d{9,11})(?:\.(\d{1,9}|%?N)?)?$/.exec(text.trim()) ?? []
  if (seconds === undefined) return null
  if (fraction === undefined || !/^\d+$/.test(fraction))
    return { time_ms: Number(seconds) * 1000 + 500, resolution_ms: 500 }
  return { time_ms: Number(seconds) * 1000 + Number(`0.${fraction}`) * 1000, resolution_ms: 0 }
}

/** Whether both clocks agree: tokens and certificates have dates, and latency is measured by them. */
export const clockCheck: Check<ClockFacts> = {
  id: 'system.clock',
  title: 'Clock',
  async look(box, _plan, signal) {
    const asked = Date.now()
    const result = await box.run('date -u +%s.%N', {}, signal)
    const answered = Date.now()
    const date = parseDate(result.stdout)
    if (date === null) return { offset_ms: null, uncertainty_ms: 0 }
    return {
      offset_ms: date.time_ms - (asked + answered) / 2,
      uncertainty_ms: (answered - asked) / 2 + date.resolution_ms,
    }
  },
  judge({ offset_ms, uncertainty_ms }) {
    const remedy = say`Switch time synchronisation on: sudo timedatectl set-ntp true (or install chrony), then check again.`
    if (offset_ms === null) return warn(say`The box does not say what time it is.`, remedy)
    const least = Math.abs(offset_ms) - uncertainty_ms
    if (least <= limits.clock.warn_ms) return pass(say`Agrees with the clock here.`)
    const gap = formatGap(Math.abs(offset_ms))
    const found = offset_ms > 0 ? say`${gap} ahead of the clock here.` : say`${gap} behind the clock here.`
    return least > limits.clock.block_ms
      ? block(found, together([remedy, say`Tokens and certificates fail otherwise.`]))
      : warn(found, remedy)
  },
}

function formatGap(gap_ms: number): Sentence {
  const seconds = gap_ms / 1000
  if (seconds < 120) return say`${seconds.toFixed(1)} s`
  if (seconds < 2 * 3600) return say`${Math.round(seconds / 60)} minutes`
  if (seconds < 48 * 3600) return say`${Math.round(seconds / 3600)} hours`
  return say`${Math.round(seconds / 86_400)} days`
}
