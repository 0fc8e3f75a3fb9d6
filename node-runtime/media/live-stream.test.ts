import { describe, expect, test } from 'vitest'
import { nodeIdSchema, sessionIdSchema, streamPathSchema } from '#contract/ids.ts'
import { audioConfig, audioUnit, videoConfig, videoUnit } from './media-fixtures.ts'
import { StreamBusyError, StreamNotFoundError } from './stream-errors.ts'
import { begin, path, publisher, pushConfigs, watch } from './stream-fixtures.ts'

describe('a viewer who joins', () => {
  test('gets the head and everything since the newest keyframe in the first write', () => {
    const { stream } = begin()
    pushConfigs(stream)
    for (const dts of [0, 40, 80, 120]) stream.push(videoUnit(dts, dts === 0 || dts === 80))
    const { sink } = watch(stream)
    expect(sink.writes).toHaveLength(1)
    expect(sink.text).toBe('HEAD\nVC@80\nAC@80\nV!@80\nV@120\n')
  })

  test('before the first keyframe waits for it and never sees a frame it cannot decode', () => {
    const { stream } = begin()
    pushConfigs(stream)
    stream.push(videoUnit(0))
    const { sink } = watch(stream)
    stream.push(videoUnit(40))
    expect(sink.writes).toEqual([])
    stream.push(videoUnit(80, true))
    expect(sink.text).toBe('HEAD\nVC@80\nAC@80\nV!@80\n')
  })

  test('at normal latency starts at the newest keyframe even while that is still being gathered', () => {
    const { stream, clock } = begin()
    pushConfigs(stream)
    const early = watch(stream, 'normal')
    stream.push(videoUnit(0, true))
    clock.advance(100)
    stream.push(videoUnit(40))
    clock.advance(1)
    stream.push(videoUnit(80, true))
    const late = watch(stream, 'normal')
    expect(late.sink.text).toBe('HEAD\nVC@80\nAC@80\nV!@80\n')
    expect(early.sink.text).toBe('HEAD\nVC@0\nAC@0\nV!@0\nV@40\nV!@80\n')
  })

  test('as a relay gets no file header', () => {
    const { stream } = begin()
    pushConfigs(stream)
    stream.push(videoUnit(0, true))
    expect(watch(stream, 'low', 'relay').sink.text).toBe('VC@0\nAC@0\nV!@0\n')
  })

  test('a stream whose group of pictures outgrew its bounds waits for the next keyframe, and the log says why', () => {
    const { stream, lines } = begin({ gop_cache_bytes: 2000 })
    pushConfigs(stream)
    for (let dts = 0; dts < 2000; dts += 40) stream.push(videoUnit(dts, dts === 0))
    const { sink } = watch(stream)
    expect(sink.writes).toEqual([])
    expect(lines.join('')).toContain('stream.keyframes_far_apart')
    stream.push(videoUnit(2000, true))
    expect(sink.text).toContain('V!@2000')
  })
})

