import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type MediaNode, startMediaNode, until } from '../../node-runtime/protocols/protocol-fixtures.ts'
import { type HlsPage, type HlsPageState, serveHlsPage } from '../harness/hls-page.ts'
import { PanelBrowser } from '../harness/panel-browser.ts'
import { STREAMS } from '../harness/streams-to-publish.ts'
import { UnitPublisher } from '../harness/unit-publisher.ts'
import { Hopeless, waitFor } from '../harness/wait-for.ts'

type Name = keyof typeof STREAMS
const names: readonly Name[] = ['both', 'sparse', 'pictures', 'sound', 'opus', 'tracks']
const plays: readonly (readonly [Name, 'fmp4' | 'ts', 'native' | 'low' | 'usual'])[] = [
  ['both', 'fmp4', 'usual'],
  ['both', 'ts', 'usual'],
  ['sparse', 'fmp4', 'low'],
  ['sparse', 'ts', 'low'],
  ['pictures', 'fmp4', 'low'],
  ['pictures', 'ts', 'low'],
  ['sound', 'fmp4', 'low'],
  ['sound', 'ts', 'low'],
  ['opus', 'fmp4', 'low'],
  ['tracks', 'fmp4', 'low'],
  ['tracks', 'ts', 'low'],
  ['both', 'fmp4', 'native'],
  ['both', 'ts', 'native'],
]

describe("Debian's Chromium", () => {
  let node: MediaNode
  let page: HlsPage
  const publishers: UnitPublisher[] = []
  const url = (name: Name, container: string) =>
    `http://127.0.0.1:${node.media_port}/live/${name}.m3u8?container=${container}`

  beforeAll(async () => {
    page = await serveHlsPage()
    node = await startMediaNode()
    const base = `rtmp://127.0.0.1:${node.rtmp_port}/live`
    publishers.push(...(await Promise.all(names.map((name) => UnitPublisher.start(`${base}/${name}`, STREAMS[name])))))
    await until(
      'all are live',
      () => node.directory.list().filter((stream) => stream.facts().state === 'live').length === names.length,
    )
  })
  afterAll(async () => {
    await Promise.all(publishers.map((publisher) => publisher[Symbol.asyncDispose]()))
    await node?.stop()
    await page?.[Symbol.asyncDispose]()
  })

  /** Opens the stream in a page of its own, and waits until it plays and has played on for so long. */
  const watch = async (name: Name, container: string, how: 'native' | 'low' | 'usual', for_s: number) => {
    const browser = await PanelBrowser.open()
    await browser.page.goto(page.play(url(name, container), how))
    const state = async () => {
      const now = (await browser.page.evaluate('window.state()')) as HlsPageState
      if (now.errors.length > 0) throw new Hopeless(now.errors.join('; '))
      return now
    }
    const plays_for = (from_s: number, s: number) =>
      waitFor(
        `${name} plays on from ${from_s} s`,
        async () => {
          const now = await state()
          return now.at_s > from_s + s && now
        },
        { deadline_ms: 30_000 },
      )
    const first = await plays_for(0, 0)
    const later = await plays_for(first.at_s, for_s)
    return { browser, first, later }
  }

  test('is less than two seconds behind the publisher with hls.js', async ({ annotate }) => {
    const { browser, later } = await watch('both', 'fmp4', 'low', 6)
    await using _ = browser
    await annotate(`${Math.round(later.delay_ms ?? Number.NaN)} ms behind, ${later.stalls} stalls`)
    expect(later.delay_ms).toBeLessThan(2_000)
    expect(later).toMatchObject({ refused: 0, recoveries: 0 })
    expect(browser.complaints).toEqual([])
  })

  test.concurrent.for(plays)(
    'plays %s in %s with a %s player, on and on, without a complaint',
    async ([name, container, how], { skip }) => {
      if (how === 'native') skip(!(await playsHlsItself()), 'this browser plays no HLS by itself')
      const { browser, first, later } = await watch(name, container, how, 3)
      await using _ = browser
      expect(browser.complaints).toEqual([])
      expect(later).toMatchObject({ refused: 0, recoveries: 0 })
      if (name !== 'sound') expect(later.frames).toBeGreaterThan(first.frames)
      if (name !== 'pictures') expect(later.sound_bytes).toBeGreaterThan(first.sound_bytes)
      if (name === 'tracks') expect([later.levels, later.sounds]).toEqual([2, 2])
    },
  )
})

async function playsHlsItself(): Promise<boolean> {
  await using browser = await PanelBrowser.open()
  return (
    (await browser.page.evaluate("document.createElement('video').canPlayType('application/vnd.apple.mpegurl')")) !== ''
  )
}
