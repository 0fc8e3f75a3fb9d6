import type { MediaUnit } from '../../media/unit.ts'
import { AmfError } from '../flv/amf-value.ts'
import { encodeAmf } from '../flv/amf0.ts'
import { unitOfTag, unitsOfTag } from '../flv/tag-body.ts'
import { SCRIPT_TAG, TAG_HEADER_BYTES, TAG_TRAILER_BYTES } from '../flv/wire.ts'
import { readAmfMessage } from './amf-message.ts'
import type { RtmpMessage } from './chunk-reader.ts'
import { MESSAGE, RtmpError } from './wire.ts'

/** Bytes of the name `@setDataFrame` in AMF0. */
const SET_DATA_FRAME_BYTES = encodeAmf('@setDataFrame').length

/**
 * Hands on the units of one message of a publisher; none for messages that carry no media.
 * @throws {RtmpError} an aggregate message that is cut off
 */
export function unitsOfMessage(message: RtmpMessage, onUnit: (unit: MediaUnit) => void): void {
  const { type, timestamp_ms, body } = message
  if (type === MESSAGE.audio || type === MESSAGE.video) {
    unitsOfTag(type, timestamp_ms, body, onUnit)
  } else if (type === MESSAGE.data || type === MESSAGE.data_amf3) {
    const unit = dataUnit(message)
    if (unit) onUnit(unit)
  } else if (type === MESSAGE.aggregate) {
    splitAggregate(message, onUnit)
  }
}

/** `@setDataFrame` stands before what is to be kept, `@clearDataFrame` before what is to be forgotten; viewers get neither. */
function dataUnit(message: RtmpMessage): MediaUnit | null {
  try {
    const { values, amf0 } = readAmfMessage(message)
    const framed = values[0] === '@setDataFrame'
    if (values[0] === '@clearDataFrame') return null
    if (amf0) return unitOfTag(SCRIPT_TAG, message.timestamp_ms, framed ? amf0.subarray(SET_DATA_FRAME_BYTES) : amf0)
    const [name, described] = framed ? values.slice(1) : values
    if (name !== 'onMetaData' || !(described instanceof Map)) return null
    // Players know AMF0. What has no simple value in AMF3 is nothing that a player looks for.
    const simple = [...described].filter(([, value]) => ['number', 'string', 'boolean'].includes(typeof value))
    return unitOfTag(SCRIPT_TAG, message.timestamp_ms, encodeAmf(name, new Map(simple)))
  } catch (error) {
    // Data that cannot be read is no reason to end a publication: it is left out.
    if (error instanceof AmfError) return null
    throw error
  }
}

/** An aggregate message (7.1.6) is FLV tags; their times count from the message's own, as the first tag says. */
function splitAggregate({ timestamp_ms, body }: RtmpMessage, onUnit: (unit: MediaUnit) => void): void {
  let first: number | null = null
  for (let at = 0; at < body.length; ) {
    if (at + TAG_HEADER_BYTES > body.length) throw new RtmpError('an aggregate message is cut off')
    const type = body.readUInt8(at)
    const size = body.readUIntBE(at + 1, 3)
    const tag_ms = ((body.readUInt8(at + 7) << 24) | body.readUIntBE(at + 4, 3)) >>> 0
    const from = at + TAG_HEADER_BYTES
    if (from + size > body.length) throw new RtmpError('an aggregate message is cut off')
    first ??= tag_ms
    const dts_ms = (timestamp_ms + tag_ms - first) >>> 0
    unitsOfTag(type, dts_ms, Buffer.from(body.subarray(from, from + size)), onUnit)
    at = from + size + TAG_TRAILER_BYTES
  }
}
