import { audioConfig, audioUnit, videoConfig, videoUnit } from '../../media/media-fixtures.ts'
import type { MediaUnit } from '../../media/unit.ts'
import { flvPackager, tagTypeOf } from './from-stream.ts'
import { writeTag } from './wire.ts'

/** Units as an FLV file. */
export function flvFile(units: readonly MediaUnit[]): Buffer {
  const head = flvPackager.preamble({ metadata: null, configs: [], has_audio: true, has_video: true })
  return Buffer.concat([head, ...units.map((unit) => writeTag(tagTypeOf(unit), unit.dts_ms, unit.body))])
}

/** A second of picture and sound, from a keyframe on. */
export const flvSecond = flvFile([
  videoConfig(),
  audioConfig(),
  ...Array.from({ length: 25 }, (_, frame) => [videoUnit(frame * 40, frame === 0), audioUnit(frame * 40)]).flat(),
])
