/**
 * The origin's clock as far as the panel knows it. Ages such as "seen 4 s ago" are told by the clock that stamped the
 * time, so that a browser whose clock is wrong does not make a healthy node look late. The `Date` header has a
 * resolution of one second, so differences below two seconds count as none.
 */
let offset_ms = 0

/** Takes the `Date` header of an answer that has just come in. */
export function learnServerTime(date_header: string | null, now_ms = Date.now()): void {
  const told_ms = date_header === null ? Number.NaN : Date.parse(date_header)
  if (Number.isNaN(told_ms)) return
  const difference_ms = told_ms - now_ms
  offset_ms = Math.abs(difference_ms) < 2_000 ? 0 : difference_ms
}

/** Milliseconds since 1970 by the origin's clock. */
export function serverNow(now_ms = Date.now()): number {
  return now_ms + offset_ms
}
