import { request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

const AUDIO_TAG = 8
const VIDEO_TAG = 9
const SCRIPT_TAG = 18
/**
 * FLV 10.1, annex E.5: `onMetaData` with nothing but `audiocodecid`, 10 (AAC), in AMF0. It says that there is no picture: without it each
 * node on the way waits a second for one before it takes the stream for sound alone.
 */
const SOUND_ALONE = Buffer.concat([
  Buffer.from([0x02, 0x00, 0x0a]),
  Buffer.from('onMetaData'),
  Buffer.from([0x08, 0, 0, 0, 1, 0x00, 0x0c]),
  Buffer.from('audiocodecid'),
  Buffer.from([0x00, 0x40, 0x24, 0, 0, 0, 0, 0, 0]),
  Buffer.from([0, 0, 0x09]),
])
/** FLV 10.1: an AAC sequence header, and AAC-LC at 48 kHz with two channels (ISO 14496-3, AudioSpecificConfig). */
const SOUND_HEADER = Buffer.from([0xaf, 0x00, 0x11, 0x90])
/** One frame of silence. */
const SILENCE = Buffer.from([0xaf, 0x01, 0x21, 0x00, 0x49, 0x90, 0x02, 0x19, 0x00, 0x23, 0x80])
const FRAME_MS = 1024 / 48
const FLV_HEAD = Buffer.from([0x46, 0x4c, 0x56, 1, 0x04, 0, 0, 0, 9, 0, 0, 0, 0])
const ANSWER_TIMEOUT_MS = 10_000
/** How long the node may take to say that it has all of a stream that ended. */
const LAST_ANSWER_MS = 1_000
/** The most kept of an answer that is not understood yet: a tag may be large. */
const MAX_HELD = 8 * 1024 * 1024

/** Somebody did not get what they asked a node for. */
export class MediaRefusal extends Error {
  /** 0: there was no answer. */
  readonly status: number
  constructor(message: string, status: number, options?: ErrorOptions) {
    super(message, options)
    this.name = 'MediaRefusal'
    this.status = status
  }
}

/**
 * Publishes silence over HTTP-FLV in its own time until the signal, which is how it ends well.
 * @param url HTTP address of the stream, `http://127.0.0.1:8080/app/name.flv`
 * @throws {MediaRefusal} the node does not take it, or is not there
 */
export async function publishSilence(url: string, signal: AbortSignal): Promise<void> {
  const { promise: refused, reject } = Promise.withResolvers<never>()
  refused.catch(() => undefined)
  const posting = request(
    url,
    { method: 'POST', headers: { 'content-type': 'video/x-flv' }, agent: false },
    (answer) => {
      answer.resume()
      reject(new MediaRefusal(`the node answered ${answer.statusCode}`, answer.statusCode ?? 0))
    },
  )
  posting.on('error', (error) => reject(new MediaRefusal(error.message, 0, { cause: error })))
  try {
    posting.write(FLV_HEAD)
    posting.write(tag(SCRIPT_TAG, 0, SOUND_ALONE))
    posting.write(tag(AUDIO_TAG, 0, SOUND_HEADER))
    const from = performance.now()
    for (let frame = 0; !signal.aborted; frame += 1) {
      const at_ms = frame * FRAME_MS
      const early_ms = from + at_ms - performance.now()
      if (early_ms > 1) await Promise.race([refused, pause(early_ms, undefined, { signal }).catch(() => undefined)])
      posting.write(tag(AUDIO_TAG, Math.round(at_ms), SILENCE))
    }
  } finally {
    // A body that breaks off counts as a publisher's fault, and would stand in the node's log.
    posting.end()
    await Promise.race([refused, pause(LAST_ANSWER_MS)]).catch(() => undefined)
    posting.destroy()
  }
}

/** Plays a stream over HTTP-FLV until so many frames came. @throws {MediaRefusal} none came in time */
export async function playFrames(url: string, frames: number, signal: AbortSignal): Promise<number> {
  const ended = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)])
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const counter = new FlvFrameCounter()
  const playing = request(url, { agent: false, signal: ended }, (answer) => {
    if (answer.statusCode !== 200) {
      answer.resume()
      return reject(new MediaRefusal(`it answered ${answer.statusCode}`, answer.statusCode ?? 0))
    }
    answer.on('data', (chunk: Buffer) => {
      try {
        counter.take(chunk)
      } catch (error) {
        return reject(error)
      }
      if (counter.frames >= frames) resolve(counter.frames)
    })
    answer.on('error', (error) => reject(new MediaRefusal(error.message, 200, { cause: error })))
    answer.on('end', () => reject(new MediaRefusal(`it ended after ${counter.frames} frames`, 200)))
  })
  playing.on('error', (error) => {
    const said =
      ended.aborted && !signal.aborted
        ? `it did not send ${frames} frames within ${ANSWER_TIMEOUT_MS / 1_000} s`
        : error.message
    reject(new MediaRefusal(said, 0, { cause: error }))
  })
  playing.end()
  try {
    return await promise
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    playing.destroy()
  }
}

/** Counts frames of sound and picture in an FLV stream, not what only describes them (Adobe FLV 10.1, annex E). */
export class FlvFrameCounter {
  frames = 0
  #held = Buffer.alloc(0)
  #begun = false

  /** @throws {MediaRefusal} it is no FLV */
  take(chunk: Buffer): void {
    this.#held = Buffer.concat([this.#held, chunk])
    if (!this.#begun) {
      if (this.#held.length < 13) return
      if (this.#held.toString('latin1', 0, 3) !== 'FLV') throw new MediaRefusal('what it sent is no FLV', 200)
      this.#held = this.#held.subarray(13)
      this.#begun = true
    }
    while (this.#held.length >= 11) {
      const size = this.#held.readUIntBE(1, 3)
      const whole = 11 + size + 4
      if (this.#held.length < whole) break
      if (isFrame(this.#held.readUInt8(0) & 0x1f, this.#held.subarray(11, 11 + size))) this.frames += 1
      this.#held = this.#held.subarray(whole)
    }
    if (this.#held.length > MAX_HELD) throw new MediaRefusal('what it sent is no FLV', 200)
  }
}

/** Whether a tag holds a frame: of AAC and AVC a second byte of 0 is a description; of enhanced tags packet type 0 is. */
function isFrame(type: number, body: Buffer): boolean {
  const [first = 0, second = 0] = body
  if (type === AUDIO_TAG) {
    const format = first >> 4
    if (format === 9) return (first & 0x0f) === 1
    return format !== 10 || second === 1
  }
  if (type !== VIDEO_TAG) return false
  if ((first & 0x80) !== 0) return [1, 3].includes(first & 0x0f)
  return (first & 0x0f) !== 7 || second === 1
}

function tag(type: number, timestamp_ms: number, body: Buffer): Buffer {
  const head = Buffer.alloc(11)
  head.writeUInt8(type, 0)
  head.writeUIntBE(body.length, 1, 3)
  head.writeUIntBE(timestamp_ms & 0xff_ffff, 4, 3)
  head.writeUInt8((timestamp_ms >>> 24) & 0xff, 7)
  const size = Buffer.alloc(4)
  size.writeUInt32BE(11 + body.length)
  return Buffer.concat([head, body, size])
}
