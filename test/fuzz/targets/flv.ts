import type { MediaUnit } from '../../../node-runtime/media/unit.ts'
import { readExtendedHead } from '../../../node-runtime/protocols/flv/extended-tag.ts'
import { tagTypeOf } from '../../../node-runtime/protocols/flv/from-stream.ts'
import { FlvDemuxer } from '../../../node-runtime/protocols/flv/to-stream.ts'
import { FlvError, writeTag } from '../../../node-runtime/protocols/flv/wire.ts'
import { enhancedFiles } from '../enhanced-flv.ts'
import type { FuzzTarget } from '../fuzz-target.ts'
import { expectSame, expectSameInPieces, expectTrue, type Parsed, roughly } from '../pieces.ts'

type Tag = MediaUnit | { readonly type: number; readonly body: Buffer }

const parse =
  (header: 'file' | 'none') =>
  (pieces: readonly Buffer[]): Parsed<Tag> => {
    const items: Tag[] = []
    const demuxer = new FlvDemuxer({
      header,
      onUnit: (unit) => items.push(unit),
      onTag: (type, body) => items.push({ type, body }),
    })
    try {
      for (const piece of pieces) demuxer.push(piece)
      return { items, error: null }
    } catch (error) {
      if (error instanceof FlvError) return { items, error }
      throw error
    }
  }

function kindOf(tag: Tag): string {
  if ('type' in tag) return 'other'
  expectTrue('a payload begins within its body', tag.payload_offset <= tag.body.length)
  if (tag.kind !== 'metadata') readExtendedHead(tag.kind, tag.body)
  return `${tag.kind}/${tag.codec}/${tag.config}/${tag.keyframe}/${tag.track_id ?? 0}`
}

const tagBytes = (tag: Tag) =>
  'type' in tag ? writeTag(tag.type, 0, tag.body) : writeTag(tagTypeOf(tag), tag.dts_ms, tag.body)

/** FLV as files, requests and relays carry it, and what stands in its tags. */
export const flv: FuzzTarget = {
  name: 'flv',
  covers: ['/flv/'],
  max_bytes: 4_096,
  dictionary: [
    Buffer.from('464c5601050000000900000000', 'hex'),
    Buffer.from([8, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0xaf, 1, 0, 0, 0, 13]),
    Buffer.from([9, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0x17, 1, 0, 0, 0, 1, 0, 0, 0, 17]),
    ...[0x17, 0x27, 0x90, 0x91, 0x93, 0x96, 0x97, 0xaf, 0x95].map((byte) => Buffer.from([byte])),
    ...['avc1', 'hvc1', 'av01', 'vp09', 'Opus', 'mp4a', 'fLaC', '.mp3'].map((fourcc) => Buffer.from(fourcc)),
    Buffer.from([2, 0, 10, ...Buffer.from('onMetaData'), 8, 0, 0, 0, 0]),
  ],
  seeds: enhancedFiles,
  check(input) {
    const header = input[0] === 0x46 ? 'file' : 'none'
    const { items, error } = expectSameInPieces(input, parse(header))
    const [kind = ''] = items.map(kindOf).slice(-1)
    const again = parse('none')(items.map(tagBytes))
    expectSame('written and read again', again.items, items)
    expectTrue('what this node writes it can read', again.error === null)
    return `${error?.message.replaceAll(/\d+/g, '#') ?? 'read'} ${roughly(items.length)} ${kind}`
  },
}
