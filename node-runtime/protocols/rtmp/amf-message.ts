import { AmfError, type AmfValue } from '../flv/amf-value.ts'
import { AmfReader } from '../flv/amf0.ts'
import { Amf3Reader } from '../flv/amf3.ts'
import type { RtmpMessage } from './chunk-reader.ts'
import { MESSAGE } from './wire.ts'

/** The values of a command or data message. */
export interface AmfMessage {
  readonly values: readonly AmfValue[]
  /** The same values as plain AMF0, as they stand in the message; null where some are AMF3. */
  readonly amf0: Buffer | null
}

/** How the body of an AMF3 message begins: with a byte that says AMF0 or AMF3, or, from some clients, with the name at once. */
const SAYS_AMF0 = 0
const SAYS_AMF3 = 3
const AMF0_STRING = 2
const AMF3_STRING = 6

/**
 * Reads a message of type 20, 17 (commands), 18 or 15 (data). Those of types 17 and 15 are AMF0 behind a byte 0 from nearly every
 * client, with AMF3 values behind the avmplus marker where the client has objects to say.
 * @throws {AmfError}
 */
export function readAmfMessage({ type, body }: RtmpMessage): AmfMessage {
  if (type === MESSAGE.command || type === MESSAGE.data) return readAmf0(body, 0)
  const first = body[0]
  if (first === SAYS_AMF0) return readAmf0(body, 1)
  if (first === AMF0_STRING) return readAmf0(body, 0)
  if (first === SAYS_AMF3) return readAmf3(body, 1)
  if (first === AMF3_STRING) return readAmf3(body, 0)
  throw new AmfError('an AMF3 message that begins with neither AMF0 nor AMF3')
}

function readAmf0(body: Buffer, offset: number): AmfMessage {
  const reader = new AmfReader(body, offset)
  const values: AmfValue[] = []
  while (!reader.done) values.push(reader.next())
  return { values, amf0: reader.met_amf3 ? null : body.subarray(offset) }
}

function readAmf3(body: Buffer, offset: number): AmfMessage {
  const reader = new Amf3Reader(body, offset)
  const values: AmfValue[] = []
  while (!reader.done) values.push(reader.next())
  return { values, amf0: null }
}
