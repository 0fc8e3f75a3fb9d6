import type { Stream } from '#contract/stream.ts'

/** Whether a node can have a still of this stream that this browser can show: live, with a picture of a codec it knows. */
export function canShowPicture({ session }: Stream, canPlay: (type: string) => boolean = canPlayType): boolean {
  if (session.state !== 'live') return false
  const picture = session.tracks.find(({ kind }) => kind === 'video')
  if (picture?.codec_string === undefined || picture.codec_string === null) return false
  return canPlay(`video/mp4; codecs="${picture.codec_string}"`)
}

const known = new Map<string, boolean>()

function canPlayType(type: string): boolean {
  const before = known.get(type)
  if (before !== undefined) return before
  const can = document.createElement('video').canPlayType(type) !== ''
  known.set(type, can)
  return can
}
