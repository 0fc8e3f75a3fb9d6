import { expect, test } from 'vitest'
import { locationElsewhere } from './elsewhere.ts'

const node = { node_id: 'b', address: 'b.example', rtmp_port: 1935, media_port: 8080 }

test.each([
  ['/live/test.flv?latency=low&hop=x', '//b.example:8080/live/test.flv?latency=low&hop=aaaaaaaa.cccccccc'],
  ['http://a.example:8080/live/test.m3u8', '//b.example:8080/live/test.m3u8?hop=aaaaaaaa.cccccccc'],
  ['//evil.example/live/test.flv', '//b.example:8080/evil.example/live/test.flv?hop=aaaaaaaa.cccccccc'],
])('a viewer of %s is sent to %s', (target, location) => {
  expect(locationElsewhere(target, { node, hops: ['aaaaaaaa', 'cccccccc'] })).toBe(location)
})

test('a node with an IPv6 address is written in brackets', () => {
  const elsewhere = { node: { ...node, address: '2001:db8::1' }, hops: ['aaaaaaaa'] }
  expect(locationElsewhere('/live/test.flv', elsewhere)).toBe('//[2001:db8::1]:8080/live/test.flv?hop=aaaaaaaa')
})
