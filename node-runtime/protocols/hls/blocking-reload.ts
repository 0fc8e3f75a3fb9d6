import type { SegmentWindow } from './segment-window.ts'

/** Whether a reload asks for what is not waited for: two segments beyond the last, or parts beyond the last by the Advance Part Limit (RFC 8216bis 6.2.5.2). */
export function isTooFarAhead(window: SegmentWindow, msn: number, part: number | null): boolean {
  const { growing } = window
  if (!growing) return false
  if (msn > growing.msn + 1) return true
  const limit = window.part_target_ms >= 1000 ? 3 : Math.ceil(3000 / Math.max(1, window.part_target_ms))
  return part !== null && msn >= growing.msn && part > (msn === growing.msn ? growing.parts.length - 1 : 0) + limit
}

/** Whether the playlist has by now what a blocking reload asks for. A part behind the last one of a whole segment means the first one of the next (RFC 8216bis 6.2.5.2). */
export function isListed(window: SegmentWindow, msn: number, part: number | null): boolean {
  const growing = window.growing
  if (!growing || msn < growing.msn - 1) return true
  if (part === null) return msn < growing.msn
  if (msn === growing.msn) return growing.parts.length > part
  const whole = window.segment(msn)
  return msn < growing.msn && (whole === undefined || part < whole.parts.length || growing.parts.length > 0)
}
