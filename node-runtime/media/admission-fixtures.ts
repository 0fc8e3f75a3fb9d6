import type { StreamPath } from '#contract/ids.ts'
import { type Admission, type AskingPublisher, type AskingViewer, nobodyCounts, type Shown } from './admission.ts'

/** Lets everybody in. */
export const openDoor = {
  publish: async () => ({ key_id: null }),
  play: async () => nobodyCounts,
} as const satisfies Admission

export const showsNothing: Shown = { query: '', bearer: null }

/** Somebody on this machine who wants to publish by RTMP. */
export function askingPublisher(wish: Partial<AskingPublisher> = {}): AskingPublisher {
  return { path: 'live/test' as StreamPath, protocol: 'rtmp', address: '127.0.0.1', shown: showsNothing, ...wish }
}

/** Somebody on this machine who wants to watch by FLV. */
export function askingViewer(wish: Partial<AskingViewer> = {}): AskingViewer {
  const path = 'live/test' as StreamPath
  const nothing = { ticket: null, referrer: null, shown: showsNothing }
  return { path, protocol: 'flv', address: '127.0.0.1', hops: [], ...nothing, ...wish }
}
