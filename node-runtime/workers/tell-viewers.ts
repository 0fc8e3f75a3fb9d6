import type { LiveStream } from '../media/live-stream.ts'

/** Tells how many watch a stream of this thread whenever it changed, once a turn of the event loop at most. */
export function tellViewers(stream: LiveStream, tell: (count: number) => void): void {
  let scheduled = false
  stream.events.on('subscribers', () => {
    if (scheduled) return
    scheduled = true
    setImmediate(() => {
      scheduled = false
      if (!stream.ended.aborted) tell(stream.viewers)
    })
  })
}
