import { withQuery } from '../data/watch-pass.ts'
import { fetchFromNode } from '../media-door/fetch-from-node.ts'

/** A still that takes longer than this to come and to be decoded is none, in ms. */
const DEADLINE_MS = 10_000

/** The newest keyframe could not be had as a picture; the message says why, for people. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError'
  readonly why: 'unreachable' | 'refused' | 'none' | 'codec'
  constructor(why: SnapshotError['why']) {
    super(why)
    this.why = why
  }
}

/**
 * The newest keyframe of a stream as a PNG of its full size: fetched as a movie of one frame and decoded here.
 * @param pass gives what lets this operator watch it, where not everybody may
 * @throws {SnapshotError}
 */
export async function takeSnapshot(url: string, pass: () => Promise<string | null>): Promise<Blob> {
  const signal = AbortSignal.timeout(DEADLINE_MS)
  const movie = await fetchMovie(url, pass, signal)
  const source = URL.createObjectURL(movie)
  try {
    const video = await decoded(source, signal)
    const canvas = document.createElement('canvas')
    canvas.width = video.videoWidth
    canvas.height = video.videoHeight
    canvas.getContext('2d')?.drawImage(video, 0, 0)
    const picture = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
    if (picture === null) throw new SnapshotError('codec')
    return picture
  } finally {
    URL.revokeObjectURL(source)
  }
}

async function fetchMovie(url: string, pass: () => Promise<string | null>, signal: AbortSignal): Promise<Blob> {
  const get = (address: string) =>
    fetchFromNode(address, { signal, cache: 'no-store' }).catch(() => {
      throw new SnapshotError('unreachable')
    })
  let answer = await get(url)
  if (answer.status === 401 || answer.status === 403) answer = await get(withQuery(url, await pass()))
  if (answer.status === 401 || answer.status === 403) throw new SnapshotError('refused')
  if (!answer.ok) throw new SnapshotError('none')
  return await answer.blob()
}

async function decoded(source: string, signal: AbortSignal): Promise<HTMLVideoElement> {
  const video = document.createElement('video')
  video.muted = true
  video.preload = 'auto'
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const give_up = () => reject(new SnapshotError('codec'))
  video.addEventListener('loadeddata', () => resolve(), { once: true })
  video.addEventListener('error', give_up, { once: true })
  signal.addEventListener('abort', give_up, { once: true })
  video.src = source
  try {
    await promise
    return video
  } finally {
    signal.removeEventListener('abort', give_up)
  }
}

/** `live-show-2026-11-26-14-05-09.png`: sorts by time, and has no character that a file may not have. */
export function snapshotName(stream_path: string, now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const date = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())]
  const time = [two(now.getHours()), two(now.getMinutes()), two(now.getSeconds())]
  return `${[stream_path.replaceAll(/[^A-Za-z0-9_.-]+/g, '-'), ...date, ...time].join('-')}.png`
}
