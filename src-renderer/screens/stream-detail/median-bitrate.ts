import type { StreamSample } from '#contract/stream-samples.ts'

/** Fewer measures than this, one minute, say nothing of what is usual. */
const LEAST = 30

/** Bit rate that half of the measures are above, in kbit/s; null where there are too few. */
export function medianBitrate(samples: readonly StreamSample[]): number | null {
  if (samples.length < LEAST) return null
  const rates = samples.map(({ bitrate_kbps }) => bitrate_kbps).sort((one, other) => one - other)
  return rates[Math.floor(rates.length / 2)] ?? null
}
