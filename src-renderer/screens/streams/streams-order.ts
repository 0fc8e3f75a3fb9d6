import type { Stream } from '#contract/stream.ts'
import { byName } from '../../parts/text-order.ts'

/** Which streams are shown: all, those that somebody watches, those that nobody watches, those that are not live just now. */
export const streamShows = ['all', 'watched', 'unwatched', 'interrupted'] as const
export type StreamShow = (typeof streamShows)[number]

/** Columns that can be sorted by. */
export const streamSorts = ['name', 'bitrate', 'keyframes', 'viewers', 'age'] as const
export type StreamSort = (typeof streamSorts)[number]

/** What of the list is shown, and in which order. */
export interface StreamsView {
  readonly query: string
  readonly show: StreamShow
  readonly sort: StreamSort
  readonly descending: boolean
}

const values: Readonly<Record<StreamSort, (stream: Stream) => number | string>> = {
  name: ({ stream_path }) => stream_path,
  bitrate: ({ session }) => session.bitrate_kbps,
  keyframes: ({ session }) => session.keyframe_interval_ms ?? -1,
  viewers: ({ subscribers }) => subscribers,
  age: ({ session }) => -Date.parse(session.started_at),
}

const shown: Readonly<Record<StreamShow, (stream: Stream) => boolean>> = {
  all: () => true,
  watched: ({ subscribers }) => subscribers > 0,
  unwatched: ({ subscribers }) => subscribers === 0,
  interrupted: ({ session }) => session.state !== 'live',
}

/** The streams that a view shows, in its order; equal ones by their path. @param nameOf of a node, since a stream is found by those that have it */
export function orderStreams(
  streams: readonly Stream[],
  { query, show, sort, descending }: StreamsView,
  nameOf: (node_id: string) => string,
): readonly Stream[] {
  const wanted = query.trim().toLowerCase()
  const matches = ({ stream_path, session, relays }: Stream) =>
    [
      ...[stream_path, session.encoder ?? '', session.publisher_address, nameOf(session.publish_node_id)],
      ...relays.filter(({ state }) => state !== 'closed').map(({ dest_node_id }) => nameOf(dest_node_id)),
    ].some((text) => text.toLowerCase().includes(wanted))
  const read = values[sort]
  return streams
    .filter((stream) => shown[show](stream) && (wanted === '' || matches(stream)))
    .toSorted((a, b) => {
      const [left, right] = [read(a), read(b)]
      const order = typeof left === 'string' ? byName(left, String(right)) : left - Number(right)
      return (descending ? -order : order) || byName(a.stream_path, b.stream_path)
    })
}
