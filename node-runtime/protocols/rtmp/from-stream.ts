import type { Packager } from '../../media/packager.ts'
import type { MediaUnit } from '../../media/unit.ts'
import { tagTypeOf } from '../flv/from-stream.ts'
import { CHUNK_STREAM, MESSAGE_STREAM, OUT_CHUNK_SIZE, putMessage, sizeOfMessage } from './wire.ts'

const NOTHING = Buffer.alloc(0)

/** RTMP play: every message chunked once with a full header, so that all players get the same bytes. */
export const rtmpPackager: Packager = {
  format: 'rtmp',
  preamble: () => NOTHING,
  sizeOf: (unit, dts_ms) => sizeOfMessage(dts_ms, unit.body.length, OUT_CHUNK_SIZE),
  write: (unit, dts_ms, into, offset) =>
    putMessage(chunkStreamOf(unit), tagTypeOf(unit), MESSAGE_STREAM, dts_ms, unit.body, OUT_CHUNK_SIZE, into, offset),
}

/** The chunk stream that units of this kind go out on. */
export function chunkStreamOf(unit: MediaUnit): number {
  return CHUNK_STREAM[unit.kind === 'metadata' ? 'data' : unit.kind]
}
