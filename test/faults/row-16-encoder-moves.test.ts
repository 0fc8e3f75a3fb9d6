import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { printFigures } from '../harness/print-figures.ts'
import { Publisher } from '../harness/publisher.ts'
import { pause, waitFor, within } from '../harness/wait-for.ts'

/** As long as viewers wait for the encoder: it is started again within half a second, and a keyframe comes every second. */
const LONGEST_GAP_MS = 6_000
const placesSchema = z.object({ primary: z.object({ rtmp_url: z.string() }) })

/** ffmpeg in a loop that asks the origin where to publish before each start, as docs/operating.md has it. */
class EncoderLoop implements AsyncDisposable {
  readonly urls: string[] = []
  #running: Promise<void>
  #publisher: Publisher | null = null
  #stopped = false

  constructor(origin_url: string, path: string) {
    this.#running = this.#run(`${origin_url}/ingest/${path}`)
  }

  async #run(ingest_url: string): Promise<void> {
    while (!this.#stopped) {
      const { primary } = placesSchema.parse(await (await fetch(ingest_url)).json())
      this.urls.push(primary.rtmp_url)
      this.#publisher = await Publisher.launch(primary.rtmp_url)
      await this.#publisher.exited
      await pause(500)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true
    await this.#publisher?.[Symbol.asyncDispose]()
    await this.#running
  }
}

const publishedOn = async ({ origin }: Cluster) =>
  (await origin.api.streams()).find(({ session }) => session.state === 'live')?.session.publish_node_id

describe('row 16: the node that an encoder publishes to is drained', () => {
  test('one that knows no way to be asked is let go at the deadline: its next start goes to another node, and viewers elsewhere wait for it', async () => {
    await using cluster = await startCluster({ edges: 2 })
    const { origin, edges } = cluster
    await using encoder = new EncoderLoop(origin.ready.url, 'live/test')
    const first = await waitFor('it is live', () => publishedOn(cluster))
    const others = [...edges.map(({ ready }) => ready), origin.own_node].filter(({ node_id }) => node_id !== first)
    await using stack = new AsyncDisposableStack()
    const viewers = await Promise.all(
      others.map(async ({ media_url }) => stack.use(await FlvViewer.watch(`${media_url}/live/test.flv`))),
    )
    await Promise.all(viewers.map((viewer) => viewer.sees(25)))
    for (const viewer of viewers) viewer.resetGaps()
    await origin.api.drain(first, { deadline_ms: 3_000, reason: 'the encoder moves' })
    await waitFor('it is live on another node', async () => {
      const now = await publishedOn(cluster)
      return now !== undefined && now !== first
    })
    await Promise.all(viewers.map((viewer) => viewer.sees(25)))
    const gaps_ms = viewers.map((viewer) => Math.round(viewer.longest_gap_ms))
    printFigures({ row: 16, encoder_moved_gaps_ms: gaps_ms, starts: encoder.urls.length })
    expect(viewers.map((viewer) => viewer.end)).toEqual([null, null])
    expect(Math.max(...gaps_ms)).toBeLessThan(LONGEST_GAP_MS)

    const refusing = [...edges.map(({ ready }) => ready), origin.own_node].find(({ node_id }) => node_id === first)
    await using stubborn = await Publisher.launch(`${refusing?.rtmp_url}/live/other`)
    await within('one that knows this node alone is refused', 8_000, stubborn.exited)
    expect(stubborn.program.tail()).toMatch(/The stream may be published at rtmp:\/\/[^ ]+\/live\/other/)
  })
})
