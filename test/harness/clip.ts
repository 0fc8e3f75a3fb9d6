import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { artifacts } from './program.ts'

const run = promisify(execFile)

/** What the clips hold: H.264 at 25 frames and one keyframe a second, AAC in stereo. */
export const CLIP = { width: 320, height: 180, fps: 25, sample_rate_hz: 44_100, channels: 2 } as const

const picture = ['-f', 'lavfi', '-i', `testsrc2=size=${CLIP.width}x${CLIP.height}:rate=${CLIP.fps}`]
const sound = ['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=${CLIP.sample_rate_hz}`]
const aac = ['-c:a', 'aac', '-b:a', '96k', '-ac', `${CLIP.channels}`]
const keyframes = ['-g', `${CLIP.fps}`, '-keyint_min', `${CLIP.fps}`, '-sc_threshold', '0']
const h264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p', ...keyframes]
const constant = ['-b:v', '12M', '-minrate', '12M', '-maxrate', '12M', '-bufsize', '1M', '-x264-params', 'nal-hrd=cbr']

const kinds = {
  both: [...picture, ...sound, ...h264, '-b:v', '300k', ...aac],
  video: [...picture, ...h264, '-b:v', '300k'],
  audio: [...sound, ...aac],
  /** One keyframe in the whole clip. */
  seldom: [...picture, ...h264, '-g', '250', '-keyint_min', '250', '-b:v', '300k'],
  /** 12 Mbit/s whatever the picture, to fill buffers fast. */
  heavy: [...picture, ...sound, ...h264, ...constant, ...aac],
} as const
export type ClipKind = keyof typeof kinds

/** The file of a ten-second clip, made with ffmpeg the first time it is asked for. */
export async function clip(kind: ClipKind = 'both'): Promise<string> {
  const file = join(artifacts, 'clips', `${kind}.flv`)
  if (existsSync(file)) return file
  mkdirSync(join(artifacts, 'clips'), { recursive: true })
  const half = `${file}.${process.pid}.flv`
  await run('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-y', ...kinds[kind], '-t', '10', '-f', 'flv', half])
  renameSync(half, file) // another worker may have made the same meanwhile
  return file
}
