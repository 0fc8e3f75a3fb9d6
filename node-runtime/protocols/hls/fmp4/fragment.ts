import type { Sample } from '../sample.ts'
import { box, fullBox, u32, u64 } from './wire.ts'

/** The samples of one track in a fragment, in decoding order. */
export interface TrackRun {
  /** As in the init segment, from 1. */
  readonly track_id: number
  readonly samples: readonly Sample[]
}

/** tfhd: default-base-is-moof (14496-12 8.8.7.1). */
const BASE_IS_MOOF = 0x020000
/** trun: data offset, and each sample's duration, size, flags and composition offset (14496-12 8.8.8.1). */
const RUN_FLAGS = 0x000f01
/** sample_depends_on no other. */
const SYNC_SAMPLE = 0x02000000
/** sample_depends_on others, sample_is_non_sync_sample. */
const OTHER_SAMPLE = 0x01010000

/** A movie fragment (moof and mdat) of these runs, those without samples left out: what a part of a segment is. */
export function fragment(sequence_number: number, runs: readonly TrackRun[]): Buffer {
  const filled = runs.filter(({ samples }) => samples.length > 0)
  const moof_size = movieFragment(sequence_number, filled, 0).length
  const moof = movieFragment(sequence_number, filled, moof_size + 8)
  const data = filled.flatMap(({ samples }) => samples.map((sample) => sample.data))
  return Buffer.concat([moof, box('mdat', ...data)])
}

function movieFragment(sequence_number: number, runs: readonly TrackRun[], first_data_offset: number): Buffer {
  let data_offset = first_data_offset
  const tracks = runs.map(({ track_id, samples }) => {
    const run = trackRun(samples, data_offset)
    data_offset += samples.reduce((sum, { data }) => sum + data.length, 0)
    const decode_time = fullBox('tfdt', 1, 0, u64(samples[0]?.time ?? 0))
    return box('traf', fullBox('tfhd', 0, BASE_IS_MOOF, u32(track_id)), decode_time, run)
  })
  return box('moof', fullBox('mfhd', 0, 0, u32(sequence_number)), ...tracks)
}

function trackRun(samples: readonly Sample[], data_offset: number): Buffer {
  const rows = samples.flatMap(({ duration, data, sync, composition }) => [
    duration,
    data.length,
    sync ? SYNC_SAMPLE : OTHER_SAMPLE,
    composition,
  ])
  return fullBox('trun', 1, RUN_FLAGS, u32(samples.length, data_offset, ...rows))
}
