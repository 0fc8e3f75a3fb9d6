import { expect, test } from 'vitest'
import { grantedUris, grantIn } from './granted-uris.ts'

test('every address of a playlist carries what its viewer goes on with, once', () => {
  const playlist = [
    '#EXTM3U',
    '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",URI="test/abc.m3u8?session=s"',
    'test/def.m3u8?session=s',
    '#EXT-X-MAP:URI="def-i0.mp4"',
    '#EXT-X-PART:DURATION=0.2,URI="def-s1p0.m4s",INDEPENDENT=YES',
    'def-s1.m4s',
    '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="def-s2p0.m4s"',
    '',
  ].join('\n')
  expect(grantedUris(playlist, 's', 'grant=g&ip=192.0.2.1').split('\n')).toEqual([
    '#EXTM3U',
    '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",URI="test/abc.m3u8?session=s&grant=g&ip=192.0.2.1"',
    'test/def.m3u8?session=s&grant=g&ip=192.0.2.1',
    '#EXT-X-MAP:URI="def-i0.mp4?session=s&grant=g&ip=192.0.2.1"',
    '#EXT-X-PART:DURATION=0.2,URI="def-s1p0.m4s?session=s&grant=g&ip=192.0.2.1",INDEPENDENT=YES',
    'def-s1.m4s?session=s&grant=g&ip=192.0.2.1',
    '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="def-s2p0.m4s?session=s&grant=g&ip=192.0.2.1"',
    '',
  ])
  expect(grantIn('session=s&grant=g&ip=192.0.2.1&x=y')).toBe('grant=g&ip=192.0.2.1')
  expect(grantIn('session=s&ip=192.0.2.1')).toBeNull()
})
