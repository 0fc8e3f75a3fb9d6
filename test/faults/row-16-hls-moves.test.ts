import { describe, expect, test } from 'vitest'
import { startCluster } from '../harness/cluster.ts'
import { type HlsPageState, serveHlsPage } from '../harness/hls-page.ts'
import { PanelBrowser } from '../harness/panel-browser.ts'
import { printFigures } from '../harness/print-figures.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

/** A player that is moved may stand still so long, in ms: the other node has to pull the stream and fill a first segment. */
const LONGEST_STALL_MS = 3_000

/** Watches how far the picture is, and for how long it stood still at the most. */
class Watched implements AsyncDisposable {
  readonly ports = new Set<string>()
  readonly browser: PanelBrowser
  readonly #timer: NodeJS.Timeout
  state: HlsPageState | null = null
  longest_stall_ms = 0
  #moved_at_ms = performance.now()

  private constructor(browser: PanelBrowser) {
    this.browser = browser
    browser.page.on('response', (response) => {
      if (response.ok() && response.url().includes('/live/')) this.ports.add(new URL(response.url()).port)
    })
    this.#timer = setInterval(() => void this.#look(), 100)
  }

  static async open(url: string): Promise<Watched> {
    const watched = new Watched(await PanelBrowser.open())
    await watched.browser.page.goto(url)
    await watched.playsOn(1)
    watched.longest_stall_ms = 0
    return watched
  }

  /** Waits until another so many seconds of the stream were seen. */
  async playsOn(for_s: number): Promise<void> {
    const from_s = this.state?.at_s ?? 0
    await waitFor(`it plays on from ${from_s} s`, () => (this.state?.at_s ?? 0) > from_s + for_s, {
      deadline_ms: 30_000,
    })
  }

  async #look(): Promise<void> {
    const state = (await this.browser.page.evaluate('window.state?.()').catch(() => undefined)) as
      | HlsPageState
      | undefined
    if (state === undefined) return
    const now = performance.now()
    if (state.at_s > (this.state?.at_s ?? 0)) this.#moved_at_ms = now
    this.longest_stall_ms = Math.max(this.longest_stall_ms, now - this.#moved_at_ms)
    this.state = state
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer)
    await this.browser[Symbol.asyncDispose]()
  }
}

describe('row 16: a drain', () => {
  test('moves hls.js in Chromium to another node: the picture goes on, without a new player or an error', async () => {
    await using cluster = await startCluster({ edges: 2 })
    const { origin, edge } = cluster
    await using page = await serveHlsPage()
    await using _ = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
    const at = (how: 'low' | 'usual', container: string) =>
      page.play(`${edge.ready.media_url}/live/test.m3u8?container=${container}`, how)
    const watching = await Promise.all([Watched.open(at('low', 'fmp4')), Watched.open(at('usual', 'ts'))])
    const [low, usual] = watching
    await using stack = new AsyncDisposableStack()
    for (const one of watching) stack.use(one)
    const own = `${edge.ready.media_port}`
    expect(watching.map(({ ports }) => [...ports])).toEqual([[own], [own]])

    await origin.api.drain(edge.id, { deadline_ms: 5_000, reason: 'hls.js moves' })
    await waitFor('both get their media elsewhere', () => watching.every(({ ports }) => ports.size > 1))
    await waitFor(
      'the node is empty and drained',
      async () => (await origin.api.node(edge.id)).mode.drained_at !== null,
      { deadline_ms: 20_000 },
    )
    await Promise.all(watching.map((one) => one.playsOn(3)))
    printFigures({
      hls_js_moved: watching.map(({ longest_stall_ms, state }) => ({
        longest_stall_ms: Math.round(longest_stall_ms),
        stalls: state?.stalls,
        behind_ms: Math.round(state?.delay_ms ?? Number.NaN),
      })),
    })
    for (const { state, longest_stall_ms } of watching) {
      expect(state).toMatchObject({ errors: [], refused: 0, recoveries: 0 })
      expect(longest_stall_ms).toBeLessThan(LONGEST_STALL_MS)
    }
    for (const { browser } of [low, usual]) expect(browser.complaints).toEqual([])
  })
})
