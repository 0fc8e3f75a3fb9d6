import { expect, test } from 'vitest'
import { z } from 'zod'
import { streamHistorySchema } from '#contract/stream-samples.ts'
import { startCluster } from '../harness/cluster.ts'
import { EventReader } from '../harness/event-reader.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

const answerSchema = z.object({ data: streamHistorySchema })

test('how a stream arrives is measured where it is published, told live to who reads it, and outlives a restart of the origin', async () => {
  await using cluster = await startCluster({ edges: 1 })
  const { origin, edge } = cluster
  await using publisher = await Publisher.start(`${edge.ready.rtmp_url}/live/test`)
  const read = async () => {
    const answer = await origin.api.request('GET', '/api/v1/streams/live/test/history')
    return answer.ok ? answerSchema.parse(await answer.json()).data : null
  }
  const history = await waitFor(
    'three measures',
    async () => {
      const known = await read()
      return known !== null && known.samples.length >= 3 ? known : undefined
    },
    { deadline_ms: 20_000 },
  )
  const last = history.samples.at(-1)
  const [stream] = await origin.api.streams()
  // The clip has 25 frames a second; how evenly they come is up to this machine.
  expect(last?.fps).toBeGreaterThan(5)
  expect(last?.fps).toBeLessThan(60)
  expect(last?.frame_gap_ms).toBeGreaterThan(20)
  expect(last?.bitrate_kbps).toBeGreaterThan((stream?.session.bitrate_kbps ?? 0) * 0.4)

  await using events = await EventReader.open(origin)
  await read()
  await events.until('a new measure', (event) => event.type === 'stream_samples' && event.stream_path === 'live/test')

  // A publisher that stops sending is seen within one measure, before anybody counts it as lost.
  publisher.program.signal('SIGSTOP')
  await waitFor('the gap grows', async () => ((await read())?.samples.at(-1)?.frame_gap_ms ?? 0) > 2_000)
  publisher.program.signal('SIGCONT')

  const had = (await read())?.samples.length ?? 0
  await origin.kill()
  await origin.restart()
  await waitFor('all measures are there again', async () => ((await read())?.samples.length ?? 0) >= had, {
    deadline_ms: 20_000,
  })
})
