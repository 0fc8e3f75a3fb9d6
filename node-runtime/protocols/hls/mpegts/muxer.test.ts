import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { audioConfig, videoConfig } from '../../../media/media-fixtures.ts'
import type { Sample } from '../sample.ts'
import { type AudioFormat, mp3Format, type TrackFormat, trackFormat } from '../track-format.ts'
import { mpegTs } from './container.ts'
import { readTransportStream } from './ts-reader.ts'

const format = (of: TrackFormat | null): TrackFormat => {
  if (!of) throw new Error('no format')
  return of
}
const h264 = format(trackFormat(videoConfig(), null))
const aac = format(trackFormat(audioConfig(), null))
const aacOf = (config: string): AudioFormat => ({ ...(aac as AudioFormat), config: Buffer.from(config, 'hex') })

/** A picture of NAL units of these bytes. */
function picture(time: number, nals: readonly string[], how: Partial<Sample> = {}): Sample {
  const data = Buffer.concat(
    nals.flatMap((nal) => {
      const bytes = Buffer.from(nal, 'hex')
      const size = Buffer.alloc(4)
      size.writeUInt32BE(bytes.length)
      return [size, bytes]
    }),
  )
  return { data, time, duration: 3600, composition: 0, sync: false, ...how }
}
const sound = (time: number, bytes = 20): Sample => ({
  data: Buffer.alloc(bytes, 7),
  time,
  duration: 1024,
  composition: 0,
  sync: true,
})
const AUD = '0000000109f0'

