import { createReadStream } from 'node:fs'
import type { MediaUnit } from '../../media/unit.ts'
import { encodeAmf } from './amf0.ts'
import { FlvDemuxer } from './to-stream.ts'
import { FlvError } from './wire.ts'

/** A loop of a file in its own time: from `first_ms` on for `period_ms`, of which the last frame is a part. */
interface Loop {
  readonly first_ms: number
  readonly period_ms: number
}

/** Metadata of a file that is wrong for a live stream: its length, its size, where its keyframes lie. */
const FILE_ONLY = new Set([
  'duration',
  'filesize',
  'lasttimestamp',
  'lastkeyframetimestamp',
  'lastkeyframelocation',
  'keyframes',
])

/**
 * The units of an FLV file, over and over, with times that run on from 0 across the loops without a gap in the picture. Sequence headers and
 * metadata come in the first loop only. Reads the file piece by piece, so that its size does not matter.
 * @throws {FlvError} the file is no FLV or has no media
 */
export async function* loopFile(
  file: string,
  loop: boolean,
  signal: AbortSignal,
): AsyncGenerator<MediaUnit, void, void> {
  const { first_ms, period_ms } = await measure(file, signal)
  let offset_ms = 0
  do {
    for await (const unit of unitsOf(file, signal)) {
      if (unit.config) {
        if (offset_ms === 0) yield { ...live(unit), dts_ms: 0 }
        continue
      }
      const within_ms = unit.dts_ms - first_ms
      // Sound before the first frame, or behind the point where the loop begins again, would make time go back.
      if (within_ms < 0 || within_ms >= period_ms) continue
      yield { ...unit, dts_ms: offset_ms + within_ms }
    }
    offset_ms += period_ms
  } while (loop && !signal.aborted)
}

/** Every unit of a file, in its order. */
async function* unitsOf(file: string, signal: AbortSignal): AsyncGenerator<MediaUnit, void, void> {
  const units: MediaUnit[] = []
  const demuxer = new FlvDemuxer({ header: 'file', onUnit: (unit) => units.push(unit) })
  for await (const chunk of createReadStream(file, { signal })) {
    demuxer.push(chunk as Buffer)
    yield* units.splice(0)
  }
}

async function measure(file: string, signal: AbortSignal): Promise<Loop> {
  const video = { first_ms: -1, last_ms: 0, step_ms: 40 }
  const audio = { first_ms: -1, last_ms: 0, step_ms: 23 }
  for await (const unit of unitsOf(file, signal)) {
    if (unit.config || unit.kind === 'metadata') continue
    const track = unit.kind === 'video' ? video : audio
    if (track.first_ms < 0) track.first_ms = unit.dts_ms
    else if (unit.dts_ms > track.last_ms) track.step_ms = unit.dts_ms - track.last_ms
    track.last_ms = unit.dts_ms
  }
  const { first_ms, last_ms, step_ms } = video.first_ms >= 0 ? video : audio
  if (first_ms < 0) throw new FlvError(`${file} has neither sound nor picture.`)
  return { first_ms, period_ms: last_ms + step_ms - first_ms }
}

function live(unit: MediaUnit): MediaUnit {
  if (unit.kind !== 'metadata' || !unit.values) return unit
  const values = new Map([...unit.values].filter(([name]) => !FILE_ONLY.has(name)))
  return { ...unit, values, body: encodeAmf('onMetaData', values) }
}
