import { z } from 'zod'

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/**
 * A duration as people write it (`500ms`, `30s`, `15m`, `24h`, `7d`), turned into milliseconds. Anything else is
 * refused, so that a mistyped duration never silently becomes a default.
 */
export const durationSchema = z
  .string()
  .regex(/^\d{1,9}(?:ms|s|m|h|d)$/, 'a duration is a whole number with a unit: 500ms, 30s, 15m, 24h or 7d')
  .transform((text) => {
    const unit = text.replace(/^\d+/, '') as keyof typeof UNIT_MS
    return Number.parseInt(text, 10) * UNIT_MS[unit]
  })

const durations = new WeakSet<z.ZodType>([durationSchema])

/** A duration between two that are given as people write them, both included. */
export function durationBetween(least: string, most: string) {
  const [least_ms, most_ms] = [durationSchema.parse(least), durationSchema.parse(most)]
  const schema = durationSchema.refine((ms) => ms >= least_ms && ms <= most_ms, `between ${least} and ${most}`)
  durations.add(schema)
  return schema
}

/** Whether a schema is of durations: {@link durationSchema}, or one with bounds. */
export const isDuration = (schema: z.ZodType): boolean => durations.has(schema)

/** A duration in milliseconds as {@link durationSchema} reads it, in the largest unit that divides it evenly. */
export function formatDuration(duration_ms: number): string {
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    if (duration_ms > 0 && duration_ms % UNIT_MS[unit] === 0) return `${duration_ms / UNIT_MS[unit]}${unit}`
  }
  return `${duration_ms}ms`
}

const SIZE_BYTES = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 } as const

/** A size as people write it (`512KiB`, `4MiB`, `1GiB`), turned into bytes. */
export const sizeSchema = z
  .string()
  .regex(/^\d{1,9}(?:B|KiB|MiB|GiB)$/, 'a size is a whole number with a unit: 65536B, 512KiB, 4MiB or 1GiB')
  .transform((text) => {
    const unit = text.replace(/^\d+/, '') as keyof typeof SIZE_BYTES
    return Number.parseInt(text, 10) * SIZE_BYTES[unit]
  })

/** A size in bytes as {@link sizeSchema} reads it, in the largest unit that divides it evenly. */
export function formatSize(size_bytes: number): string {
  for (const unit of ['GiB', 'MiB', 'KiB'] as const) {
    if (size_bytes > 0 && size_bytes % SIZE_BYTES[unit] === 0) return `${size_bytes / SIZE_BYTES[unit]}${unit}`
  }
  return `${size_bytes}B`
}
