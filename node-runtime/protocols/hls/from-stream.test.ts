import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { audioConfig, audioUnit, videoConfig, videoUnit } from '../../media/media-fixtures.ts'
import type { MediaUnit } from '../../media/unit.ts'
import type { Container } from './container.ts'
import { fmp4 } from './fmp4/container.ts'
import { boxesAt, readBoxes, readSamples } from './fmp4/mp4-reader.ts'
import { type Part, Segmenter } from './from-stream.ts'
import type { TrackFormat } from './track-format.ts'
import type { TakenTracks } from './track-layout.ts'

/** A segmenter, and what came out of it. */
function start(
  options: {
    container?: Container
    takes?: TakenTracks
    part_ms?: number
    segment_ms?: number
    max_segment_ms?: number
    max_bytes?: number
    fps?: number
  } = {},
) {
  const tracks: (readonly TrackFormat[])[] = []
  const inits: Buffer[] = []
  const parts: Part[] = []
  const targets: number[] = []
  /** Parts of each whole segment. */
  const segments: Part[][] = []
  let growing: Part[] = []
  const segmenter = new Segmenter({
    container: options.container ?? fmp4,
    takes: options.takes ?? { video: 0, audio: 0 },
    part_ms: options.part_ms ?? 200,
    segment_ms: options.segment_ms ?? 2000,
    max_segment_ms: options.max_segment_ms ?? 20_000,
    max_segment_bytes: options.max_bytes ?? 10_000_000,
    frameRate: () => options.fps ?? null,
    onTracks: (formats, init) => {
      tracks.push(formats)
      if (init) inits.push(init)
    },
    onPart: (part, target) => {
      parts.push(part)
      growing.push(part)
      targets.push(target)
    },
    onSegment: () => {
      if (growing.length > 0) segments.push(growing)
      growing = []
    },
  })
  const samples = (of: readonly Part[]) => readSamples(Buffer.concat(of.map(({ bytes }) => bytes)))
  return { segmenter, tracks, inits, parts, segments, targets, samples }
}

const lengths = (segments: readonly (readonly Part[])[]) =>
  segments.map((parts) => Math.round(parts.reduce((sum, { duration_ms }) => sum + duration_ms, 0)))

/** Pictures at 25 a second with a keyframe every so many ms, and sound beside them, for so long. */
function play(
  { segmenter }: ReturnType<typeof start>,
  keyframe_ms: number,
  until_ms: number,
  kinds = 'va',
  from_ms = 0,
) {
  const units: MediaUnit[] = []
  if (kinds.includes('v')) {
    for (let at = from_ms; at < until_ms; at += 40) units.push(videoUnit(at, (at - from_ms) % keyframe_ms === 0))
  }
  if (kinds.includes('a')) {
    for (let frame = 0; ; frame++) {
      const at = from_ms + Math.round((frame * 1_024_000) / 44_100)
      if (at >= until_ms) break
      units.push(audioUnit(at))
    }
  }
  units.sort((a, b) => a.dts_ms - b.dts_ms)
  const sound_alone = !kinds.includes('v')
  for (const unit of units) segmenter.push(unit, unit.keyframe || sound_alone)
}

