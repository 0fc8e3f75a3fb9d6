import { HISTORY_MINUTE_MS, type NodeSample, nodeMeasures } from '#contract/node-history.ts'
import { sampleAt } from './recent-samples.ts'

const WIDTH = nodeMeasures.length
/** Minute within its row, heartbeats, then the means, then the highest values. */
const RECORD = 2 + 2 * WIDTH
export const RECORD_BYTES = RECORD * Float32Array.BYTES_PER_ELEMENT

/** What one minute of a node's heartbeats came to. */
export interface Minute {
  /** Minutes since 1970. */
  readonly minute: number
  readonly heartbeats: number
  readonly mean: NodeSample
  readonly highest: NodeSample
}

/** The minute in which a time is, counted from 1970. */
export const minuteOf = (at_ms: number): number => Math.floor(at_ms / HISTORY_MINUTE_MS)

/** A minute with one more heartbeat in it. */
export function withHeartbeat(before: Minute | null, minute: number, sample: NodeSample): Minute {
  const one: Minute = { minute, heartbeats: 1, mean: sample, highest: sample }
  return before === null ? one : joinMinutes(before, one)
}

/** Two parts of one minute, before and after a restart of the origin for example. */
export function joinMinutes(one: Minute, other: Minute): Minute {
  const heartbeats = one.heartbeats + other.heartbeats
  const mean = each((measure) => {
    const [first, second] = [one.mean[measure], other.mean[measure]]
    if (first === null || second === null) return first ?? second
    return (first * one.heartbeats + second * other.heartbeats) / heartbeats
  })
  const highest = each((measure) => {
    const [first, second] = [one.highest[measure], other.highest[measure]]
    return first === null || second === null ? (first ?? second) : Math.max(first, second)
  })
  return { minute: one.minute, heartbeats, mean, highest }
}

const each = (value: (measure: (typeof nodeMeasures)[number]) => number | null) =>
  Object.fromEntries(nodeMeasures.map((measure) => [measure, value(measure)])) as unknown as NodeSample

/** Minutes as they are stored, {@link RECORD_BYTES} each, little-endian. @param first_minute of the row that they are put into */
export function writeMinutes(minutes: readonly Minute[], first_minute: number): Buffer {
  const bytes = Buffer.alloc(minutes.length * RECORD_BYTES)
  minutes.forEach(({ minute, heartbeats, mean, highest }, row) => {
    const numbers = [
      minute - first_minute,
      heartbeats,
      ...nodeMeasures.map((measure) => mean[measure] ?? Number.NaN),
      ...nodeMeasures.map((measure) => highest[measure] ?? Number.NaN),
    ]
    numbers.forEach((number, place) => {
      bytes.writeFloatLE(number, row * RECORD_BYTES + place * Float32Array.BYTES_PER_ELEMENT)
    })
  })
  return bytes
}

/** What {@link writeMinutes} wrote; a rest that is no whole minute is left out. */
export function readMinutes(bytes: Buffer, first_minute: number): Minute[] {
  const rows = Math.floor(bytes.length / RECORD_BYTES)
  return Array.from({ length: rows }, (_, row) => {
    const numbers = Float32Array.from({ length: RECORD }, (_, place) =>
      bytes.readFloatLE(row * RECORD_BYTES + place * Float32Array.BYTES_PER_ELEMENT),
    )
    const [offset = 0, heartbeats = 0] = numbers
    const mean = sampleAt(numbers, 2)
    return { minute: first_minute + offset, heartbeats, mean, highest: sampleAt(numbers, 2 + WIDTH) }
  })
}
