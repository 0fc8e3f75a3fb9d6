import type { Stream, StreamHealth } from '#contract/stream.ts'
import { useStreamHistory } from '../../data/stream-history.ts'
import { Definition, Definitions } from '../../parts/definition.tsx'
import { formatBitrate, formatBytes, formatCount, NOTHING } from '../../parts/format.ts'
import { KeyframeInterval } from '../../parts/keyframe-interval.tsx'
import { Countdown } from '../../parts/since.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { Surface } from '../../parts/surface.tsx'
import classes from './health.module.css'
import { formatShort, type HealthFinding, healthFindings } from './health-findings.ts'
import { medianBitrate } from './median-bitrate.ts'
import { texts } from './texts.ts'

/** Below this sound and picture count as together, in ms. */
const IN_STEP_MS = 60
/** A bit rate is worth comparing when it is off the usual one by more than this. */
const NOTABLE_SHARE = 0.15

/** How well the stream arrives, and what its publisher should change. */
export function Health({ stream: { session } }: { readonly stream: Stream }) {
  const { data: history } = useStreamHistory(session.stream_path)
  const findings = healthFindings(session, medianBitrate(history?.samples ?? []))
  const to_look_at = findings.filter(({ tone }) => tone !== 'note').length
  const { health, bitrate_kbps, keyframe_interval_ms } = session
  const usual_kbps = health?.usual_bitrate_kbps ?? 0
  const differs = usual_kbps > 0 && Math.abs(bitrate_kbps - usual_kbps) > usual_kbps * NOTABLE_SHARE
  const aside = to_look_at > 0 ? texts.watch(to_look_at) : session.state === 'live' ? texts.healthy : undefined
  return (
    <Surface title={texts.health} aside={aside}>
      {findings.length > 0 && (
        <ul className={classes.findings}>
          {findings.map((finding) => (
            <Finding key={finding.id} finding={finding} />
          ))}
        </ul>
      )}
      <Definitions>
        <Definition name={texts.bitrate}>
          {formatBitrate(bitrate_kbps)}
          {differs && <span className={classes.aside}>{texts.usual(formatBitrate(usual_kbps))}</span>}
        </Definition>
        <Definition name={texts.keyframes}>
          <KeyframeInterval interval_ms={keyframe_interval_ms} />
        </Definition>
        {health !== undefined && <Measured health={health} />}
      </Definitions>
    </Surface>
  )
}

function Measured({ health }: { readonly health: StreamHealth }) {
  const { frame_gaps, longest_frame_gap_ms, sound_ahead_ms, publisher_rtt_ms, bytes } = health
  return (
    <>
      <Definition name={texts.gaps}>
        {frame_gaps === 0 ? texts.noGaps : texts.gapsFacts(frame_gaps, formatShort(longest_frame_gap_ms))}
      </Definition>
      <Definition name={texts.soundOffset}>{soundOffset(sound_ahead_ms)}</Definition>
      {publisher_rtt_ms !== null && (
        <Definition name={texts.publisherRtt}>{`${formatCount(Math.round(publisher_rtt_ms))} ms`}</Definition>
      )}
      <Definition name={texts.received}>{formatBytes(bytes)}</Definition>
    </>
  )
}

function soundOffset(ahead_ms: number | null): string {
  if (ahead_ms === null) return NOTHING
  if (Math.abs(ahead_ms) < IN_STEP_MS) return texts.inStep
  return (ahead_ms < 0 ? texts.behind : texts.ahead)(formatShort(Math.abs(ahead_ms)))
}

function Finding({ finding: { tone, title, hint, until } }: { readonly finding: HealthFinding }) {
  return (
    <li className={classes.finding} data-tone={tone}>
      <StateMark shape={tone === 'note' ? 'ring' : 'triangle'} tone={tone === 'note' ? 'idle' : tone} />
      <div>
        <strong>
          {title}
          {until !== null && (
            <>
              {` ${texts.waitsFor} `}
              <Countdown until={until} />
            </>
          )}
        </strong>
        <p className={classes.hint}>{hint}</p>
      </div>
    </li>
  )
}
