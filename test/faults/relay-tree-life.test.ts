import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import type { NodeProgram } from '../harness/node-program.ts'
import { printFigures } from '../harness/print-figures.ts'
import { Publisher } from '../harness/publisher.ts'
import { ViewerPool } from '../harness/viewer-pool.ts'
import { waitFor } from '../harness/wait-for.ts'

const RELEASE_MS = 1_000

describe('a tree of relays: a publisher’s node, two that pull from it, and one that pulls from these', () => {
  let cluster: Cluster
  let source: NodeProgram
  let middles: readonly [NodeProgram, NodeProgram]
  let leaf: NodeProgram
  beforeAll(async () => {
    cluster = await startCluster({
      edges: 4,
      origin: { relay_max_out: 2 },
      media: { relay_release_delay: `${RELEASE_MS}ms` },
    })
    const [first, second, third, fourth] = cluster.edges
    if (first === undefined || second === undefined || third === undefined || fourth === undefined)
      throw new Error('edges')
    source = first
    middles = [second, third]
    leaf = fourth
  })
  afterAll(async () => cluster?.[Symbol.asyncDispose]())

  const relays = async (path: string) => (await cluster.origin.api.stream(path)).relays
  const pullOf = async (path: string, { id }: NodeProgram) => {
    return (await relays(path)).find(({ dest_node_id, state }) => dest_node_id === id && state === 'active')
  }
  const watch = ({ ready }: NodeProgram, path: string) => FlvViewer.watch(`${ready.media_url}/${path}.flv`)
  /** Lets the tree grow, one viewer on each node, the leaf's last. */
  const grow = async (path: string) => {
    const publisher = await Publisher.start(`${source.ready.rtmp_url}/${path}`)
    const on_middles = [await watch(middles[0], path), await watch(middles[1], path)]
    const on_leaf = await watch(leaf, path)
    await waitFor('the leaf pulls from one of the middle', async () => (await pullOf(path, leaf))?.hops.length === 2)
    const middle_id = (await pullOf(path, leaf))?.source_node_id
    const middle = middles.find(({ id }) => id === middle_id)
    if (middle === undefined) throw new Error('the leaf pulls from elsewhere')
    return { publisher, viewers: [...on_middles, on_leaf], on_leaf, middle }
  }

  test('is gone a release delay for each level after the last viewer left it', async () => {
    const path = 'live/released'
    const { publisher, viewers } = await grow(path)
    await using _publisher = publisher
    const left_at = performance.now()
    for (const viewer of viewers) await viewer[Symbol.asyncDispose]()
    await waitFor('no relay is left', async () => (await relays(path)).length === 0)
    const released_ms = Math.round(performance.now() - left_at)
    printFigures({ what: 'a tree of two levels is released', released_ms, release_delay_ms: RELEASE_MS })
    expect(released_ms).toBeLessThan(2 * RELEASE_MS + 1_500)
    for (const { ready } of [...middles, leaf]) {
      const page = await (await fetch(`${ready.media_url}/metrics`)).text()
      expect(page).toMatch(/relays_leaked(\{.*\})? 0/)
    }
  })

  test('ends for all who watch anywhere in it when its publisher stops', async () => {
    const path = 'live/ended'
    const { publisher, viewers } = await grow(path)
    const stopped_at = performance.now()
    await publisher.end()
    const ends = await Promise.all(viewers.map(({ ended }) => ended))
    const ended_ms = ends.map(({ at_ms }) => Math.round(at_ms - stopped_at))
    printFigures({ what: 'a stream ends through a tree', ended_ms })
    expect(ends.map(({ clean }) => clean)).toEqual([true, true, true])
    expect(Math.max(...ended_ms)).toBeLessThan(2_000)
  })

  test('is built of one pull for each node when 100 ask two cold leaves at once, and holds 500 (row 13)', async () => {
    const path = 'live/cold'
    await using _publisher = await Publisher.start(`${source.ready.rtmp_url}/${path}`)
    await using _first = await watch(middles[0], path)
    await using _own = await FlvViewer.watch(`${cluster.origin.own_node.media_url}/${path}.flv`)
    const cold = [middles[1], leaf]
    const pools = cold.map(({ ready }) => new ViewerPool(ready.media_port))
    try {
      for (const pool of pools) pool.dial(50, `/${path}.flv`)
      const frames = (await Promise.all(pools.map((pool) => pool.firstFrames()))).flat()
      printFigures({
        what: 'first frames of 100 who ask two cold leaves',
        spread_ms: Math.max(...frames) - Math.min(...frames),
      })
      for (const pool of pools) pool.dial(200, `/${path}.flv`)
      await waitFor('500 watch over one relay for each node', async () => {
        const found = (await relays(path)).filter(({ state }) => state === 'active')
        const watching = cold.map(({ id }) => found.filter(({ dest_node_id }) => dest_node_id === id))
        return watching.every(
          ([relay, other]) => other === undefined && relay?.hops.length === 2 && relay.subscribers === 250,
        )
      })
      for (const { program } of cold) expect(program.all_output.match(/live\/cold is pulled from/g)).toHaveLength(1)
    } finally {
      for (const pool of pools) pool[Symbol.dispose]()
    }
  })

  test('goes on over another middle before the one that drains lets go, and nobody’s picture stops (row 16)', async () => {
    const path = 'live/drained'
    const { publisher, viewers, on_leaf, middle } = await grow(path)
    await using _publisher = publisher
    for (const viewer of viewers) viewer.resetGaps()
    await cluster.origin.api.drain(middle.id)
    await waitFor('the leaf pulls from the other', async () => {
      const pulled = await pullOf(path, leaf)
      return pulled !== undefined && pulled.source_node_id !== middle.id
    })
    await on_leaf.sees(50)
    const longest_gap_ms = viewers.map((viewer) => Math.round(viewer.longest_gap_ms))
    printFigures({ what: 'the middle of a tree drains', longest_gap_ms })
    expect(viewers.map(({ end }) => end)).toEqual([null, null, null])
    expect(on_leaf.longest_gap_ms).toBeLessThan(500)
    for (const viewer of viewers) await viewer[Symbol.asyncDispose]()
  })
})

