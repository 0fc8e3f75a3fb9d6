import type { AmfValue } from '../flv/amf-value.ts'
import { type AmfWritable, encodeAmf } from '../flv/amf0.ts'
import { readAmfMessage } from './amf-message.ts'
import { type ClientCapabilities, capabilitiesAnswer, capabilitiesOf } from './capabilities.ts'
import type { RtmpMessage } from './chunk-reader.ts'
import { CHUNK_STREAM, MESSAGE, message, OUT_CHUNK_SIZE, RtmpError } from './wire.ts'

/** What `publish` asks for; none but live is kept, and a client that asks for more is told so. */
export type PublishType = 'live' | 'record' | 'append'

/** What a client asks for (RTMP 1.0, 7.2, and what encoders add to it). */
export type RtmpCommand = { readonly id: number } & (
  | {
      readonly name: 'connect'
      readonly app: string
      /** The page that it is part of, in old players; null: it does not say. */
      readonly page_url: string | null
      readonly client: string
      /** 0: AMF0, 3: AMF3 where it likes. */
      readonly object_encoding: 0 | 3
      readonly capabilities: ClientCapabilities
    }
  | { readonly name: 'createStream' | 'closeStream' }
  | {
      readonly name: 'releaseStream' | 'FCPublish' | 'FCUnpublish' | 'FCSubscribe' | 'FCUnsubscribe'
      readonly stream: string
    }
  | { readonly name: 'getStreamLength' }
  | { readonly name: 'publish'; readonly stream: string; readonly type: PublishType }
  | {
      readonly name: 'play'
      readonly stream: string
      /** How long to play, in seconds; negative: until the end. */
      readonly duration_s: number
      /** What played before is over, and the client wants to hear so. */
      readonly reset: boolean
    }
  | { readonly name: 'play2'; readonly stream: string }
  | { readonly name: 'deleteStream'; readonly message_stream: number }
  | { readonly name: 'pause'; readonly paused: boolean }
  | { readonly name: 'seek' }
  | { readonly name: 'receiveAudio' | 'receiveVideo'; readonly wanted: boolean }
  /** What a client answers to this side's commands, none of which needs an answer. */
  | { readonly name: 'answer' }
  | { readonly name: 'other'; readonly called: string }
)

const text = (value: AmfValue) => (typeof value === 'string' ? value : '')
const number = (value: AmfValue, absent: number) =>
  typeof value === 'number' && Number.isFinite(value) ? value : absent

/**
 * Reads a command message.
 * @throws {AmfError | RtmpError}
 */
export function parseCommand(received: RtmpMessage): RtmpCommand {
  const [called, transaction, object, first, second, third, fourth] = readAmfMessage(received).values
  if (typeof called !== 'string') throw new RtmpError('a command without a name')
  const id = number(transaction, 0)
  switch (called) {
    case 'connect': {
      const properties = object instanceof Map ? object : new Map<string, AmfValue>()
      return {
        name: called,
        id,
        app: text(properties.get('app')),
        client: text(properties.get('flashVer')).slice(0, 128),
        page_url: text(properties.get('pageUrl')).slice(0, 512) || null,
        object_encoding: properties.get('objectEncoding') === 3 ? 3 : 0,
        capabilities: capabilitiesOf(properties),
      }
    }
    case 'createStream':
    case 'closeStream':
    case 'getStreamLength':
      return { name: called, id }
    case 'releaseStream':
    case 'FCPublish':
    case 'FCUnpublish':
    case 'FCSubscribe':
    case 'FCUnsubscribe':
      return { name: called, id, stream: text(first) }
    case 'publish':
      return {
        name: called,
        id,
        stream: text(first),
        type: second === 'record' || second === 'append' ? second : 'live',
      }
    case 'play':
      // `second` is where to start, and a live stream has one place to start at, whatever is asked for.
      return { name: called, id, stream: text(first), duration_s: number(third, -1), reset: isYes(fourth, true) }
    case 'play2':
      return { name: called, id, stream: text(first instanceof Map ? first.get('streamName') : undefined) }
    case 'deleteStream':
      return { name: called, id, message_stream: number(first, 0) }
    case 'pause':
    case 'pauseRaw':
      return { name: 'pause', id, paused: isYes(first, true) }
    case 'seek':
      return { name: called, id }
    case 'receiveAudio':
    case 'receiveVideo':
      return { name: called, id, wanted: isYes(first, true) }
    case '_result':
    case '_error':
    case 'onStatus':
      return { name: 'answer', id }
    default:
      return { name: 'other', id, called: called.slice(0, 64) }
  }
}

function isYes(value: AmfValue, absent: boolean): boolean {
  if (typeof value === 'boolean') return value
  return typeof value === 'number' ? value !== 0 : absent
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

/** The refusal of a command that asked for an answer. */
export function failure(id: number, code: string, description: string): Buffer {
  return command(0, '_error', id, null, { level: 'error', code, description })
}

/** How bad it is: `error` makes clients stop and show the description. */
export type StatusLevel = 'status' | 'warning' | 'error'

/** What a stream has become; on message stream 0, what the connection has. */
export function status(message_stream: number, level: StatusLevel, code: string, description: string): Buffer {
  return command(message_stream, 'onStatus', 0, null, { level, code, description })
}

/** The answer to `connect` (7.2.1.1). */
export function connectAccepted(id: number, object_encoding: 0 | 3, capabilities: ClientCapabilities): Buffer {
  const information = {
    level: 'status',
    code: 'NetConnection.Connect.Success',
    description: 'Connected.',
    objectEncoding: object_encoding,
  }
  const properties = { fmsVer: 'FMS/3,0,1,123', capabilities: 31, ...capabilitiesAnswer(capabilities) }
  return result(id, properties, { ...information, ...capabilitiesAnswer(capabilities) })
}

/** The refusal of `connect`. */
export function connectRejected(id: number, description: string): Buffer {
  return failure(id, 'NetConnection.Connect.Rejected', description)
}

/** What FMS calls on its client for FCPublish, FCUnpublish and FCSubscribe; FMLE and librtmp look for it. */
export function fcStatus(called: string, code: string, description: string): Buffer {
  return command(0, called, 0, null, { level: 'status', code, description })
}

/**
 * Sends a player to another address: as FMS and SRS do (`ex.redirect`, 302, the application's address, and `redirect2`, the stream's), and as
 * enhanced RTMP 2 asks clients that say they can.
 */
export function redirection(tc_url: string, stream_url: string, description: string, reconnect: boolean): Buffer {
  const code = reconnect ? 'NetConnection.Connect.ReconnectRequest' : 'NetConnection.Connect.Rejected'
  const ex = { code: 302, redirect: tc_url, redirect2: stream_url }
  const how = reconnect ? { level: 'status', tcUrl: tc_url } : { level: 'error', ex }
  return command(0, 'onStatus', 0, null, { ...how, code, description })
}
