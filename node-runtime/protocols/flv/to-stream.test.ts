import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { audioConfig, audioUnit, videoConfig, videoUnit } from '../../media/media-fixtures.ts'
import type { MediaUnit } from '../../media/unit.ts'
import { encodeAmf } from './amf0.ts'
import { flvPackager, tagTypeOf } from './from-stream.ts'
import { unitOfTag } from './tag-body.ts'
import { FlvDemuxer } from './to-stream.ts'
import { FlvError, SCRIPT_TAG, VIDEO_TAG, writeTag } from './wire.ts'

const metadata = Buffer.concat([encodeAmf('onMetaData', new Map([['width', 640]]))])
const UNITS: MediaUnit[] = [
  unitOfTag(SCRIPT_TAG, 0, metadata) as MediaUnit,
  videoConfig(),
  audioConfig(),
  videoUnit(0, true, 70_000),
  audioUnit(21),
  videoUnit(0x1234567, false),
  videoUnit(2 ** 32 - 1, false, 300_000),
]

function fileOf(units: readonly MediaUnit[]): Buffer {
  const head = flvPackager.preamble({ metadata: null, configs: [], has_audio: true, has_video: true })
  const tags = units.map((unit) => writeTag(tagTypeOf(unit), unit.dts_ms, unit.body))
  return Buffer.concat([head, ...tags])
}

/** The bytes cut at the given places. */
function* pieces(bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  let at = 0
  for (let index = 0; at < bytes.length; index++) {
    const size = sizes[index % sizes.length] ?? bytes.length
    yield bytes.subarray(at, at + size)
    at += size
  }
}

describe('an FLV stream', () => {
  test('gives back what was packed, however it is cut into pieces', () => {
    const file = fileOf(UNITS)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 1, maxLength: 20 }), (sizes) => {
        const units: MediaUnit[] = []
        const demuxer = new FlvDemuxer({ header: 'file', onUnit: (unit) => units.push(unit) })
        for (const piece of pieces(file, sizes)) demuxer.push(piece)
        expect(units.map(({ kind, dts_ms, keyframe, config }) => ({ kind, dts_ms, keyframe, config }))).toEqual(
          UNITS.map(({ kind, dts_ms, keyframe, config }) => ({ kind, dts_ms, keyframe, config })),
        )
        expect(units.every((unit, index) => unit.body.equals(UNITS[index]?.body ?? Buffer.alloc(0)))).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  test('in single bytes gives back what was packed', () => {
    const units: MediaUnit[] = []
    const demuxer = new FlvDemuxer({ header: 'file', onUnit: (unit) => units.push(unit) })
    for (const piece of pieces(fileOf(UNITS.slice(0, 5)), [1])) demuxer.push(piece)
    expect(units).toHaveLength(5)
  })

  test('hands tags of other types to whoever wants them', () => {
    const tags: [number, string][] = []
    const demuxer = new FlvDemuxer({
      header: 'none',
      onUnit: () => undefined,
      onTag: (type, body) => tags.push([type, body.toString()]),
    })
    demuxer.push(Buffer.concat([writeTag(30, 0, Buffer.from('{"type":"ping"}')), writeTag(30, 0, Buffer.alloc(0))]))
    expect(tags).toEqual([
      [30, '{"type":"ping"}'],
      [30, ''],
    ])
  })

  test('with a tag larger than the limit is refused at its header', () => {
    const demuxer = new FlvDemuxer({ header: 'none', onUnit: () => undefined, max_tag_bytes: 1000 })
    expect(() => demuxer.push(writeTag(VIDEO_TAG, 0, Buffer.alloc(1001)).subarray(0, 11))).toThrow(FlvError)
    expect(() => demuxer.push(Buffer.alloc(1))).toThrow(FlvError)
  })

  test('whose size behind a tag is wrong is refused', () => {
    const tag = writeTag(VIDEO_TAG, 0, Buffer.alloc(20))
    tag.writeUInt32BE(7, tag.length - 4)
    expect(() => new FlvDemuxer({ header: 'none', onUnit: () => undefined }).push(tag)).toThrow(FlvError)
  })

  test('of garbage is refused or skipped, and nothing else happens', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), fc.boolean(), (chunks, file) => {
        const demuxer = new FlvDemuxer({ header: file ? 'file' : 'none', onUnit: () => undefined })
        try {
          for (const chunk of chunks) demuxer.push(Buffer.from(chunk))
        } catch (error) {
          expect(error).toBeInstanceOf(FlvError)
        }
      }),
    )
  })
})
