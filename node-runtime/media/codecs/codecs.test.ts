import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseAacConfig } from './aac.ts'
import { parseAv1Config } from './av1.ts'
import { parseAvcConfig } from './avc.ts'
import { parseHevcConfig } from './hevc.ts'
import { parseOpusConfig } from './opus.ts'
import { parseVp9Config } from './vp9.ts'

const bytes = (hex: string) => Buffer.from(hex, 'hex')

describe('decoder configurations', () => {
  test('of x264 give the size of the picture and the codec string a browser asks for', () => {
    const record = bytes('014d401fffe1001c674d401feca02802dd80a8800000030080000018078c18cb01000468eaef20')
    expect(parseAvcConfig(record)).toEqual({ codec_string: 'avc1.4d401f', width: 1280, height: 720 })
  })

  test('of a high-profile picture of 1920x1080 leave the rows out that are coded and not shown', () => {
    const record = bytes(
      '01640028ffe1001b67640028acd940780227e5c044000003000400000300f03c60c65801000668ebe3cb22c0fdf8f800',
    )
    expect(parseAvcConfig(record)).toEqual({ codec_string: 'avc1.640028', width: 1920, height: 1080 })
  })

  test('of x265 give the size of the picture and the codec string a browser asks for', () => {
    const record = bytes(
      '01016000000090000000000078f000fcfdf8f800000f03' +
        'a00001001840010c01ffff016000000300900000030000030078959809' +
        'a10001002a420101016000000300900000030000030078a003c08010e596566924caf0168080000003008000000f04' +
        'a2000100074401c172b46240',
    )
    expect(parseHevcConfig(record)).toEqual({ codec_string: 'hvc1.1.6.L120.90', width: 1920, height: 1080 })
  })

  test('of AAC, Opus, AV1 and VP9 give what each says', () => {
    expect(parseAacConfig(bytes('1210'))).toEqual({ codec_string: 'mp4a.40.2', sample_rate_hz: 44_100, channels: 2 })
    expect(parseAacConfig(bytes('2b8a0800'))).toMatchObject({ codec_string: 'mp4a.40.5' })
    const opus = Buffer.concat([Buffer.from('OpusHead'), bytes('0102380180bb0000000000')])
    expect(parseOpusConfig(opus)).toEqual({ codec_string: 'opus', sample_rate_hz: 48_000, channels: 2 })
    expect(parseAv1Config(bytes('81050c00'))?.codec_string).toBe('av01.0.05M.08')
    expect(parseVp9Config(bytes('000a8202'))?.codec_string).toBe('vp09.00.10.08')
  })

  test('that are garbage are read without harm', () => {
    const parsers = [parseAvcConfig, parseHevcConfig, parseAv1Config, parseVp9Config, parseAacConfig, parseOpusConfig]
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (garbage) => {
        for (const parse of parsers) {
          for (const start of [[], [1], [0x81]]) parse(Buffer.from([...start, ...garbage]))
        }
      }),
    )
  })
})
