import type { QueryClient } from '@tanstack/react-query'
import type { LiveEvent } from '#contract/live-event.ts'
import { STREAM_SAMPLES_KEPT, type StreamHistory } from '#contract/stream-samples.ts'
import { queryKeys } from './query-keys.ts'

/** The history after these events; of another session it is begun anew. */
export function applyToHistory(history: StreamHistory, events: readonly LiveEvent[]): StreamHistory {
  let current = history
  for (const event of events) {
    if (event.type !== 'stream_samples' || event.stream_path !== history.stream_path) continue
    const { stream_path, session_id, interval_ms } = event
    const known = current.session_id === session_id ? current.samples : []
    const newest = known.at(-1)?.at ?? ''
    const fresh = event.samples.filter(({ at }) => at > newest)
    current = { stream_path, session_id, interval_ms, samples: [...known, ...fresh].slice(-STREAM_SAMPLES_KEPT) }
  }
  return current
}

/** Brings new measures to the histories that are shown. */
export function applySampleEvents(client: QueryClient, events: readonly LiveEvent[]): void {
  const paths = new Set(events.flatMap((event) => (event.type === 'stream_samples' ? [event.stream_path] : [])))
  for (const path of paths) {
    client.setQueryData<StreamHistory>(
      queryKeys.streamHistoryOf(path),
      (history) => history && applyToHistory(history, events),
    )
  }
}
