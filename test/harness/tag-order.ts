/** One message of media as it came, without its body. */
export interface CheckedTag {
  readonly kind: 'audio' | 'video' | 'script'
  readonly timestamp_ms: number
  readonly size_bytes: number
  /** A frame that decoding can start at, or a packet that may hold one behind a head of its own. */
  readonly keyframe: boolean
  /** A decoder's configuration, or the end of a sequence, rather than a frame. */
  readonly config: boolean
}

/** Packet types of enhanced RTMP 2 that hold no frame: start and end of a sequence, metadata. */
const EXTENDED_NO_FRAMES = [0, 2, 4]
/** Those that may hold one behind a head of its own, which is not read here: multitrack, modifiers. */
const EXTENDED_WRAPPED = [6, 7]
/** Codecs of FLV whose video has a packet type: AVC, and HEVC as many encoders send it. */
const PACKET_TYPE_CODECS = [7, 12]

/** What kind of tag the first two bytes of its body make it (Adobe FLV 10.1 E.4.2.1, E.4.3.1 and enhanced RTMP 2). */
export function flagsOf(kind: CheckedTag['kind'], body: Buffer): Pick<CheckedTag, 'keyframe' | 'config'> {
  const [first = 0, second = 0] = body
  if (kind === 'script' || body.length === 0) return { keyframe: false, config: kind === 'script' }
  // AAC (10) with packet type 0 is its AudioSpecificConfig; 9 marks enhanced RTMP, whose packet type 1 holds frames.
  if (kind === 'audio') {
    const config = first >> 4 === 10 ? second === 0 : first >> 4 === 9 && (first & 0x0f) !== 1
    return { keyframe: false, config }
  }
  const flagged = ((first >> 4) & 0b111) === 1
  if ((first & 0x80) !== 0) {
    const packet = first & 0x0f
    const none = EXTENDED_NO_FRAMES.includes(packet)
    return { keyframe: flagged && !none, config: none || EXTENDED_WRAPPED.includes(packet) }
  }
  const frame = !PACKET_TYPE_CODECS.includes(first & 0x0f) || second === 1
  return { keyframe: flagged && frame, config: !frame }
}

/** What every player relies on, whatever the protocol: time never goes back within a track, and video begins with a keyframe. */
export class TagOrder {
  /** The longest step between two frames of a track, in ms of the stream's own time. */
  longest_step_ms = 0
  readonly #last_ms: { audio: number | null; video: number | null } = { audio: null, video: null }
  #keyframe_seen = false

  /** What is wrong with this tag behind those before it; null where nothing is. */
  problemOf({ kind, timestamp_ms, keyframe, config }: CheckedTag): string | null {
    if (kind === 'video' && config && keyframe) this.#keyframe_seen = true
    if (kind === 'script' || config) return null
    const last_ms = this.#last_ms[kind]
    this.#last_ms[kind] = timestamp_ms
    if (last_ms !== null) {
      if (timestamp_ms < last_ms) return `time of ${kind} goes back from ${last_ms} to ${timestamp_ms} ms`
      this.longest_step_ms = Math.max(this.longest_step_ms, timestamp_ms - last_ms)
    }
    if (kind === 'video') {
      if (!this.#keyframe_seen && !keyframe) return 'the first video frame is no keyframe'
      this.#keyframe_seen = true
    }
    return null
  }
}
