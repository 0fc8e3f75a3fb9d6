import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { MediaUnit } from '../../node-runtime/media/unit.ts'
import { unitOfTag } from '../../node-runtime/protocols/flv/tag-body.ts'
import { AUDIO_TAG, VIDEO_TAG } from '../../node-runtime/protocols/flv/wire.ts'
import { boxesAt, readBoxes, readSamples } from '../../node-runtime/protocols/hls/fmp4/mp4-reader.ts'
import { parsePublishUrl, RtmpPublication } from '../../node-runtime/protocols/rtmp/publish-client.ts'
import { tempDir } from './temp-dir.ts'

const run = promisify(execFile)

/** One track, as ffmpeg encodes it and enhanced RTMP carries it. */
export interface EncodedTrack {
  readonly kind: 'video' | 'audio'
  readonly fourcc: 'avc1' | 'hvc1' | 'mp4a' | 'Opus'
  /** Input, encoder and their options. */
  readonly args: readonly string[]
  readonly track_id?: number
}

const CONFIG_BOXES = { avc1: 'avcC', hvc1: 'hvcC', mp4a: 'esds', Opus: 'dOps' } as const
const TIMED = new Set(['avc1', 'hvc1'])

/**
 * Publishes tracks by enhanced RTMP, several of a kind too, which no encoder of Debian's does. They are encoded once and sent over and over in
 * their own time.
 */
export class UnitPublisher implements AsyncDisposable {
  readonly #stopping = new AbortController()
  readonly #sending: Promise<void>
  #next: EncodedLoop | null = null

  private constructor(publication: RtmpPublication, loop: EncodedLoop, start_ms: number) {
    this.#sending = this.#send(publication, loop, start_ms)
  }

  /** @param start_ms the publisher's clock begins there */
  static async start(url: string, tracks: readonly EncodedTrack[], start_ms = 0): Promise<UnitPublisher> {
    const loop = await encodeLoop(tracks)
    const publication = await RtmpPublication.open(parsePublishUrl(url), AbortSignal.timeout(10_000))
    return new UnitPublisher(publication, loop, start_ms)
  }

  /** Goes on with other tracks, as soon as these are encoded, on the same connection and clock. */
  async change(tracks: readonly EncodedTrack[]): Promise<void> {
    this.#next = await encodeLoop(tracks)
  }

