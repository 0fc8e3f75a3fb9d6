import { streamPathSchema } from '#contract/ids.ts'
import {
  type MediaRequest,
  parseMediaRequest,
  parseWebSocketRequest,
} from '../../../node-runtime/protocols/http/media-request.ts'
import type { FuzzTarget } from '../fuzz-target.ts'
import { expectSame, expectTrue } from '../pieces.ts'

const requests = [
  'GET /live/test.flv',
  'HEAD /live/test.flv?latency=low',
  'GET http://127.0.0.1:8080/live/test.flv?latency=normal#x',
  'GET /live/test.m3u8',
  'GET /live/test.m3u8?session=abcdefgh12',
  'GET /live/test/abcdefghij.m3u8?session=abcdefgh12&_HLS_msn=3&_HLS_part=1&_HLS_skip=YES',
  'GET /live/test/abcdefghij-i1.mp4',
  'GET /live/test/abcdefghij-s12.m4s',
  'GET /live/test/abcdefghij-s12p3.m4s',
  'GET /live/%74est.flv',
  'GET /live/../../etc/passwd.flv',
  'GET /live/%2e%2e/%2e%2e%2fpasswd.m3u8',
  'GET /live/test%00.flv',
  'POST /live/test.flv',
  'UPGRADE /live/test.flv?latency=low',
  'UPGRADE /live/test.flv?publish',
  'OPTIONS *',
  'GET /health',
  'GET /ready?x',
]

/** Where a request leads: the path of a stream, or null. */
function pathOf(request: MediaRequest): string | null {
  if (request.kind === 'hls') return request.request.path
  return 'path' in request ? request.path : null
}

function expectSafe(path: string): void {
  expectTrue(`${JSON.stringify(path)} is a path of a stream`, streamPathSchema.safeParse(path).success)
  expectTrue('it does not climb', !path.split('/').some((part) => part === '' || part.startsWith('.')))
  expectTrue('it is as it would be written', encodeURI(path) === path)
}

/** Method and target of a request on the media port, for FLV and HLS alike. */
export const mediaRequest: FuzzTarget = {
  name: 'media-request',
  covers: ['/http/media-request.ts', '/hls/hls-request.ts', '/hls/blocking-reload.ts'],
  max_bytes: 1_024,
  dictionary: [
    ...[
      '.flv',
      '.m3u8',
      '.ts',
      '.mp4',
      '.m4s',
      '-s1',
      'p1',
      '-i0',
      '?',
      '#',
      '&',
      '=',
      '%',
      '%2f',
      '%2e',
      '%00',
      '..',
      '/',
      '\\',
    ],
    ...[
      '_HLS_msn=',
      '_HLS_part=',
      '_HLS_skip=',
      'v2',
      'latency=low',
      'session=',
      'http://a',
      'GET ',
      'UPGRADE ',
      '?publish',
      '\0',
      '999999999999999',
    ],
  ].map((word) => Buffer.from(word)),
  seeds: requests.map((request) => Buffer.from(request)),
  check(input) {
    // As node:http hands them on: one character a byte.
    const text = input.toString('latin1')
    const space = text.indexOf(' ')
    const method = space < 0 ? 'GET' : text.slice(0, space)
    const target = text.slice(space + 1)
    // No method of HTTP: stands for a request that asks to become a WebSocket.
    const parse = () => (method === 'UPGRADE' ? parseWebSocketRequest(target) : parseMediaRequest(method, target))
    const request = parse()
    expectSame('asked again', parse(), request)
    const path = pathOf(request)
    if (path !== null) expectSafe(path)
    if (request.kind === 'refused') expectTrue('a refusal is short', request.message.length < 300)
    if (request.kind !== 'hls')
      return request.kind === 'refused' ? `${request.status} ${request.message.slice(0, 30)}` : request.kind
    for (const value of Object.values(request.request)) {
      if (typeof value === 'number') expectTrue('numbers are whole and safe', Number.isSafeInteger(value) && value >= 0)
    }
    return `hls ${Object.keys(request.request)} ${request.request.kind}`
  },
}
