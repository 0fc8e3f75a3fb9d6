import type { AmfObject, AmfValue } from '../flv/amf-value.ts'

/** What a client says of itself in `connect`, of enhanced RTMP (v1: `fourCcList`; v2: the rest). */
export interface ClientCapabilities {
  /** It speaks enhanced RTMP at all. */
  readonly enhanced: boolean
  /** It takes several tracks of a kind, and descriptions of them: everything a stream has. */
  readonly multitrack: boolean
  /** It connects again elsewhere when it is asked to. */
  readonly reconnect: boolean
}

/** Bits of `capsEx` (enhanced RTMP 2, CapsExMask). */
const CAPS_EX = { reconnect: 1, multitrack: 2, mod_ex: 4 } as const
/** FourCcInfoMask: this side hands the codec on, and neither decodes nor encodes it. */
const CAN_FORWARD = 4

/** Codecs by FourCC. Clients that do not know the wildcard look for theirs by name. */
const FOURCC_LIST = [
  ...['*', 'avc1', 'hvc1', 'av01', 'vp09', 'vp08', 'vvc1'],
  ...['mp4a', 'Opus', 'fLaC', 'ac-3', 'ec-3', '.mp3'],
]

/** Reads the properties of `connect`. */
export function capabilitiesOf(properties: AmfObject): ClientCapabilities {
  const maps = ['fourCcList', 'videoFourCcInfoMap', 'audioFourCcInfoMap']
  const caps = properties.get('capsEx')
  const bits = typeof caps === 'number' && Number.isFinite(caps) ? caps : 0
  return {
    enhanced: maps.some((name) => says(properties.get(name))) || bits !== 0,
    multitrack: (bits & CAPS_EX.multitrack) !== 0,
    reconnect: (bits & CAPS_EX.reconnect) !== 0,
  }
}

const says = (value: AmfValue) => typeof value === 'object' && value !== null

/** What this node answers to such a client: every codec is carried, because none is looked into. */
export function capabilitiesAnswer({ enhanced }: ClientCapabilities) {
  if (!enhanced) return {}
  const forwarded = { '*': CAN_FORWARD }
  return {
    fourCcList: FOURCC_LIST,
    videoFourCcInfoMap: forwarded,
    audioFourCcInfoMap: forwarded,
    capsEx: CAPS_EX.reconnect | CAPS_EX.multitrack | CAPS_EX.mod_ex,
  }
}