  async #send(publication: RtmpPublication, loop: EncodedLoop, start_ms: number): Promise<void> {
    const from = performance.now()
    const { signal } = this.#stopping
    let now = loop
    let round_ms = 0
    await sendConfigs(publication, now, start_ms)
    while (!signal.aborted) {
      let sent_ms = 0
      for (const unit of now.frames) {
        sent_ms = unit.dts_ms
        const at_ms = round_ms + unit.dts_ms
        const early_ms = from + at_ms - performance.now()
        if (early_ms > 1) await pause(early_ms, undefined, { signal }).catch(() => undefined)
        if (signal.aborted || this.#next) break
        await publication.send({ ...unit, dts_ms: (start_ms + at_ms) % 2 ** 32 })
      }
      round_ms += this.#next ? sent_ms : now.period_ms
      if (!this.#next) continue
      now = this.#next
      this.#next = null
      await sendConfigs(publication, now, start_ms + round_ms)
    }
    publication.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort()
    await this.#sending
  }
}

interface EncodedLoop {
  readonly configs: readonly MediaUnit[]
  /** In the order of their times, from 0. */
  readonly frames: readonly MediaUnit[]
  readonly period_ms: number
}

async function sendConfigs(publication: RtmpPublication, { configs }: EncodedLoop, at_ms: number): Promise<void> {
  for (const unit of configs) await publication.send({ ...unit, dts_ms: at_ms % 2 ** 32 })
}

async function encodeLoop(tracks: readonly EncodedTrack[]): Promise<EncodedLoop> {
  await using folder = await tempDir()
  const encoded = await Promise.all(tracks.map((track, index) => encode(track, join(folder.path, `${index}.mp4`))))
  const period_ms = Math.min(...encoded.map(({ length_ms }) => length_ms))
  const frames = encoded.flatMap((one) => one.frames.filter(({ dts_ms }) => dts_ms < period_ms))
  return {
    configs: encoded.map(({ config }) => config),
    frames: frames.sort((a, b) => a.dts_ms - b.dts_ms || a.kind.localeCompare(b.kind) * -1),
    period_ms,
  }
}

async function encode(track: EncodedTrack, file: string) {
  const fragmented = ['-movflags', 'frag_keyframe+empty_moov+default_base_moof+negative_cts_offsets', '-f', 'mp4', file]
  await run('ffmpeg', ['-v', 'error', '-y', ...track.args, ...fragmented], { timeout: 60_000 })
  const bytes = await readFile(file)
  const [entry] = boxesAt(readBoxes(bytes), 'moov/trak/mdia/minf/stbl/stsd')
  const [media] = boxesAt(readBoxes(bytes), 'moov/trak/mdia/mdhd')
  const content = entry?.content ?? Buffer.alloc(0)
  const at = content.indexOf(CONFIG_BOXES[track.fourcc])
  const box = content.subarray(at + 4, at - 4 + content.readUInt32BE(at - 4))
  const tick_ms = 1000 / (media?.content.readUInt32BE(12) ?? 1)
  const samples = readSamples(bytes)
  const first = samples[0]?.dts ?? 0
  const last = samples.at(-1)
  const frames = samples.map(({ dts, pts, sync, data }) =>
    unitOf(track, Math.round((dts - first) * tick_ms), data, {
      key: sync,
      composition_ms: Math.round((pts - dts) * tick_ms),
    }),
  )
  const length_ms = Math.round(((last?.dts ?? 0) + (last?.duration ?? 0) - first) * tick_ms)
  return { config: unitOf(track, 0, configOf(track, box), { config: true }), frames, length_ms }
}

/** What a sequence start carries: the box, or for sound what the box wraps. */
function configOf({ fourcc }: EncodedTrack, box: Buffer): Buffer {
  if (fourcc === 'mp4a') {
    // The DecoderSpecificInfo, tag 5, behind a length of four bytes as ffmpeg writes it.
    const at = box.indexOf(Buffer.from([5, 0x80, 0x80, 0x80]))
    return box.subarray(at + 5, at + 5 + box.readUInt8(at + 4))
  }
  if (fourcc !== 'Opus') return box
  const head = Buffer.alloc(19)
  head.write('OpusHead', 0, 'latin1')
  head.writeUInt8(1, 8)
  head.writeUInt8(box.readUInt8(1), 9)
  head.writeUInt16LE(box.readUInt16BE(2), 10)
  head.writeUInt32LE(box.readUInt32BE(4), 12)
  return head
}

/** A tag of enhanced RTMP 2; tracks above 0 stand in a multitrack message of one track. */
function unitOf(
  { kind, fourcc, track_id = 0 }: EncodedTrack,
  dts_ms: number,
  data: Buffer,
  how: { config?: boolean; key?: boolean; composition_ms?: number },
): MediaUnit {
  const packet_type = how.config ? 0 : 1
  const multitrack = kind === 'video' ? 6 : 5
  const first = kind === 'video' ? 0x80 | ((how.config || how.key ? 1 : 2) << 4) : 0x90
  const head = track_id === 0 ? [first | packet_type] : [first | multitrack, packet_type]
  const composition = Buffer.alloc(TIMED.has(fourcc) && !how.config ? 3 : 0)
  if (composition.length > 0) composition.writeIntBE(how.composition_ms ?? 0, 0, 3)
  const track = track_id === 0 ? [] : [track_id]
  const body = Buffer.concat([Buffer.from(head), Buffer.from(fourcc), Buffer.from(track), composition, data])
  const unit = unitOfTag(kind === 'video' ? VIDEO_TAG : AUDIO_TAG, dts_ms, body)
  if (!unit) throw new Error('no unit')
  return unit
}
