import type { StreamHead } from './packager.ts'
import type { MediaUnit } from './unit.ts'

/** The newest frame of a stream that stands alone, with what a decoder must know before it. A new object for every keyframe. */
export interface NewestKeyframe {
  readonly unit: MediaUnit
  readonly config: MediaUnit
  readonly metadata: MediaUnit | null
  readonly came_at: Date
}

/** Joins a keyframe to the sequence header of its track; null where there is none. */
export function newestKeyframe(unit: MediaUnit, { configs, metadata }: StreamHead): NewestKeyframe | null {
  const config = configs.find((one) => one.kind === 'video' && (one.track_id ?? 0) === (unit.track_id ?? 0))
  return config ? { unit, config, metadata, came_at: new Date() } : null
}
