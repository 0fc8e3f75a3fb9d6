import { type AmfValue, type AmfWritable, decodeAmf, encodeAmf } from '../flv/amf0.ts'
import type { RtmpMessage } from './chunk-reader.ts'
import { CHUNK_STREAM, MESSAGE, MESSAGE_STREAM, message, OUT_CHUNK_SIZE, RtmpError } from './wire.ts'

/** What a client asks for (RTMP 1.0, 7.2, and what encoders add to it). */
export type RtmpCommand =
  | {
      readonly name: 'connect'
      readonly id: number
      readonly app: string
      readonly client: string
      readonly enhanced: boolean
    }
  | { readonly name: 'createStream'; readonly id: number }
  | {
      readonly name: 'releaseStream' | 'FCPublish' | 'getStreamLength' | 'FCSubscribe'
      readonly id: number
      readonly stream: string
    }
  | { readonly name: 'publish' | 'play'; readonly id: number; readonly stream: string }
  | { readonly name: 'FCUnpublish' | 'deleteStream' | 'closeStream'; readonly id: number }
  | { readonly name: 'other'; readonly id: number; readonly called: string }

const text = (value: AmfValue) => (typeof value === 'string' ? value : '')

/**
 * Reads a command message. Commands of type 17 (AMF3) begin with a byte 0 and are AMF0 from there on, in every encoder there is.
 * @throws {AmfError | RtmpError}
 */
export function parseCommand({ type, body }: RtmpMessage): RtmpCommand {
  const [called, transaction, object, argument] = decodeAmf(body, type === MESSAGE.command_amf3 ? 1 : 0)
  if (typeof called !== 'string') throw new RtmpError('a command without a name')
  const id = typeof transaction === 'number' && Number.isFinite(transaction) ? transaction : 0
  switch (called) {
    case 'connect': {
      const properties = object instanceof Map ? object : new Map<string, AmfValue>()
      const app = text(properties.get('app'))
      const client = text(properties.get('flashVer')).slice(0, 128)
      return { name: called, id, app, client, enhanced: properties.has('fourCcList') }
    }
    case 'createStream':
    case 'FCUnpublish':
    case 'deleteStream':
    case 'closeStream':
      return { name: called, id }
    case 'releaseStream':
    case 'FCPublish':
    case 'FCSubscribe':
    case 'getStreamLength':
    case 'publish':
    case 'play':
      return { name: called, id, stream: text(argument) }
    default:
      return { name: 'other', id, called: called.slice(0, 64) }
  }
}

/** A command of ours on a message stream, in chunks of the size we announced. */
export function command(message_stream: number, ...values: readonly AmfWritable[]): Buffer {
  const body = encodeAmf(...values)
  return message(CHUNK_STREAM.command, MESSAGE.command, message_stream, 0, body, OUT_CHUNK_SIZE)
}

/** The answer to a command that asked for one. */
export function result(id: number, ...values: readonly AmfWritable[]): Buffer {
  return command(0, '_result', id, ...values)
}

/** What a connection or a stream has become: `error` makes clients stop and show the description. */
export function status(level: 'status' | 'error', code: string, description: string): Buffer {
  return command(MESSAGE_STREAM, 'onStatus', 0, null, { level, code, description })
}

/** The answer to `connect` (7.2.1.1). */
export function connectAccepted(id: number, enhanced: boolean): Buffer {
  const information = {
    level: 'status',
    code: 'NetConnection.Connect.Success',
    description: 'Connected.',
    objectEncoding: 0,
  }
  // Enhanced RTMP: every codec is carried, because none is looked into.
  const fourcc = enhanced ? { fourCcList: ['*'] } : {}
  return result(id, { fmsVer: 'FMS/3,0,1,123', capabilities: 31 }, { ...information, ...fourcc })
}

/** The refusal of `connect`. */
export function connectRejected(id: number, description: string): Buffer {
  const information = { level: 'error', code: 'NetConnection.Connect.Rejected', description }
  return command(0, '_error', id, null, information)
}
