import type { EncodedTrack } from './unit-publisher.ts'

const LENGTH_S = '10'
const picture = (size: string, rate = 25) => ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${rate}`, '-t', LENGTH_S]
const tone = (hz: number) => ['-f', 'lavfi', '-i', `sine=frequency=${hz}:sample_rate=48000`, '-t', LENGTH_S, '-ac', '2']
const x264 = (keyframes: number, b_frames: number) => [
  ...['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-bf', `${b_frames}`],
  ...['-g', `${keyframes}`, '-keyint_min', `${keyframes}`, '-sc_threshold', '0'],
]
const x265 = [
  '-c:v',
  'libx265',
  '-preset',
  'ultrafast',
  '-x265-params',
  'log-level=none:bframes=2:keyint=50:scenecut=0',
  '-tag:v',
  'hvc1',
]

const h264 = (size: string, keyframes = 50, b_frames = 0, track_id = 0): EncodedTrack => ({
  kind: 'video',
  fourcc: 'avc1',
  args: [...picture(size), ...x264(keyframes, b_frames)],
  track_id,
})
const aac = (hz: number, track_id = 0): EncodedTrack => ({
  kind: 'audio',
  fourcc: 'mp4a',
  args: [...tone(hz), '-c:a', 'aac', '-b:a', '64k'],
  track_id,
})

/** Streams of every shape that HLS has to carry, by name. */
export const STREAMS = {
  both: [h264('320x180'), aac(440)],
  /** A keyframe every 5 s, pictures in another order than they are decoded in, some shown before others by negative composition times. */
  sparse: [h264('320x180', 125, 2), aac(440)],
  pictures: [h264('320x180')],
  sound: [aac(440)],
  hevc: [{ kind: 'video', fourcc: 'hvc1', args: [...picture('320x180'), ...x265] }, aac(440)],
  opus: [
    h264('320x180'),
    { kind: 'audio', fourcc: 'Opus', args: [...tone(440), '-c:a', 'libopus', '-b:a', '64k', '-strict', '-2'] },
  ],
  tracks: [h264('640x360'), h264('320x180', 50, 0, 1), aac(440), aac(880, 1)],
} as const satisfies Readonly<Record<string, readonly EncodedTrack[]>>
