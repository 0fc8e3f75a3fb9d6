import { NodeProgram } from './node-program.ts'
import { OriginProgram } from './origin-program.ts'
import type { Settings } from './settings.ts'
import { waitFor } from './wait-for.ts'

/** An origin with its own node and some edges, all alive. */
export interface Cluster extends AsyncDisposable {
  readonly origin: OriginProgram
  readonly edges: readonly NodeProgram[]
  /** The first edge. */
  readonly edge: NodeProgram
}

/** What a cluster is made of; `media` applies to the node beside the origin and to the edges alike. */
export interface ClusterOptions {
  readonly edges?: number
  readonly media?: Settings
  readonly origin?: Settings
}

/** Starts an origin and `edges` nodes called edge-1, edge-2 ..., and waits until the registry shows all of them alive. */
export async function startCluster({ edges = 1, media = {}, origin = {} }: ClusterOptions = {}): Promise<Cluster> {
  await using started = new AsyncDisposableStack()
  const originProgram = started.use(await OriginProgram.start({ settings: { ...origin, media } }))
  const nodes = await Promise.all(
    Array.from({ length: edges }, async (_, index) => {
      const node = await NodeProgram.start(originProgram, { name: `edge-${index + 1}`, settings: { media } })
      return started.use(node)
    }),
  )
  await waitFor(`${edges + 1} nodes alive`, async () => {
    const known = await originProgram.api.nodes()
    const alive = known.filter((node) => node.liveness.state === 'alive').length
    return alive === edges + (originProgram.ready.node === null ? 0 : 1)
  })
  const owned = started.move()
  return {
    origin: originProgram,
    edges: nodes,
    get edge() {
      const first = nodes[0]
      if (first === undefined) throw new Error('this cluster has no edge')
      return first
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
