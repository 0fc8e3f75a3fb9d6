import { pino } from 'pino'
import { afterEach, expect, test } from 'vitest'
import { openDoor, showsNothing } from './media/admission-fixtures.ts'
import { videoConfig } from './media/media-fixtures.ts'
import { parseHlsRequest } from './protocols/hls/hls-request.ts'
import { HlsServer } from './protocols/hls/server.ts'
import { until } from './protocols/protocol-fixtures.ts'
import { endAll, never, path, publish, sourceOf, startPair } from './relay/relay-test-nodes.ts'

afterEach(endAll)

test('an HLS viewer on an edge makes it pull the stream, counts as its viewer, and lets go of the relay when it asks no more', async () => {
  const { a, b } = await startPair({ policy: { release_delay_ms: 0 } })
  const { stream } = publish(a)
  stream.push(videoConfig())
  b.located.answers = [sourceOf(a, stream)]
  const limits = { segment_ms: 400, part_ms: 100 }
  const server = new HlsServer({
    resolver: b.resolver.resolve,
    findHere: (asked) => b.directory.find(asked),
    admission: openDoor,
    limits,
    log: pino({ level: 'silent' }),
  })
  const ask = async (target: string) => {
    const [location = '', query = ''] = target.split('?')
    const request = parseHlsRequest(location, query)
    if (!request || request.kind === 'bad') throw new Error(`no request: ${target}`)
    const answer = await server.answer(request, {
      address: '192.0.2.9',
      hops: [],
      ticket: null,
      referrer: null,
      shown: showsNothing,
      gzip: false,
      needs_run_up: false,
      signal: never,
    })
    return answer?.kind === 'bytes' ? Buffer.concat(answer.body).toString() : JSON.stringify(answer)
  }
  const keyframe = server.answer(
    { kind: 'keyframe', path },
    {
      address: '192.0.2.9',
      hops: [],
      ticket: null,
      referrer: null,
      shown: showsNothing,
      gzip: false,
      needs_run_up: false,
      signal: never,
    },
  )
  await expect(keyframe, 'a look at a stream starts no relay').rejects.toMatchObject({ code: 'stream_not_found' })
  expect(b.resolver.list()).toEqual([])
  const master = await ask(`/${path}.m3u8`)
  const media = `/${path.split('/')[0]}/${master.trim().split('\n').at(-1)}`
  expect(await ask(`${media}&_HLS_msn=1`)).toMatch(/-s1\.m4s\n/)
  expect(b.resolver.list()).toMatchObject([{ state: 'active', subscribers: 1 }])
  expect(b.directory.find(path)?.viewers).toBe(1)
  await until('the relay is released', () => b.resolver.list().length === 0 && stream.relays === 0)
  expect(await ask(media)).toContain('not_found')
  server.stop()
})