test('a publisher’s node is killed and its encoder comes to another, again and again: viewers see it soon, on one connection (row 12)', async () => {
  await using cluster = await startCluster({ edges: 2 })
  const { origin, edges } = cluster
  await using stack = new AsyncDisposableStack()
  const [begins] = edges
  if (begins === undefined) throw new Error('edges')
  stack.use(await Publisher.start(`${begins.ready.rtmp_url}/live/test`))
  await using viewer = await FlvViewer.watch(`${origin.own_node.media_url}/live/test.flv`)
  const after_ms: number[] = []
  for (const round of [0, 1, 2, 3]) {
    const [from, to] = [edges[round % 2], edges[(round + 1) % 2]]
    if (from === undefined || to === undefined) throw new Error('edges')
    await from.kill()
    viewer.resetGaps()
    await waitFor('what was under way has arrived', () => viewer.longest_gap_ms > 300)
    const seen = viewer.sees(1, 20_000).then(() => Date.now())
    stack.use(await Publisher.launch(`${to.ready.rtmp_url}/live/test`))
    const seen_at = await seen
    const { session } = await origin.api.stream('live/test')
    expect(session.publish_node_id).toBe(to.id)
    after_ms.push(seen_at - Date.parse(session.started_at))
    await from.restart()
    await waitFor('it is back', async () => (await origin.api.node(from.id)).liveness.state === 'alive')
  }
  after_ms.sort((one, other) => one - other)
  printFigures({
    what: 'first new keyframe after the new session began',
    runs: 4,
    p50_ms: after_ms[2],
    max_ms: after_ms[3],
  })
  expect(after_ms.at(-1)).toBeLessThan(2_000)
  expect(viewer.end).toBe(null)
}, 90_000)
