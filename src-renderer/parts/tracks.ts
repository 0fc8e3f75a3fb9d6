import type { Track } from '#contract/stream.ts'
import { formatCodec, formatExact, NOTHING } from './format.ts'
import { texts } from './texts.ts'

const fps = (value: number): string => String(Math.round(value * 100) / 100)

/** Picture and sound of a stream in the words of the trade: `H.264 1080p50`, `AAC 48 kHz stereo`. */
export function describeTracks(tracks: readonly Track[]): { readonly video: string; readonly audio: string } {
  const picture = tracks.find(({ kind }) => kind === 'video')
  const sound = tracks.find(({ kind }) => kind === 'audio')
  return {
    video: picture === undefined ? NOTHING : [formatCodec(picture.codec), size(picture)].filter(Boolean).join(' '),
    audio:
      sound === undefined
        ? NOTHING
        : [formatCodec(sound.codec), rate(sound), channels(sound)].filter(Boolean).join(' '),
  }
}

function size({ width, height, fps: frames }: Track): string {
  if (height === null || width === null) return ''
  // Upright and odd sizes have no short name that everybody reads the same way.
  const name = Math.abs(width / height - 16 / 9) < 0.02 ? `${height}p` : `${width}×${height}`
  if (frames === null || frames <= 0) return name
  return name.endsWith('p') ? `${name}${fps(frames)}` : texts.atFrames(name, formatExact(frames))
}

const rate = ({ sample_rate_hz }: Track): string =>
  sample_rate_hz === null ? '' : `${formatExact(sample_rate_hz / 1_000)} kHz`

function channels({ channels: count }: Track): string {
  if (count === null) return ''
  if (count === 1) return texts.channels.mono
  return count === 2 ? texts.channels.stereo : texts.channels.more(count)
}