describe('a transport stream', () => {
  test('has its tables before each part, the clock with each picture, and counts packets on from part to part', () => {
    const muxer = mpegTs.muxer([h264, aac])
    const counters = new Map<number, number>()
    for (let part = 0; part < 40; part++) {
      const at = part * 5
      const pictures = [0, 1, 2, 3, 4].map((n) => picture((at + n) * 3600, ['41aabb'], { sync: n === 0 }))
      const sounds = Array.from({ length: 8 }, (_, n) => sound((part * 8 + n) * 1024))
      const bytes = muxer.part([pictures, sounds])
      expect([bytes.readUInt16BE(1) & 0x1fff, bytes.readUInt16BE(189) & 0x1fff]).toEqual([0, 0x1000])
      const read = readTransportStream(bytes, counters)
      const seen = read.filter(({ stream_type }) => stream_type === 0x1b)
      expect(seen.map(({ dts }) => dts - 90_000)).toEqual(pictures.map(({ time }) => time))
      expect(seen.every(({ pcr, dts }) => pcr !== null && dts - pcr === 45_000)).toBe(true)
      expect(seen.map(({ random_access }) => random_access)).toEqual([true, false, false, false, false])
      const dts = read.map((pes) => pes.dts)
      expect(dts).toEqual(dts.toSorted((a, b) => a - b))
    }
  })

  test('has a delimiter before every picture, parameter sets before keyframes, and no delimiter twice', () => {
    const muxer = mpegTs.muxer([h264])
    const samples = [picture(0, ['09f0', '65aa'], { sync: true }), picture(3600, ['41bb', '', '41cc'])]
    const read = readTransportStream(muxer.part([samples])).map(({ data }) => data.toString('hex'))
    const sps = '00000001674d401feca02802dd80a8800000030080000018078c18cb'
    expect(read).toEqual([`${AUD}${sps}0000000168eaef200000000165aa`, `${AUD}0000000141bb0000000141cc`])
  })

  test('keeps what is whole of a picture whose sizes do not fit', () => {
    const muxer = mpegTs.muxer([h264])
    const whole = picture(0, ['41bb', '41cc'])
    const cut = { ...whole, data: whole.data.subarray(0, whole.data.length - 1) }
    expect(readTransportStream(muxer.part([[cut]]))[0]?.data.toString('hex')).toBe(`${AUD}0000000141bb`)
  })

  test('counts its clock on through the wrap at 33 bits', () => {
    const muxer = mpegTs.muxer([h264, aac])
    const wrap = 2 ** 33
    const start = wrap - 90_000 - 3 * 3600
    const pictures = Array.from({ length: 6 }, (_, n) => picture(start + n * 3600, ['41aa'], { composition: 7200 }))
    const samples = Math.round((start * 44_100) / 90_000)
    const sounds = Array.from({ length: 10 }, (_, n) => sound(samples + n * 1024))
    const read = readTransportStream(muxer.part([pictures, sounds]))
    const seen = read.filter(({ stream_type }) => stream_type === 0x1b)
    expect(seen.map(({ dts }) => dts)).toEqual([wrap - 10_800, wrap - 7200, wrap - 3600, 0, 3600, 7200])
    expect(seen.map(({ pts }) => pts)).toEqual([wrap - 3600, 0, 3600, 7200, 10_800, 14_400])
    expect(seen.every(({ pcr, dts }) => pcr !== null && (dts - pcr + wrap) % wrap === 45_000)).toBe(true)
    const heard = read.filter(({ stream_type }) => stream_type === 0x0f).map(({ pts }) => pts)
    expect(heard.some((pts) => pts > wrap / 2) && heard.some((pts) => pts < wrap / 2)).toBe(true)
  })

  test('shows no picture before it is decoded, and decodes each later than the one before, whatever the composition times', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 60 }), (offsets) => {
        const muxer = mpegTs.muxer([h264])
        const pictures = offsets.map((offset, n) => picture(n * 3600, ['41aa'], { composition: offset * 1800 }))
        const read = readTransportStream(muxer.part([pictures]))
        expect(read.every(({ pts, dts }) => pts >= dts)).toBe(true)
        expect(read.map(({ pts }) => pts)).toEqual(pictures.map(({ time, composition }) => time + composition + 90_000))
      }),
    )
  })

  test('gathers sound into packets of less than 100 ms, each frame behind its ADTS head', () => {
    const muxer = mpegTs.muxer([aac])
    const read = readTransportStream(muxer.part([Array.from({ length: 9 }, (_, n) => sound(n * 1024, 100 + n))]))
    expect(read).toHaveLength(3)
    expect(read.every(({ pcr, random_access }) => pcr !== null && random_access)).toBe(true)
    const frames: number[] = []
    for (const { data } of read) {
      for (let at = 0; at < data.length; ) {
        expect(data.readUInt16BE(at)).toBe(0xfff1)
        const size = (data.readUIntBE(at + 3, 3) >> 5) & 0x1fff
        expect((data.readUInt8(at + 2) >> 2) & 15).toBe(4)
        frames.push(size - 7)
        at += size
      }
    }
    expect(frames).toEqual(Array.from({ length: 9 }, (_, n) => 100 + n))
  })

  test('has a picture of any size, and one too large to count its bytes', () => {
    const muxer = mpegTs.muxer([h264])
    const counters = new Map<number, number>()
    for (const size of [...Array.from({ length: 400 }, (_, n) => n + 1), 65_000, 70_000, 900_000]) {
      const nal = `41${'ee'.repeat(size)}`
      const [read] = readTransportStream(muxer.part([[picture(0, [nal])]]), counters)
      expect(read?.data.length).toBe(6 + 4 + 1 + size)
    }
  })

  test.each([
    ['AAC LC', '1210', true],
    ['HE-AAC with its core at 22.05 kHz', '2b920800', true],
    ['HE-AAC v2', 'eb8a0800', true],
    ['frames of 960 samples', '1214', false],
    ['a sample rate of its own', '17801f4010', false],
    ['loudspeakers described elsewhere', '1200', false],
    ['xHE-AAC', 'f95e4000', false],
  ])('takes %s: %s', (_, config, expected) => {
    expect(mpegTs.carries(aacOf(config))).toBe(expected)
  })

  test('announces HE-AAC as its core', () => {
    const muxer = mpegTs.muxer([{ ...aacOf('2b920800'), timescale: 22_050 }])
    const [read] = readTransportStream(muxer.part([[sound(0)]]))
    const head = read?.data.readUInt8(2) ?? 0
    expect([head >> 6, (head >> 2) & 15]).toEqual([1, 7])
  })

  test('has no place for Opus, AV1 and VP9, and one for MP3 of both kinds', () => {
    const config = Buffer.alloc(19)
    for (const codec of ['av1', 'vp9'] as const)
      expect(mpegTs.carries({ ...h264, kind: 'video', codec, width: 0, height: 0 })).toBe(false)
    expect(mpegTs.carries({ ...(aac as AudioFormat), codec: 'opus', config })).toBe(false)
    const types = ['fffb9064', 'fff36064'].map((head) => {
      const track = format(mp3Format(Buffer.from(head, 'hex')))
      expect(mpegTs.carries(track)).toBe(true)
      return readTransportStream(mpegTs.muxer([track]).part([[sound(0)]]))[0]?.stream_type
    })
    expect(types).toEqual([0x03, 0x04])
  })
})
