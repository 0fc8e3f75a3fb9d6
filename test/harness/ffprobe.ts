import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { z } from 'zod'

const run = promisify(execFile)

const probedSchema = z.object({
  streams: z.array(
    z.object({
      codec_type: z.string(),
      codec_name: z.string(),
      width: z.number().optional(),
      height: z.number().optional(),
      sample_rate: z.string().optional(),
      channels: z.number().optional(),
    }),
  ),
})

/** What a player finds out about a stream. */
export interface Played {
  readonly video: { readonly codec: string; readonly width: number; readonly height: number } | null
  readonly audio: { readonly codec: string; readonly sample_rate_hz: number; readonly channels: number } | null
}

/** Plays a URL with ffprobe until it knows what the stream holds. @throws {Error} with what ffprobe said */
export async function ffprobe(url: string, deadline_ms = 15_000): Promise<Played> {
  const patience = ['-rw_timeout', `${deadline_ms * 1_000}`, '-analyzeduration', '1500000']
  const wanted = ['-show_streams', '-of', 'json']
  const { stdout } = await run('ffprobe', ['-v', 'error', ...patience, ...wanted, url], { timeout: deadline_ms })
  const { streams } = probedSchema.parse(JSON.parse(stdout))
  const video = streams.find((stream) => stream.codec_type === 'video')
  const audio = streams.find((stream) => stream.codec_type === 'audio')
  return {
    video: video ? { codec: video.codec_name, width: video.width ?? 0, height: video.height ?? 0 } : null,
    audio: audio
      ? { codec: audio.codec_name, sample_rate_hz: Number(audio.sample_rate), channels: audio.channels ?? 0 }
      : null,
  }
}
