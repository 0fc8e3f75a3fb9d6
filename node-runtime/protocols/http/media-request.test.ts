import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseMediaRequest } from './media-request.ts'

describe('a request on the media port', () => {
  test.each([
    ['GET', '/live/test.flv', { kind: 'play', path: 'live/test', latency: 'normal', head_only: false }],
    ['GET', '/live/test.flv?latency=low', { kind: 'play', path: 'live/test', latency: 'low', head_only: false }],
    ['HEAD', '/live/test.flv', { kind: 'play', path: 'live/test', latency: 'normal', head_only: true }],
    ['GET', 'http://edge:8080/live/test.flv', { kind: 'play', path: 'live/test', latency: 'normal', head_only: false }],
    ['GET', '/live/te%73t.flv', { kind: 'play', path: 'live/test', latency: 'normal', head_only: false }],
    ['POST', '/live/test.flv', { kind: 'publish', path: 'live/test' }],
    ['PUT', 'http://edge:8080/live/test.flv?key=x', { kind: 'publish', path: 'live/test' }],
    ['GET', '/health', { kind: 'health' }],
    ['GET', '/ready?x', { kind: 'ready' }],
    ['OPTIONS', '*', { kind: 'options' }],
  ])('%s %s is understood', (method, target, expected) => {
    expect(parseMediaRequest(method, target)).toEqual(expected)
  })

  test.each([
    ['GET', '/live/../../etc/passwd.flv', 400],
    ['GET', '/live/%2e%2e%2fpasswd.flv', 400],
    ['GET', '/live/test%00.flv', 400],
    ['GET', '/live/%zz.flv', 400],
    ['GET', '/live/test.flv?latency=none', 400],
    ['GET', `/live/${'x'.repeat(1_000_000)}.flv`, 400],
    ['GET', '/', 404],
    ['GET', '/etc/passwd', 404],
    ['GET', 'live/test.flv', 400],
    ['POST', '/live/test.m3u8', 405],
    ['PUT', '/health', 405],
    ['PUT', '/live/../test.flv', 400],
    ['DELETE', '/live/test.flv', 405],
  ])('%s %s is refused with %3$s', (method, target, status) => {
    expect(parseMediaRequest(method, target)).toMatchObject({ kind: 'refused', status })
  })

  test('of any method and target is understood or refused', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (method, target) => parseMediaRequest(method, target).kind.length > 0),
    )
  })
})
