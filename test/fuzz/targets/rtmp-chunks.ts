import type { MediaUnit } from '../../../node-runtime/media/unit.ts'
import { AmfError } from '../../../node-runtime/protocols/flv/amf-value.ts'
import { ChunkReader, type RtmpMessage } from '../../../node-runtime/protocols/rtmp/chunk-reader.ts'
import { parseCommand } from '../../../node-runtime/protocols/rtmp/commands.ts'
import { unitsOfMessage } from '../../../node-runtime/protocols/rtmp/to-stream.ts'
import { MAX_MESSAGE_BYTES, MESSAGE, message, RtmpError } from '../../../node-runtime/protocols/rtmp/wire.ts'
import type { FuzzTarget } from '../fuzz-target.ts'
import { expectSame, expectSameInPieces, expectTrue, type Parsed, roughly } from '../pieces.ts'

const CHUNK_BYTES = 128

function parse(pieces: readonly Buffer[]): Parsed<RtmpMessage> {
  const items: RtmpMessage[] = []
  const reader = new ChunkReader((whole) => items.push(whole))
  try {
    for (const piece of pieces) {
      reader.push(piece)
      expectTrue('unfinished messages are within the bound', reader.unfinished_bytes <= MAX_MESSAGE_BYTES)
      expectTrue('and never less than nothing', reader.unfinished_bytes >= 0)
    }
    return { items, error: null }
  } catch (error) {
    if (error instanceof RtmpError) return { items, error }
    throw error
  }
}

/** What a session does with a message; its own two errors are how it is refused. */
function understand(whole: RtmpMessage): string {
  try {
    if (whole.type === MESSAGE.command || whole.type === MESSAGE.command_amf3) return parseCommand(whole).name
    const units: MediaUnit[] = []
    unitsOfMessage(whole, (unit) => units.push(unit))
    for (const unit of units) {
      expectTrue('a payload begins within its body', unit.payload_offset <= unit.body.length)
      expectTrue('a time has 32 bits', unit.dts_ms >= 0 && unit.dts_ms < 2 ** 32)
    }
    return units.map((unit) => `${unit.kind}/${unit.codec}/${unit.config}`).join('+')
  } catch (error) {
    if (error instanceof RtmpError || error instanceof AmfError) return error.message.replaceAll(/\d+|".*"/g, '#')
    throw error
  }
}

/** RTMP's chunk stream, and the commands and media in its messages. */
export const rtmpChunks: FuzzTarget = {
  name: 'rtmp-chunks',
  covers: [
    '/rtmp/chunk-reader.ts',
    '/rtmp/commands.ts',
    '/rtmp/to-stream.ts',
    '/flv/tag-body.ts',
    '/flv/amf',
    '/rtmp/amf',
  ],
  max_bytes: 4_096,
  dictionary: [
    ...[0x02, 0x03, 0x43, 0x83, 0xc3, 0x04, 0xc4, 0x06, 0xc6, 0x00, 0x01].map((byte) => Buffer.from([byte])),
    Buffer.from('0200000000000401000000000000', 'hex'),
    Buffer.from([0xff, 0xff, 0xff]),
    Buffer.from([0x00, 0x00, 0x01, 0x00]),
    ...['connect', 'createStream', 'publish', 'play', 'deleteStream', '@setDataFrame', 'onMetaData', 'FCPublish'].map(
      (word) => Buffer.concat([Buffer.from([2, 0, word.length]), Buffer.from(word)]),
    ),
    ...['avc1', 'hvc1', 'av01', 'vp09', 'Opus', 'mp4a'].map((fourcc) => Buffer.from(fourcc)),
  ],
  seeds: [],
  check(input) {
    const { items, error } = expectSameInPieces(input, parse)
    const understood = items.map(understand)
    // What was read is written, and read again.
    const written = items.map(({ type, message_stream, timestamp_ms, body }) =>
      message(3, type, message_stream, timestamp_ms, body, CHUNK_BYTES),
    )
    const again = parse(written)
    expectSame('written and read again', again.items, items)
    expectTrue('what this node writes it can read', again.error === null)
    const [last = ''] = understood.slice(-1)
    return `${error?.message.replaceAll(/\d+/g, '#') ?? 'read'} ${roughly(items.length)} ${last}`
  },
}
