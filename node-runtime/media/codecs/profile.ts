/** Profile and level of a track in the words of its specification; null where its codec string does not say. */
export interface CodecProfile {
  /** `High`, `Main 10`, `LC`. */
  readonly profile: string | null
  /** `4.1`; null for sound. */
  readonly level: string | null
}

/** profile_idc of H.264 (Annex A.2); 66 with constraint_set1 is what all encoders mean by Baseline. */
const AVC_PROFILES: Readonly<Record<number, string>> = {
  66: 'Baseline',
  77: 'Main',
  88: 'Extended',
  100: 'High',
  110: 'High 10',
  122: 'High 4:2:2',
  244: 'High 4:4:4 Predictive',
}
/** general_profile_idc of H.265 (Annex A.3). */
const HEVC_PROFILES: Readonly<Record<string, string>> = {
  1: 'Main',
  2: 'Main 10',
  3: 'Main Still Picture',
  4: 'Range Extensions',
}
/** seq_profile of AV1 (Annex A.2). */
const AV1_PROFILES: Readonly<Record<string, string>> = { 0: 'Main', 1: 'High', 2: 'Professional' }
/** Audio object types of MPEG-4 (14496-3 table 1.17). */
const AAC_PROFILES: Readonly<Record<string, string>> = { 1: 'Main', 2: 'LC', 5: 'HE', 29: 'HE v2', 42: 'xHE' }

const unknown: CodecProfile = { profile: null, level: null }

/** What an RFC 6381 codec string says in words: `avc1.64002a` is High 4.2. */
export function profileOf(codec_string: string | null): CodecProfile {
  const [family, ...parts] = codec_string?.split('.') ?? []
  switch (family) {
    case 'avc1':
    case 'avc3':
      return avcProfile(parts[0] ?? '')
    case 'hvc1':
    case 'hev1':
      return { profile: HEVC_PROFILES[parts[0] ?? ''] ?? null, level: dotted(Number(parts[2]?.slice(1)) / 30) }
    case 'av01': {
      const level = Number.parseInt(parts[1] ?? '', 10)
      const text = Number.isNaN(level) ? null : `${2 + (level >> 2)}.${level & 3}`
      return { profile: AV1_PROFILES[Number(parts[0])] ?? null, level: text }
    }
    case 'vp09':
      return { profile: `Profile ${Number(parts[0])}`, level: dotted(Number(parts[1]) / 10) }
    case 'mp4a':
      return { profile: AAC_PROFILES[parts[1] ?? ''] ?? null, level: null }
    default:
      return unknown
  }
}

function avcProfile(hex: string): CodecProfile {
  if (!/^[0-9a-f]{6}$/i.test(hex)) return unknown
  const [idc = 0, constraints = 0, level = 0] = Buffer.from(hex, 'hex')
  const constrained = idc === 66 && (constraints & 0x40) !== 0
  const profile = AVC_PROFILES[idc] ?? null
  // Level 1b has its own flag; 9 is how the High profiles write it.
  if (level === 9 || (level === 11 && idc < 100 && (constraints & 0x10) !== 0)) return { profile, level: '1b' }
  return { profile: constrained ? 'Constrained Baseline' : profile, level: dotted(level / 10) }
}

/** As the specifications write it: `4.0`. */
function dotted(level: number): string | null {
  return Number.isFinite(level) && level > 0 ? level.toFixed(1) : null
}
