import { expect, test } from 'vitest'
import { playUrls } from './node-url.ts'

test('the play addresses of a node can be pasted into a player', () => {
  expect(playUrls({ address: 'edge.example.net', rtmp_port: 1935, media_port: 8080 }, 'live/test')).toEqual({
    flv: 'http://edge.example.net:8080/live/test.flv',
    hls: 'http://edge.example.net:8080/live/test.m3u8',
    rtmp: 'rtmp://edge.example.net/live/test',
  })
})

test('an IPv6 address stands in brackets and an unusual RTMP port is said', () => {
  expect(playUrls({ address: 'fd00::7', rtmp_port: 19350, media_port: 80 }, 'live/test')).toEqual({
    flv: 'http://[fd00::7]:80/live/test.flv',
    hls: 'http://[fd00::7]:80/live/test.m3u8',
    rtmp: 'rtmp://[fd00::7]:19350/live/test',
  })
})
