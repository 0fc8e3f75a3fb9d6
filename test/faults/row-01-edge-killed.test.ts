import { expect, test } from 'vitest'
import { startCluster } from '../harness/cluster.ts'
import { EventReader } from '../harness/event-reader.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { PersistentViewer } from '../harness/persistent-viewer.ts'
import { printFigures } from '../harness/print-figures.ts'
import { Publisher } from '../harness/publisher.ts'
import { ViewerPool } from '../harness/viewer-pool.ts'
import { waitFor } from '../harness/wait-for.ts'
import { waitForLiveness } from '../harness/wait-for-liveness.ts'

const VIEWERS = 200
const ASKED = 21
const ANSWERED_WITHIN_MS = 100

test('row 1: an edge with 200 viewers is killed: suspect within 10.5 s, offline within 15.5 s, its viewers are answered elsewhere, nobody else is interrupted', async () => {
  await using cluster = await startCluster({ edges: 2 })
  const { origin } = cluster
  const [killed, other] = cluster.edges
  if (killed === undefined || other === undefined) throw new Error('two edges')
  await using _publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
  const play = `${origin.ready.url}/play/live/test.flv`
  const first = `${killed.ready.media_url}/live/test.flv`
  await using stack = new AsyncDisposableStack()
  const on_killed = Array.from({ length: VIEWERS }, () =>
    stack.use(new PersistentViewer({ urls: () => [play], first, noted_ms: 1_000 })),
  )
  using on_other = new ViewerPool(other.ready.media_port)
  on_other.dial(20, '/live/test.flv')
  await on_other.firstFrames()
  await waitFor('everybody watches', () => on_killed.every(({ frames }) => frames > 0), { deadline_ms: 30_000 })
  await using events = await EventReader.open(origin)
  for (const viewer of on_killed) viewer.outages.length = 0
  on_other.resetGaps()

  const from = performance.now()
  await killed.kill()
  const suspect_ms = await waitForLiveness(events, killed.id, 'suspect', from, 10_000)
  expect((await origin.api.node(killed.id)).routable).toBe(false)
  await waitFor('its viewers watch elsewhere', () => on_killed.every(({ outages }) => outages.length > 0), {
    deadline_ms: 10_000,
  })
  const back_ms = on_killed.map(({ outages: [outage] }) => (outage ? outage.to_ms - (outage.asked_ms ?? from) : 0))
  const answered_ms: number[] = []
  for (let nth = 0; nth < ASKED; nth += 1) {
    const asked_ms = performance.now()
    const redirect = await origin.api.request('GET', '/play/live/test.flv')
    answered_ms.push(performance.now() - asked_ms)
    expect(redirect.status).toBe(307)
    expect(redirect.headers.get('location')).not.toContain(`:${killed.ready.media_port}/`)
  }
  const median_ms = answered_ms.toSorted((one, two) => one - two)[Math.floor(ASKED / 2)] ?? 0
  const offline_ms = await waitForLiveness(events, killed.id, 'offline', from, 16_000)
  printFigures({
    row: 1,
    viewers: VIEWERS,
    suspect_ms,
    offline_ms,
    median_answer_ms: median_ms,
    back_ms: Math.max(...back_ms),
  })
  expect(suspect_ms).toBeLessThan(10_000)
  expect(offline_ms).toBeLessThan(15_500)
  expect(median_ms).toBeLessThan(ANSWERED_WITHIN_MS)
  expect(Math.max(...back_ms)).toBeLessThan(5_000)
  expect(on_other.interruptions).toEqual([])

  const node = await origin.api.node(killed.id)
  expect(node.liveness.state).toBe('offline')
  expect(node.routable_reasons.join()).not.toBe('')
  const { relays } = await origin.api.stream('live/test')
  expect(relays.map(({ dest_node_id }) => dest_node_id)).toEqual([other.id])
  await killed.restart()
  await waitFor('it is alive again', async () => (await origin.api.node(killed.id)).liveness.state === 'alive', {
    deadline_ms: 20_000,
  })
  await using back = await FlvViewer.watch(first)
  await back.sees(20)
}, 90_000)
