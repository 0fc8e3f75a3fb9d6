/** Reads back what this folder and ffmpeg write, for tests: boxes of ISO/IEC 14496-12. */
export interface ReadBox {
  readonly type: string
  readonly content: Buffer
  readonly children: readonly ReadBox[]
}

const CONTAINERS = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl', 'dinf', 'mvex', 'moof', 'traf'])

/** Every box, its size checked against what is there. */
export function readBoxes(bytes: Buffer): ReadBox[] {
  const boxes: ReadBox[] = []
  for (let at = 0; at < bytes.length; ) {
    const size = bytes.readUInt32BE(at)
    const type = bytes.toString('latin1', at + 4, at + 8)
    if (size < 8 || at + size > bytes.length)
      throw new Error(`box ${type} of ${size} bytes at ${at} of ${bytes.length}`)
    const content = bytes.subarray(at + 8, at + size)
    boxes.push({ type, content, children: CONTAINERS.has(type) ? readBoxes(content) : [] })
    at += size
  }
  return boxes
}

/** The boxes at a path such as `moov/trak/mdia`, all of them. */
export function boxesAt(boxes: readonly ReadBox[], path: string): ReadBox[] {
  const [first = '', ...rest] = path.split('/')
  const found = boxes.filter(({ type }) => type === first)
  return rest.length === 0 ? found : found.flatMap(({ children }) => boxesAt(children, rest.join('/')))
}

export interface ReadSample {
  readonly track_id: number
  /** Decoding and presentation time and duration, in ticks of the track. */
  readonly dts: number
  readonly pts: number
  readonly duration: number
  readonly sync: boolean
  readonly data: Buffer
}

/** Every sample of a run of movie fragments, in the order of the file. */
export function readSamples(bytes: Buffer): ReadSample[] {
  const samples: ReadSample[] = []
  let offset = 0
  for (const box of readBoxes(bytes)) {
    if (box.type === 'moof') {
      for (const traf of boxesAt(box.children, 'traf')) samples.push(...readTrack(traf, bytes, offset))
    }
    offset += box.content.length + 8
  }
  return samples
}

/** Optional fields of a trun's rows, and of a tfhd, in their order (14496-12 8.8.7, 8.8.8); each has four bytes except base_data_offset. */
const ROW_FIELDS = [0x100, 0x200, 0x400, 0x800] as const
const DEFAULT_FIELDS = [0x2, 0x8, 0x10, 0x20] as const

function readTrack(traf: ReadBox, bytes: Buffer, moof_offset: number): ReadSample[] {
  const content = (type: string) => boxesAt(traf.children, type)[0]?.content ?? Buffer.alloc(0)
  const head = content('tfhd')
  const track_id = head.readUInt32BE(4)
  const defaults = readFields(head, 8, head.readUInt32BE(0) & 0xffffff, DEFAULT_FIELDS)
  const [, default_duration = 0, default_size = 0, default_flags = 0] = defaults.values
  const time = content('tfdt')
  let dts = time.readUInt8(0) === 1 ? Number(time.readBigUInt64BE(4)) : time.readUInt32BE(4)
  const run = content('trun')
  const flags = run.readUInt32BE(0) & 0xffffff
  let data_at = moof_offset + run.readInt32BE(8)
  const first_flags = flags & 4 ? run.readUInt32BE(12) : undefined
  let at = flags & 4 ? 16 : 12
  return Array.from({ length: run.readUInt32BE(4) }, (_, index) => {
    const row = readFields(run, at, flags, ROW_FIELDS)
    const [duration = default_duration, size = default_size, own_flags, composition = 0] = row.values
    const sample_flags = own_flags ?? (index === 0 ? first_flags : undefined) ?? default_flags
    const data = bytes.subarray(data_at, data_at + size)
    const sample = { track_id, dts, pts: dts + (composition | 0), duration, sync: (sample_flags & 0x10000) === 0, data }
    at = row.end
    dts += duration
    data_at += size
    return sample
  })
}

function readFields(bytes: Buffer, from: number, flags: number, fields: readonly number[]) {
  let end = from
  const values = fields.map((field) => {
    if (!(flags & field)) return undefined
    end += 4
    return bytes.readUInt32BE(end - 4)
  })
  return { values, end }
}
