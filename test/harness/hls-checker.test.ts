import { describe, expect, test } from 'vitest'
import { HlsChecker } from './hls-checker.ts'
import { readMasterPlaylist, readMediaPlaylist } from './hls-playlist.ts'

const HEAD = [
  '#EXTM3U',
  '#EXT-X-VERSION:9',
  '#EXT-X-TARGETDURATION:2',
  '#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=12,PART-HOLD-BACK=3,HOLD-BACK=6',
  '#EXT-X-PART-INF:PART-TARGET=1',
  '#EXT-X-MEDIA-SEQUENCE:0',
  '#EXT-X-DISCONTINUITY-SEQUENCE:0',
  '#EXT-X-INDEPENDENT-SEGMENTS',
  '#EXT-X-MAP:URI="a-i0.mp4"',
]
/** A segment of two parts of a second. */
const segment = (msn: number) => [
  `#EXT-X-PROGRAM-DATE-TIME:${new Date(msn * 2000).toISOString()}`,
  `#EXT-X-PART:DURATION=1.000,URI="a-s${msn}p0.m4s",INDEPENDENT=YES`,
  `#EXT-X-PART:DURATION=1.000,URI="a-s${msn}p1.m4s"`,
  '#EXTINF:2.000,',
  `a-s${msn}.m4s`,
]
const hint = (msn: number) => [`#EXT-X-PRELOAD-HINT:TYPE=PART,URI="a-s${msn}p0.m4s"`]
const GOOD = [...HEAD, ...segment(0), ...segment(1), ...hint(2)]
const text = (lines: readonly string[]) => `${lines.join('\n')}\n`
const check = (...playlists: readonly (readonly string[])[]) => {
  const checker = new HlsChecker()
  for (const lines of playlists) checker.check(readMediaPlaylist(text(lines)))
}
const changed = (from: string | RegExp, to: string) => text(GOOD).replace(from, to).trimEnd().split('\n')

describe('the checker of playlists', () => {
  test('takes a good one, and what follows it', () => {
    check(GOOD, [...HEAD, ...segment(0), ...segment(1), ...segment(2), ...hint(3)])
  })

  test.each([
    ['a segment above the target duration', 'TARGETDURATION:2', 'TARGETDURATION:1', /over 1 s/],
    ['a part above its target', 'DURATION=1.000', 'DURATION=1.400', /longer than 1 s/],
    ['a part that is too short', 'DURATION=1.000', 'DURATION=0.500', /too short/],
    ['parts that are not their segment', '#EXTINF:2.000', '#EXTINF:1.900', /the parts of 0/],
    ['a part that does not stand alone at the beginning', ',INDEPENDENT=YES', '', /stand alone/],
    ['a version that is too low', 'VERSION:9', 'VERSION:3', /version 3/],
    ['a hold back that is too short', 'PART-HOLD-BACK=3', 'PART-HOLD-BACK=2', /PART-HOLD-BACK/],
    ['a jump of the date', '1970-01-01T00:00:02', '1970-01-01T00:00:03', /off the end/],
    ['no hint before the end', /#EXT-X-PRELOAD.*\n/, '', /hint/],
    ['no map', /#EXT-X-MAP.*\n/, '', /no EXT-X-MAP/],
    ['a tag that is none', '#EXT-X-INDEPENDENT-SEGMENTS', '#EXT-X-INDEPENDENT', /no tag/],
    ['a tag twice', '#EXT-X-VERSION:9', '#EXT-X-VERSION:9\n#EXT-X-VERSION:9', /twice/],
  ] as const)('finds %s', (_, from, to, fault) => {
    expect(() => check(changed(from, to))).toThrow(fault)
  })

  test('finds what changes from reload to reload and may not', () => {
    const later = (from: string, to: string) => changed(from, to)
    expect(() => check(GOOD, later('a-s1.m4s', 'b-s1.m4s'))).toThrow(/another name/)
    expect(() => check(GOOD, later('#EXT-X-MAP', '#EXT-X-DISCONTINUITY\n#EXT-X-MAP'))).toThrow(/discontinuity/)
    expect(() => check(changed('SEQUENCE:0', 'SEQUENCE:5'), GOOD)).toThrow(/falls/)
    expect(() => check([...GOOD.slice(0, -1), '#EXT-X-ENDLIST'], GOOD)).toThrow(/follows the end/)
    const other = [
      ...HEAD,
      ...segment(0),
      ...segment(1),
      '#EXT-X-PART:DURATION=1.000,URI="b.m4s",INDEPENDENT=YES',
      ...hint(2),
    ]
    expect(() =>
      check(GOOD.toSpliced(-1, 1, ...segment(2).slice(0, 2), '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="a-s2p1.m4s"'), other),
    ).toThrow()
  })

  test('finds a master playlist without what it needs', () => {
    const variant = '#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="a"\nx.m3u8'
    expect(readMasterPlaylist(`#EXTM3U\n${variant}\n`)).toHaveLength(1)
    expect(() => readMasterPlaylist(`#EXTM3U\n${variant.replace('BANDWIDTH=1,', '')}\n`)).toThrow(/BANDWIDTH/)
    expect(() => readMasterPlaylist(`#EXTM3U\n${variant.replace('="a"', '="a",AUDIO="b"')}\n`)).toThrow(/no group/)
    expect(() => readMasterPlaylist('#EXTM3U\n')).toThrow(/no variant/)
  })
})
