import type { Muxer } from '../container.ts'
import type { Sample } from '../sample.ts'
import type { TrackFormat } from '../track-format.ts'
import { type ElementaryForm, elementaryForm } from './elementary-form.ts'
import { CLOCK_WRAP, Packetizer, type PacketLoad } from './packets.ts'
import { AUDIO_STREAM_ID, pesPacket, VIDEO_STREAM_ID } from './pes.ts'
import { PMT_PID, programAssociation, programMap } from './tables.ts'

const CLOCK_HZ = 90_000
const FIRST_PID = 0x100
/** The stream's own 0 stands here, so that the clock can run before the first picture and its decoding. In ticks. */
const CLOCK_START = CLOCK_HZ
/** So much earlier than its decoding time a frame arrives by the program clock, in ticks: what a receiver buffers. */
const CLOCK_LEAD = CLOCK_HZ / 2
/** Frames of sound share a PES packet up to this length, in ticks: a clock reference has to come every 100 ms (ISO/IEC 13818-1 2.7.2). */
const SHARED_SOUND = 0.09 * CLOCK_HZ

interface Stream {
  readonly format: TrackFormat
  readonly form: ElementaryForm
  readonly pid: number
  readonly stream_id: number
  /** How much earlier frames are decoded than the publisher says, because it shows some before it decodes them. In ticks. */
  lead: number
  last_dts: number
  place: number
}

/** One PES packet and its place among the others, in ticks; it never falls within a track. */
interface Placed {
  readonly place: number
  readonly load: PacketLoad
}

/** Wraps tracks in one program of a transport stream (ISO/IEC 13818-1): the first track carries the clock. */
export function transportMuxer(tracks: readonly TrackFormat[]): Muxer {
  const streams = tracks.flatMap((format, index): Stream[] => {
    const form = elementaryForm(format)
    const stream_id = format.kind === 'video' ? VIDEO_STREAM_ID : AUDIO_STREAM_ID
    if (!form) return []
    return [{ format, form, pid: FIRST_PID + index, stream_id, lead: 0, last_dts: Number.NEGATIVE_INFINITY, place: 0 }]
  })
  const packetizer = new Packetizer()
  const table = (pid: number, bytes: Buffer): PacketLoad => ({ pid, bytes, random_access: false, pcr: null })
  const map = programMap(
    FIRST_PID,
    streams.map(({ pid, form }) => ({ pid, type: form.stream_type })),
  )
  const tables = [table(0, programAssociation()), table(PMT_PID, map)]
  return {
    init: null,
    part(runs) {
      const placed = streams.flatMap((stream, index) => {
        const samples = runs[index] ?? []
        return stream.format.kind === 'video' ? pictures(stream, samples) : sound(stream, samples, index === 0)
      })
      placed.sort((a, b) => a.place - b.place)
      return packetizer.packets([...tables, ...placed.map(({ load }) => load)])
    },
  }
}

/** A PES packet a picture, each with the clock. */
function pictures(stream: Stream, samples: readonly Sample[]): Placed[] {
  return samples.flatMap((sample) => {
    const data = stream.form.frame(sample)
    const { pts, dts } = times(stream, sample)
    stream.place = Math.max(stream.place, dts)
    const bytes = pesPacket(stream.stream_id, pts, dts, data)
    return [
      { place: stream.place, load: { pid: stream.pid, bytes, random_access: sample.sync, pcr: clockBefore(dts) } },
    ]
  })
}

/** A frame must not be shown before it is decoded (2.4.3.7), and decoding times must grow; publishers with negative composition times see neither. */
function times(stream: Stream, { time, composition }: Sample): { readonly pts: number; readonly dts: number } {
  stream.lead = Math.max(stream.lead, -composition)
  const pts = time + composition + CLOCK_START
  const dts = Math.min(pts, Math.max(stream.last_dts + 1, time - stream.lead + CLOCK_START))
  stream.last_dts = dts
  return { pts, dts }
}

/** Some frames of sound a PES packet, as the time of the first of them says. */
function sound(stream: Stream, samples: readonly Sample[], with_clock: boolean): Placed[] {
  const placed: Placed[] = []
  const ticks = (time: number) => Math.round((time * CLOCK_HZ) / stream.format.timescale) + CLOCK_START
  let data: Buffer[] = []
  let first = 0
  const close = () => {
    if (data.length === 0) return
    const bytes = pesPacket(stream.stream_id, first, first, data)
    const pcr = with_clock ? clockBefore(first) : null
    placed.push({ place: first, load: { pid: stream.pid, bytes, random_access: true, pcr } })
    data = []
  }
  for (const sample of samples) {
    const end = ticks(sample.time + sample.duration)
    if (data.length > 0 && end - first > SHARED_SOUND) close()
    if (data.length === 0) first = ticks(sample.time)
    data.push(...stream.form.frame(sample))
  }
  close()
  return placed
}

const clockBefore = (dts: number) => (((dts - CLOCK_LEAD) % CLOCK_WRAP) + CLOCK_WRAP) % CLOCK_WRAP
