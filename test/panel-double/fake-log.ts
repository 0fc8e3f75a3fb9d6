import { type NodeLogPage, type NodeLogQuery, nodeLogQuerySchema } from '#contract/node-log.ts'

const RUN_ID = '0d6f1b52-3c2f-4f0a-8f0e-7c1b7f8b2f11'
const LINE_EVERY_MS = 1_000
/** So many lines were written before the double started. */
const WRITTEN_BEFORE = 40
const LINES = [
  ['info', 'relay.opened', 'live/keynote is pulled from studio-origin', 'stream_path=live/keynote transport=quic'],
  ['info', 'viewer.came', 'somebody watches live/keynote', 'protocol=flv address=203.0.113.9'],
  ['warn', 'viewer.dropped', 'a viewer of live/keynote fell behind twice and was let go', 'behind_ms=4180'],
  ['info', 'viewer.left', 'somebody stopped watching live/keynote', 'watched_ms=184220'],
  ['error', 'relay.failed', 'live/rehearsal could not be pulled: the source closed the relay', 'attempts=3'],
] as const

const started_ms = Date.now()

/** The log of a node that writes a line a second; waits for the next one as the origin does. */
export async function fakeLog(query: URLSearchParams): Promise<NodeLogPage> {
  const asked = nodeLogQuerySchema.parse(Object.fromEntries(query))
  const until_ms = Date.now() + asked.wait
  for (;;) {
    const page = pageOf(asked)
    if (page.lines.length > 0 || Date.now() >= until_ms) return page
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

function pageOf({ after, level, limit }: NodeLogQuery): NodeLogPage {
  const newest = WRITTEN_BEFORE + Math.floor((Date.now() - started_ms) / LINE_EVERY_MS)
  const levels = ['debug', 'info', 'warn', 'error']
  const lines = Array.from({ length: Math.max(0, newest - after) }, (_, place) => after + place + 1)
    .map((number) => {
      const [of, event, message, facts] = LINES[number % LINES.length] ?? LINES[0]
      const at = new Date(started_ms + (number - WRITTEN_BEFORE) * LINE_EVERY_MS).toISOString()
      return { number, at, level: of, event, message, facts }
    })
    .filter((line) => levels.indexOf(line.level) >= levels.indexOf(level))
    .slice(-limit)
  return { run_id: RUN_ID, lines, next: newest, is_cut: false }
}
