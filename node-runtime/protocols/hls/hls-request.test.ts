import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseHlsRequest } from './hls-request.ts'

const path = 'live/test'
const tag = 'abcdefghi0'

describe('an HLS request', () => {
  test.each([
    ['/live/test.m3u8', '', { kind: 'master', path, session: null, container: 'fmp4' }],
    ['/live/test.m3u8', 'session=abcd1234', { kind: 'master', path, session: 'abcd1234', container: 'fmp4' }],
    ['/live/test.m3u8', 'container=ts', { kind: 'master', path, session: null, container: 'ts' }],
    ['/live/test/keyframe.mp4', '', { kind: 'keyframe', path }],
    [`/live/test/${tag}.m3u8`, '', { kind: 'media', path, tag, session: null, msn: null, part: null, skip: false }],
    [
      `/live/test/${tag}.m3u8`,
      'session=abcd1234&_HLS_msn=7&_HLS_part=2&_HLS_skip=YES&x=y',
      { kind: 'media', path, tag, session: 'abcd1234', msn: 7, part: 2, skip: true },
    ],
    [`/live/test/${tag}-i0.mp4`, '', { kind: 'init', path, tag, number: 0 }],
    [`/live/test/${tag}-s12.m4s`, 'any=thing', { kind: 'segment', path, tag, msn: 12, suffix: 'm4s' }],
    [`/live/test/${tag}-s12.ts`, '', { kind: 'segment', path, tag, msn: 12, suffix: 'ts' }],
    [`/live/test/${tag}-s12p3.m4s`, '', { kind: 'part', path, tag, msn: 12, part: 3, suffix: 'm4s' }],
  ])('%s?%s is understood', (location, query, expected) => {
    expect(parseHlsRequest(location, query)).toEqual(expected)
  })

  test.each([
    [`/live/test/${tag}.m3u8`, '_HLS_part=1'],
    [`/live/test/${tag}.m3u8`, '_HLS_msn=-1'],
    [`/live/test/${tag}.m3u8`, '_HLS_msn='],
    [`/live/test/${tag}.m3u8`, '_HLS_msn=1e3'],
    [`/live/test/${tag}.m3u8`, '_HLS_msn=9999999999999999999'],
    [`/live/test/${tag}.m3u8`, '_HLS_msn=1&_HLS_part=x'],
    [`/live/test/${tag}.m3u8`, '_HLS_skip=maybe'],
    [`/live/test/${tag}.m3u8`, 'session=<script>'],
    ['/live/test.m3u8', 'session=short'],
    ['/live/test.m3u8', 'container=mkv'],
    ['/li ve/test/keyframe.mp4', ''],
    ['/live/te\0st.m3u8', ''],
    ['/live/..m3u8', ''],
  ])('%s?%s is refused', (location, query) => {
    expect(parseHlsRequest(location, query)).toMatchObject({ kind: 'bad' })
  })

  test.each([
    ['/'],
    ['/live/test'],
    ['/live/test/../../x.m4s'],
    [`/live/test/${tag}-s1p.m4s`],
    ['/live/test/media.m3u8'],
    ['/a/b/c/d.m3u8'],
  ])('%s is none', (location) => {
    expect(parseHlsRequest(location, '')).toBeNull()
  })

  test('of any text is understood, refused, or none', () => {
    const name = fc.oneof(fc.string(), fc.constantFrom('test', '..', '%2e', `${tag}`, '\0', 'x'.repeat(500)))
    const file = fc.oneof(
      fc.string(),
      fc.constantFrom(`${tag}-s1.m4s`, `${tag}-s99999999999999999.m4s`, `${tag}.m3u8`, `${tag}-i1.mp4`),
    )
    const query = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.constantFrom('session', '_HLS_msn', '_HLS_part', '_HLS_skip'), fc.string())
        .map((pair) => pair.join('=')),
    )
    fc.assert(
      fc.property(name, name, file, query, (app, stream, asked, search) => {
        for (const location of [`/${app}/${stream}/${asked}`, `/${app}/${stream}.m3u8`]) {
          const parsed = parseHlsRequest(location, search)
          if (!parsed || parsed.kind === 'bad') continue
          expect(parsed.path).toMatch(/^[\w~-][\w.~-]*\/[\w~-][\w.~-]*$/)
          for (const value of Object.values(parsed))
            if (typeof value === 'number') expect(Number.isSafeInteger(value)).toBe(true)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
