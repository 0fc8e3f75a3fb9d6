import { expect, test } from 'vitest'
import { videoUnit } from './media-fixtures.ts'
import { begin, pushConfigs, watch } from './stream-fixtures.ts'

test('a viewer of a node that drains is let go when a keyframe comes, and has everything up to it', () => {
  const { stream, clock, departure } = begin()
  pushConfigs(stream)
  stream.push(videoUnit(0, true))
  const viewer = watch(stream, 'normal')
  departure.begin(8_000)
  clock.advance(7_999)
  stream.push(videoUnit(40))
  expect(viewer.sink.ends).toEqual([])
  stream.push(videoUnit(80, true))
  expect(viewer.sink.ends.map(({ code }) => code)).toEqual(['node_draining'])
  expect(viewer.sink.text).toContain('V@40')
  expect(viewer.sink.text).not.toContain('V!@80')
  expect(stream.viewers).toBe(0)
})

test('who pulls a stream from the node that it is published on is let go with the publisher alone', () => {
  const { stream, departure } = begin()
  pushConfigs(stream)
  stream.push(videoUnit(0, true))
  const relay = watch(stream, 'low', 'relay')
  const viewer = watch(stream)
  departure.begin(0)
  stream.push(videoUnit(40, true))
  expect([relay.sink.ends.length, viewer.sink.ends.length]).toEqual([0, 1])
  departure.cancel()
  stream.push(videoUnit(80, true))
  expect(relay.sink.text).toContain('V!@80')
})