describe('what viewers share', () => {
  test('every viewer of a format and latency is handed the same buffer', () => {
    const { stream } = begin()
    pushConfigs(stream)
    const [a, b] = [watch(stream), watch(stream)]
    stream.push(videoUnit(0, true))
    stream.push(videoUnit(40))
    expect(a.sink.writes.at(-1)?.[0]).toBe(b.sink.writes.at(-1)?.[0])
  })

  test('at low latency sound rides with the next frame of video, in one write a frame', () => {
    const { stream, clock } = begin()
    pushConfigs(stream)
    stream.push(videoUnit(0, true))
    const { sink } = watch(stream)
    stream.push(audioUnit(5))
    stream.push(audioUnit(28))
    stream.push(videoUnit(40))
    expect(sink.writes).toHaveLength(2)
    stream.push(audioUnit(51))
    clock.advance(40)
    expect(sink.text.endsWith('A@5\nA@28\nV@40\nA@51\n')).toBe(true)
  })

  test('at normal latency there is one write every 100 ms, and a keyframe begins a new one', () => {
    const { stream, clock } = begin()
    pushConfigs(stream)
    stream.push(videoUnit(0, true))
    const { sink } = watch(stream, 'normal')
    const before = sink.writes.length
    for (let dts = 20; dts <= 1000; dts += 20) {
      stream.push(videoUnit(dts))
      clock.advance(20)
    }
    expect(sink.writes.length - before).toBeGreaterThanOrEqual(10)
    expect(sink.writes.length - before).toBeLessThanOrEqual(11)
    stream.push(videoUnit(1020))
    stream.push(videoUnit(1040, true))
    clock.advance(100)
    expect(sink.writes.at(-1)?.[0]?.toString().startsWith('V!@1040')).toBe(true)
  })

  test('sound alone plays at once and needs no keyframe', () => {
    const { stream } = begin()
    stream.push(audioConfig())
    for (let dts = 0; dts <= 1000; dts += 100) stream.push(audioUnit(dts))
    const { sink } = watch(stream)
    stream.push(audioUnit(1100))
    expect(sink.text).toBe('HEAD\nAC@1000\nA@1000\nA@1100\n')
    expect(stream.facts().state).toBe('live')
  })

  test('another decoder configuration in the middle reaches viewers, and who joins never gets frames of the old one', () => {
    const { stream } = begin()
    pushConfigs(stream)
    stream.push(videoUnit(0, true))
    const early = watch(stream)
    stream.push(videoConfig('0164001effe1000467640000010001aa'))
    const late = watch(stream)
    stream.push(videoUnit(80, true))
    expect(early.sink.text).toBe('HEAD\nVC@0\nAC@0\nV!@0\nVC@0\nV!@80\n')
    expect(late.sink.text).toBe('HEAD\nVC@80\nAC@80\nV!@80\n')
  })

  test('a sequence header that is only repeated is not sent again', () => {
    const { stream } = begin()
    pushConfigs(stream)
    stream.push(videoUnit(0, true))
    const { sink } = watch(stream)
    pushConfigs(stream)
    stream.push(videoUnit(40))
    expect(sink.text).toBe('HEAD\nVC@0\nAC@0\nV!@0\nV@40\n')
  })
})

describe('a viewer that reads too slowly', () => {
  test('skips to a keyframe, and the others play on', () => {
    const { stream, lines } = begin({ subscriber_buffer_bytes: 60 })
    pushConfigs(stream)
    stream.push(videoUnit(0, true))
    const [slow, good] = [watch(stream), watch(stream)]
    slow.sink.stalled = true
    for (let dts = 40; dts <= 800; dts += 40) stream.push(videoUnit(dts))
    expect(slow.subscription.skips).toBe(1)
    slow.sink.read()
    stream.push(videoUnit(840, true))
    expect(slow.sink.text.endsWith('V!@840\n')).toBe(true)
    expect(good.sink.writes).toHaveLength(22)
    expect(lines.join('')).toContain('subscriber.skipped')
  })

  test('is dropped with a reason that names it and its bytes, and counted', () => {
    const { stream, lines, directory } = begin({ subscriber_buffer_bytes: 60 })
    pushConfigs(stream)
    stream.push(videoUnit(0, true))
    const { sink } = watch(stream)
    sink.stalled = true
    for (let dts = 40; dts <= 800; dts += 40) stream.push(videoUnit(dts))
    stream.push(videoUnit(840, true))
    expect(sink.ends.map(({ code }) => code)).toEqual(['fell_behind'])
    expect(sink.buffered_bytes).toBeLessThan(80)
    expect(directory.totals()).toMatchObject({ viewers: 0, dropped: 1 })
    const dropped = lines.map((text) => JSON.parse(text)).find(({ event }) => event === 'subscriber.dropped')
    expect(dropped).toMatchObject({ subscriber: 'flv 192.0.2.9:4000', stream_path: 'live/test', bound_bytes: 60 })
    expect(dropped.buffered_bytes).toBeGreaterThan(60)
  })

  test('is dropped after ten seconds though no keyframe ever comes', () => {
    const { stream, clock } = begin({ subscriber_buffer_bytes: 60 })
    pushConfigs(stream)
    stream.push(videoUnit(0, true))
    const { sink } = watch(stream)
    sink.stalled = true
    for (let dts = 40; dts <= 12_000; dts += 40) {
      clock.advance(40)
      stream.push(videoUnit(dts))
    }
    expect(sink.ends.map(({ code }) => code)).toEqual(['fell_behind'])
  })
})

