import { formatSeconds, NOTHING } from './format.ts'
import { StateMark } from './state-mark.tsx'
import { texts } from './texts.ts'

/** From here on viewers notice that they wait for a picture, in ms. */
export const LONG_KEYFRAME_INTERVAL_MS = 5_000

/** Time between keyframes, marked where a new viewer waits too long for a picture. */
export function KeyframeInterval({ interval_ms }: { readonly interval_ms: number | null }) {
  if (interval_ms === null) return <span>{NOTHING}</span>
  if (interval_ms <= LONG_KEYFRAME_INTERVAL_MS) return <span>{formatSeconds(interval_ms)}</span>
  return (
    <span title={texts.keyframesSeldom}>
      <StateMark shape="triangle" tone="warn" /> {formatSeconds(interval_ms)}
      <span className="hw-hidden">{texts.keyframesHidden}</span>
    </span>
  )
}
