import { say } from '#contract/sentence.ts'
import { type Condition, told } from '../condition.ts'
import type { AlertFacts, WatchedStream } from '../facts.ts'
import type { BitrateMedians } from './bitrate-medians.ts'
import type { LostPublisher } from './lost-publishers.ts'

const PUBLISHER_HOLD_MS = 10_000
const BITRATE_HOLD_MS = 30_000
/** Of its own median of five minutes. */
const LOW_SHARE = 0.5

const subjectOf = (path: string) => ({ kind: 'stream' as const, id: path, name: path })
const openStream = (path: string) => ({ text: 'Look at the stream', path: `/streams/${path}` })

/** The publisher of a stream that was live is gone, and has not come back. Where its node is lost, that is said instead. */
export function publisherLost(lost: readonly LostPublisher[], { nodes }: AlertFacts): Condition[] {
  return lost.flatMap(({ stream_path, node_id, last_good_at, viewers, why }) => {
    const node = nodes.find(({ id }) => id === node_id)
    if (node === undefined || node.liveness.state === 'offline') return []
    return [
      {
        ...{ rule: 'publisher_lost', severity: 'error', hold_ms: PUBLISHER_HOLD_MS, subject: subjectOf(stream_path) },
        ...told(
          say`The publisher of ${stream_path} is gone`,
          say`Nothing comes in on node ${node.name}. Check the encoder and the line between them; it goes on where it was as soon as it is back.`,
          why,
          viewers === 1 ? say`1 viewer when it was lost` : say`${viewers} viewers when it was lost`,
        ),
        last_good_at,
        action: openStream(stream_path),
      },
    ]
  })
}

/** A stream comes in with less than half of what it had. */
export function bitrateLow({ streams }: AlertFacts, medians: BitrateMedians): Condition[] {
  return streams.filter(isLive).flatMap(({ stream_path, session }) => {
    const usual_kbps = medians.of(session.id)
    if (usual_kbps === null || session.bitrate_kbps >= usual_kbps * LOW_SHARE) return []
    const share = Math.round((100 * session.bitrate_kbps) / usual_kbps)
    return [
      {
        ...{ rule: 'bitrate_low', severity: 'warning', hold_ms: BITRATE_HOLD_MS, subject: subjectOf(stream_path) },
        ...told(
          say`${stream_path} comes in at ${share} % of its usual bit rate`,
          say`The line of the encoder is short of room, or the encoder of processor. Viewers see it freeze or blur.`,
          say`${Math.round(session.bitrate_kbps)} kbit/s now, ${Math.round(usual_kbps)} kbit/s in the median of five minutes`,
        ),
        last_good_at: medians.lastGoodAt(session.id),
        action: openStream(stream_path),
      },
    ]
  })
}

export const isLive = ({ session }: WatchedStream): boolean => session.state === 'live'