describe('the end of a stream', () => {
  test('reaches every viewer behind the last frames, once, and nothing is left running', () => {
    const { stream, clock, directory } = begin()
    pushConfigs(stream)
    stream.push(videoUnit(0, true))
    const { sink, subscription } = watch(stream, 'normal')
    stream.push(videoUnit(40))
    stream.end('The publisher stopped.')
    stream.end('again')
    expect(sink.text.endsWith('V@40\n')).toBe(true)
    expect(sink.ends).toEqual([{ code: 'stream_ended', message: 'The publisher stopped.' }])
    subscription.detach()
    expect(clock.pending).toBe(0)
    expect(stream.ended.aborted).toBe(true)
    expect(directory.find(path)).toBeUndefined()
    expect(() => watch(stream)).toThrow(StreamNotFoundError)
  })

  test('of a node that stops is told as such, and nothing begins after it', () => {
    const { stream, directory } = begin()
    pushConfigs(stream)
    stream.push(videoUnit(0, true))
    const { sink } = watch(stream)
    directory.stop()
    expect(sink.ends.map(({ code }) => code)).toEqual(['node_stopping'])
    expect(() => directory.publish(path, publisher)).toThrow('stopping')
  })
})

describe('the directory', () => {
  test('refuses a second publisher of a live path and takes it again after the end', () => {
    const { stream, directory } = begin()
    expect(() => directory.publish(path, publisher)).toThrow(StreamBusyError)
    stream.end('The publisher stopped.')
    expect(directory.publish(path, publisher).session_id).not.toBe(stream.session_id)
  })

  test('tells what happens, in order, and counts what flows', () => {
    const { directory } = begin()
    const told: string[] = []
    const relayed = streamPathSchema.parse('live/relayed')
    const stop = directory.on('started', (stream) => told.push(`started ${stream.path}`))
    directory.on('changed', (stream) => told.push(`changed ${stream.facts().state}`))
    directory.on('subscribers', (stream) => told.push(`subscribers ${stream.viewers}+${stream.relays}`))
    directory.on('ended', (stream, reason) => told.push(`ended ${stream.path}: ${reason}`))
    const session_id = sessionIdSchema.parse('6f0f3a52-6a55-4a53-8d92-0f0bd1a9f3a1')
    const source_node_id = nodeIdSchema.parse('0b0d8ad5-8c0a-4e9c-9a51-2f1f1f8a3a2b')
    const stream = directory.publish(relayed, { kind: 'relay', session_id, source_node_id }, session_id)
    stop()
    pushConfigs(stream)
    stream.push(videoUnit(0, true))
    const { subscription } = watch(stream)
    expect(directory.totals()).toMatchObject({ publishers: 1, viewers: 1, relays_out: 0 })
    subscription.detach()
    subscription.detach()
    stream.end('The relay was released.')
    expect(told).toEqual([
      'started live/relayed',
      'changed live',
      'subscribers 1+0',
      'subscribers 0+0',
      'ended live/relayed: The relay was released.',
    ])
    expect(directory.totals().egress_bytes).toBeGreaterThan(0)
    expect(directory.totals().ingress_bytes).toBeGreaterThan(0)
  })
})

describe('what is known of a stream', () => {
  test('resolution, codec strings, frame rate, bitrate and keyframe interval come from the units themselves', () => {
    const { stream } = begin()
    pushConfigs(stream)
    for (let frame = 0; frame <= 250; frame++) stream.push(videoUnit(frame * 40, frame % 50 === 0, 4995))
    const facts = stream.facts()
    expect(facts.tracks[0]).toMatchObject({
      codec: 'h264',
      codec_string: 'avc1.4d401f',
      width: 1280,
      height: 720,
      fps: 25,
    })
    expect(facts.tracks[1]).toMatchObject({ codec_string: 'mp4a.40.2', sample_rate_hz: 44_100, channels: 2 })
    expect(facts).toMatchObject({ keyframe_interval_ms: 2000, bitrate_kbps: 1000, frames: 251, encoder: 'Test 1.0' })
  })
})
