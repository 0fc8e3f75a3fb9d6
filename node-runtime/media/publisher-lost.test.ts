import { describe, expect, test } from 'vitest'
import { nodeIdSchema, sessionIdSchema } from '#contract/ids.ts'
import { audioConfig, audioUnit, videoConfig, videoUnit } from './media-fixtures.ts'
import { begin, path, publisher, pushConfigs, watch } from './stream-fixtures.ts'

describe('a stream whose publisher is lost', () => {
  function interrupted() {
    const started = begin()
    const { stream, directory } = started
    pushConfigs(stream)
    for (const dts of [0, 40, 80]) stream.push(videoUnit(dts, dts === 0))
    const { sink } = watch(stream)
    stream.publication.lost('The publisher disconnected.')
    sink.writes.length = 0
    return { ...started, sink, again: () => directory.claim(path, publisher) }
  }

  test('keeps its viewers, and they see it go on at the next keyframe without a step in time', () => {
    const { stream, sink, again } = interrupted()
    expect(stream.facts()).toMatchObject({ state: 'interrupted', interrupted_until: expect.any(Date) })
    const session_id = stream.session_id
    const back = again()
    back.push(videoConfig())
    back.push(audioConfig())
    back.push(videoUnit(7_000))
    back.push(audioUnit(7_010))
    expect(sink.text).toBe('')
    for (const dts of [7_040, 7_080]) back.push(videoUnit(dts, dts === 7_040))
    back.push(audioUnit(7_090))
    back.push(videoUnit(7_120))
    // The same sequence headers are not sent again; the pause is left out.
    expect(sink.text).toBe('V!@120\nV@160\nA@170\nV@200\n')
    expect(stream).toMatchObject({ session_id, generation: 2 })
    expect(stream.facts()).toMatchObject({ state: 'live', interrupted_until: null })
    expect(sink.ends).toEqual([])
  })

  test('says anew what another encoder sends, before its first frame, and forgets a track that is gone', () => {
    const { stream, sink, again } = interrupted()
    const back = again()
    back.push(
      videoConfig(
        '0164001fffe1001867640029acd940780227e5c04400000fa40003a983c60c6580010006 68ebe3cb22c0'.replace(' ', ''),
      ),
    )
    back.push(videoUnit(0, true))
    expect(sink.text).toBe('VC@80\nV!@120\n')
    expect(stream.facts().tracks.map(({ kind }) => kind)).toEqual(['video'])
    expect(watch(stream).sink.text).toBe('HEAD\nVC@120\nV!@120\n')
  })

  test('that comes back with sound alone goes on with that', () => {
    const { stream, sink, again } = interrupted()
    const back = again()
    back.push(audioConfig())
    for (let dts = 0; dts <= 1_050; dts += 25) back.push(audioUnit(dts))
    expect(sink.text.split('\n')[0]).toBe('A@120')
    expect(stream.facts()).toMatchObject({ state: 'live' })
  })

  test('ends when the grace is over, and a publisher after that begins anew', () => {
    const { clock, stream, sink, again } = interrupted()
    clock.advance(9_000)
    expect(sink.ends).toEqual([])
    clock.advance(1_002)
    expect(sink.ends).toMatchObject([{ code: 'stream_ended', message: 'The publisher did not come back within 10 s.' }])
    expect(again().session_id).not.toBe(stream.session_id)
    expect(clock.pending).toBe(0)
  })

  test('lets in those who come meanwhile with the last picture there was', () => {
    const { stream } = interrupted()
    expect(watch(stream).sink.text).toBe('HEAD\nVC@0\nAC@0\nV!@0\nV@40\nV@80\n')
  })

  test('and moved to another node keeps its viewers, lets go of relays, and goes on from there', () => {
    const { stream, directory, sink } = interrupted()
    const pulling = watch(stream, 'low', 'relay').sink
    const told: string[] = []
    directory.on('left', (left, reason) => told.push(`${left.origin.kind}: ${reason}`))
    const session_id = sessionIdSchema.parse('6f0f3a52-6a55-4a53-8d92-0f0bd1a9f3a1')
    const source_node_id = nodeIdSchema.parse('0b0d8ad5-8c0a-4e9c-9a51-2f1f1f8a3a2b')
    stream.moveTo({ session_id, source_node_id }, 'published on b')
    expect(told).toEqual(['publisher: published on b'])
    expect(pulling.ends).toMatchObject([{ code: 'stream_moved' }])
    const relay = directory.claim(path, { kind: 'relay', session_id, source_node_id }, session_id)
    relay.push(videoConfig())
    relay.push(videoUnit(500_000, true))
    expect(sink.text).toBe('V!@120\n')
    expect(stream).toMatchObject({ session_id, origin: { kind: 'relay' } })
  })
})

describe('a second publisher', () => {
  test('that takes the stream over is the only one of the two that viewers see', () => {
    const { directory, stream } = begin({}, { grace_ms: 10_000, second_publisher: 'take_over' })
    const first = stream.publication
    first.push(videoConfig())
    first.push(videoUnit(0, true))
    const { sink } = watch(stream)
    sink.writes.length = 0
    const second = directory.claim(path, { ...publisher, address: '198.51.100.1' })
    expect(first.ended.aborted).toBe(true)
    first.push(videoUnit(40))
    first.end('The publisher stopped.')
    second.push(videoConfig())
    second.push(videoUnit(9_000, true))
    first.push(videoUnit(80))
    expect(sink.text).toBe('V!@20\n')
    expect(sink.ends).toEqual([])
  })
})
