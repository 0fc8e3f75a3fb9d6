import type { Relay, Stream } from '#contract/stream.ts'
import { byLetters } from '../../../parts/text-order.ts'

/** Everything that flows from one node to another: one line, however many streams. */
export interface Flow {
  readonly id: string
  readonly source: string
  readonly target: string
  readonly streams: readonly { readonly path: string; readonly kbps: number; readonly state: Relay['state'] }[]
  readonly kbps: number
  /** Media moves at this moment. */
  readonly flowing: boolean
  /** A relay of it failed or is being tried again. */
  readonly troubled: boolean
}

/** Puts every relay that is not over onto the line between its two nodes. @param known ids of the nodes there are */
export function flowsOf(streams: readonly Stream[], known: ReadonlySet<string>): readonly Flow[] {
  const lines = new Map<string, { source: string; target: string; streams: Flow['streams'][number][] }>()
  for (const { session, relays } of streams) {
    for (const { source_node_id: source, dest_node_id: target, stream_path: path, state } of relays) {
      if (state === 'closed' || !known.has(source) || !known.has(target)) continue
      const id = `${source} ${target}`
      const line = lines.get(id) ?? { source, target, streams: [] }
      line.streams.push({ path, state, kbps: state === 'active' ? session.bitrate_kbps : 0 })
      lines.set(id, line)
    }
  }
  return [...lines].map(([id, line]) => ({
    id,
    ...line,
    streams: line.streams.toSorted((a, b) => byLetters(a.path, b.path)),
    kbps: line.streams.reduce((sum, { kbps }) => sum + kbps, 0),
    flowing: line.streams.some(({ state }) => state === 'active'),
    troubled: line.streams.some(({ state }) => state === 'failed' || state === 'retrying'),
  }))
}

/**
 * The layer of every node that a stream passes: one further than the furthest node it receives from. Lines that close
 * a circle (two nodes that feed each other) are left out of the count. @param order who is looked at first
 */
export function layersOf(order: readonly string[], flows: readonly Flow[]): ReadonlyMap<string, number> {
  const layers = new Map<string, number>()
  const open = new Set<string>()
  const sourcesOf = Map.groupBy(flows, ({ target }) => target)
  const layerOf = (id: string): number => {
    const known = layers.get(id)
    if (known !== undefined) return known
    open.add(id)
    const sources = (sourcesOf.get(id) ?? []).map(({ source }) => source).filter((source) => !open.has(source))
    const layer = Math.max(-1, ...sources.map(layerOf)) + 1
    open.delete(id)
    layers.set(id, layer)
    return layer
  }
  for (const id of order) layerOf(id)
  return layers
}
