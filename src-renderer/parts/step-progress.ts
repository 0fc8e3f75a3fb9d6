import type { StepProgress } from '#contract/provisioning-run.ts'
import { formatBytes, formatCount, formatDuration } from './format.ts'
import { texts } from './run-texts.ts'

/** How far a step is, in words and as a share. */
export interface ProgressWords {
  /** 0 to 100; null where the end is not known. */
  readonly percent: number | null
  /** `41 MiB of 114 MiB`. */
  readonly amount: string
  /** `12 MiB/s, about 6s left`; empty where neither is known. */
  readonly pace: string
}

/** Says how far something is. Viewers are those who are still there, everything else is what is done. */
export function progressWords({ done, total, unit, rate }: StepProgress): ProgressWords {
  const percent = total === null || total === 0 ? null : Math.min(100, (done / total) * 100)
  const left_ms = rate === null || rate === 0 || total === null ? null : ((total - done) / rate) * 1_000
  const pace = [
    rate === null ? null : unit === 'bytes' ? `${formatBytes(rate)}/s` : null,
    left_ms === null || left_ms < 500 ? null : texts.timeLeft(formatDuration(Math.max(1_000, left_ms))),
  ]
  return { percent, amount: amountWords(done, total, unit), pace: pace.filter((word) => word !== null).join(', ') }
}

function amountWords(done: number, total: number | null, unit: StepProgress['unit']): string {
  switch (unit) {
    case 'bytes':
      return total === null ? formatBytes(done) : texts.ofBytes(formatBytes(done), formatBytes(total))
    case 'items':
      return total === null ? texts.items(done) : texts.ofItems(formatCount(done), total)
    case 'viewers':
      return total === null ? texts.viewers(done) : texts.ofViewers(formatCount(done), total)
    default:
      return unit satisfies never
  }
}