describe('a stream as fMP4', () => {
  test('is cut into segments at keyframes and into parts of 200 ms, with every frame in it once and no gap', () => {
    const out = start({ fps: 25 })
    out.segmenter.push(videoConfig(), false)
    out.segmenter.push(audioConfig(), false)
    play(out, 1000, 10_000)
    out.segmenter.finish()
    expect(lengths(out.segments).slice(0, 4)).toEqual([2000, 2000, 2000, 2000])
    expect(out.segments.every(([first]) => first?.independent)).toBe(true)
    expect(new Set(out.parts.slice(0, -1).map(({ duration_ms }) => duration_ms))).toEqual(new Set([200]))
    expect(out.targets.every((target) => target >= 200 && target * 0.85 <= 200)).toBe(true)
    for (const [track_id, count] of [
      [1, 250],
      [2, 431],
    ] as const) {
      const samples = out.samples(out.parts).filter((sample) => sample.track_id === track_id)
      expect(samples).toHaveLength(count)
      for (const [index, sample] of samples.entries()) {
        if (index > 0) expect(sample.dts).toBe((samples[index - 1]?.dts ?? 0) + (samples[index - 1]?.duration ?? 0))
      }
    }
  })

  test.each([
    [1480, [1480, 1480, 1480]],
    [5000, [5000, 5000]],
    [9600, [9600]],
    [400, [2000, 2000, 2000]],
  ])('with a keyframe every %i ms has segments that begin with one', (keyframe_ms, expected) => {
    const out = start({ fps: 25 })
    out.segmenter.push(videoConfig(), false)
    play(out, keyframe_ms, 12_000, 'v')
    expect(lengths(out.segments).slice(0, expected.length)).toEqual(expected)
    expect(out.segments.every(([first]) => first?.independent)).toBe(true)
  })

  test('without any further keyframe is cut at its bounds, and says that these segments do not stand alone', () => {
    const out = start({ max_segment_ms: 3000, fps: 25 })
    out.segmenter.push(videoConfig(), false)
    play(out, 1_000_000, 10_000, 'v')
    expect(lengths(out.segments)).toEqual([3000, 3000, 3000])
    expect(out.segments.map(([first]) => first?.independent)).toEqual([true, false, false])
    const large = start({ max_bytes: 20_000, fps: 25 })
    large.segmenter.push(videoConfig(), false)
    for (let index = 0; index < 2000; index++) large.segmenter.push(videoUnit(index, index === 0, 1000), index === 0)
    expect(Math.max(...large.parts.map(({ bytes }) => bytes.length))).toBeLessThan(25_000)
  })

  test('of sound alone is cut by time', () => {
    const out = start()
    out.segmenter.push(audioConfig(), false)
    play(out, 0, 10_000, 'a')
    expect(lengths(out.segments).every((ms) => ms > 1950 && ms < 2050)).toBe(true)
    expect(out.segments).toHaveLength(5)
    expect(out.parts.every(({ independent, duration_ms }) => independent && duration_ms <= (out.targets[0] ?? 0))).toBe(
      true,
    )
  })

  test('keeps pictures that are shown in another order than they are decoded in', () => {
    const out = start({ fps: 25 })
    out.segmenter.push(videoConfig(), false)
    const offsets = [80, 160, 40, 40]
    for (let index = 0; index < 100; index++) {
      const unit = videoUnit(index * 40, index % 50 === 0)
      const body = Buffer.from(unit.body)
      body.writeIntBE(offsets[index % 4] ?? 0, 2, 3)
      out.segmenter.push({ ...unit, body }, unit.keyframe)
    }
    out.segmenter.finish()
    const samples = out.samples(out.parts)
    expect(samples.slice(0, 8).map(({ dts, pts }) => (pts - dts) / 90)).toEqual([...offsets, ...offsets])
    expect(samples.filter(({ sync }) => sync).map(({ dts }) => dts / 90)).toEqual([0, 2000])
  })

  test('goes on behind a discontinuity when its decoder configuration changes', () => {
    const out = start({ fps: 25 })
    out.segmenter.push(videoConfig(), false)
    out.segmenter.push(audioConfig(), false)
    play(out, 1000, 3000)
    out.segmenter.push(
      videoConfig('0164001fffe1001867640028acd940780227e5c044000003000400000300f03c60c65801000568ebecb22c'),
      false,
    )
    out.segmenter.push(videoUnit(3000), false)
    play(out, 1000, 6000, 'va', 3040)
    expect(out.tracks).toHaveLength(2)
    expect(out.tracks.map(([video]) => video?.codec_string)).toEqual(['avc1.4d401f', 'avc1.64001f'])
    expect(lengths(out.segments).slice(0, 3)).toEqual([2000, 1040, 2000])
    const [entry] = boxesAt(readBoxes(out.inits[1] ?? Buffer.alloc(0)), 'moov/trak/mdia/minf/stbl/stsd')
    expect(entry?.content.includes(Buffer.from('avcC'))).toBe(true)
    // The picture between the new configuration and its keyframe cannot be decoded.
    expect(out.samples(out.parts).some(({ dts, track_id }) => track_id === 1 && dts === 3000 * 90)).toBe(false)
  })

  test('goes on with sound when pictures stop, and with pictures when they are back', () => {
    const out = start({ fps: 25 })
    out.segmenter.push(videoConfig(), false)
    out.segmenter.push(audioConfig(), false)
    play(out, 1000, 2000)
    const before = out.parts.length
    play(out, 0, 6000, 'a', 2000)
    expect(out.parts.length - before).toBeGreaterThan(10)
    play(out, 1000, 9000, 'va', 6000)
    const pictures = out.samples(out.parts).filter(({ track_id }) => track_id === 1)
    for (const [index, sample] of pictures.entries()) {
      if (index > 0) expect(sample.dts).toBe((pictures[index - 1]?.dts ?? 0) + (pictures[index - 1]?.duration ?? 0))
    }
    expect(Math.max(...out.parts.map(({ duration_ms }) => duration_ms))).toBeLessThanOrEqual(202)
  })

  test('of nothing that HLS carries says so', () => {
    const out = start()
    const mp3: MediaUnit = { ...audioUnit(0), codec: 'mp3', payload_offset: 1 }
    out.segmenter.push(mp3, true)
    expect(out.tracks).toEqual([[]])
  })

  test('of any units at any times loses none of those it can place, and never goes back', () => {
    const unit = fc.tuple(
      fc.constantFrom('key', 'picture', 'sound'),
      fc.integer({ min: 0, max: 400 }),
      fc.nat({ max: 50 }),
    )
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 300 }), (units) => {
        const out = start({ fps: 25, segment_ms: 1000 })
        out.segmenter.push(videoConfig(), false)
        out.segmenter.push(audioConfig(), false)
        out.segmenter.push(videoUnit(0, true), true)
        let at = 0
        let pictures = 1
        for (const [kind, step, size] of units) {
          at += step
          const key = kind === 'key'
          if (kind !== 'sound') pictures++
          out.segmenter.push(kind === 'sound' ? audioUnit(at, size + 1) : videoUnit(at, key, size + 1), key)
        }
        out.segmenter.finish()
        const samples = out.samples(out.parts)
        expect(samples.filter(({ track_id }) => track_id === 1)).toHaveLength(pictures)
        for (const id of [1, 2]) {
          const times = samples.filter(({ track_id }) => track_id === id).map(({ dts }) => dts)
          expect(times).toEqual(times.toSorted((a, b) => a - b))
        }
        const starts = out.parts.map(({ start_ms }) => start_ms)
        expect(starts).toEqual(starts.toSorted((a, b) => a - b))
      }),
      { numRuns: 200 },
    )
  })
})
