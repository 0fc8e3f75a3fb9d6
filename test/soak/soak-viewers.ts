import { FlvViewer } from '../harness/flv-viewer.ts'
import { RtmpViewer } from '../harness/rtmp-viewer.ts'
import { pause } from '../harness/wait-for.ts'
import { HlsViewer } from './hls-viewer.ts'

/** A node's addresses for viewers. */
export interface Place {
  readonly rtmp_url: string
  readonly media_url: string
}

/** What viewers of a soak saw in all. */
export interface SoakCounts {
  came: number
  readonly by_protocol: { flv: number; rtmp: number; hls: number }
  /** In words; the first hundred. */
  readonly interrupted: string[]
}

const SHORTEST_MS = 1_000
const LONGEST_MS = 15_000
const MOST_TOLD = 100

const pick = <Item>(items: readonly Item[]): Item => {
  const item = items[Math.floor(Math.random() * items.length)]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}

/** Keeps so many viewers watching anything anywhere, each for some seconds, until it is told to stop. */
export async function keepWatching(
  count: number,
  places: readonly Place[],
  paths: readonly string[],
  signal: AbortSignal,
): Promise<SoakCounts> {
  const counts: SoakCounts = { came: 0, by_protocol: { flv: 0, rtmp: 0, hls: 0 }, interrupted: [] }
  const seat = async () => {
    while (!signal.aborted) {
      const protocol = pick(['flv', 'flv', 'flv', 'rtmp', 'rtmp', 'hls'] as const)
      const place = pick(places)
      const path = pick(paths)
      counts.came += 1
      counts.by_protocol[protocol] += 1
      try {
        await using viewer = await dial(protocol, place, path)
        await pause(SHORTEST_MS + Math.random() * (LONGEST_MS - SHORTEST_MS))
        if (viewer.interruption !== null) throw new Error(viewer.interruption)
      } catch (error) {
        const what = error instanceof Error ? error.message : String(error)
        if (counts.interrupted.length < MOST_TOLD)
          counts.interrupted.push(`${protocol} ${place.media_url} ${path}: ${what}`)
      }
    }
  }
  await Promise.all(Array.from({ length: count }, seat))
  return counts
}

async function dial(protocol: 'flv' | 'rtmp' | 'hls', { rtmp_url, media_url }: Place, path: string) {
  if (protocol === 'rtmp') return await RtmpViewer.watch(`${rtmp_url}/${path}`)
  if (protocol === 'hls') return HlsViewer.watch(`${media_url}/${path}.m3u8`)
  return await FlvViewer.watch(`${media_url}/${path}.flv`)
}
