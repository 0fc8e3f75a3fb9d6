import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type MediaNode, run, startMediaNode, until } from '../../node-runtime/protocols/protocol-fixtures.ts'
import { HlsFollower } from '../harness/hls-follower.ts'
import { type HlsPage, type HlsPageState, serveHlsPage } from '../harness/hls-page.ts'
import { PanelBrowser } from '../harness/panel-browser.ts'
import { STREAMS } from '../harness/streams-to-publish.ts'
import { type EncodedTrack, UnitPublisher } from '../harness/unit-publisher.ts'
import { Hopeless, waitFor } from '../harness/wait-for.ts'

const WRAP_MS = 2 ** 32
const CONTAINERS = ['fmp4', 'ts'] as const

describe('HLS of a stream that changes while it is watched', () => {
  let node: MediaNode
  let page: HlsPage
  beforeAll(async () => {
    node = await startMediaNode()
    page = await serveHlsPage()
  })
  afterAll(async () => {
    await node?.stop()
    await page?.[Symbol.asyncDispose]()
  })
  const publish = async (name: string, tracks: readonly EncodedTrack[], start_ms = 0) => {
    const publisher = await UnitPublisher.start(`rtmp://127.0.0.1:${node.rtmp_port}/live/${name}`, tracks, start_ms)
    await until(`${name} is live`, () =>
      node.directory.list().some(({ path, viewers }) => path === `live/${name}` && viewers === 0),
    )
    return publisher
  }
  const url = (name: string, container: string) =>
    `http://127.0.0.1:${node.media_port}/live/${name}.m3u8?container=${container}`

  /** In a transport stream Opus has no place, so that sound begins there with AAC. A browser's buffer takes no further track: hls.js begins with a new one. */
  const changes = {
    'another size of picture': {
      from: STREAMS.both,
      to: [STREAMS.tracks[0], STREAMS.both[1]],
      height: 360,
      recoveries: [0, 0],
    },
    'sound that appears later': { from: STREAMS.pictures, to: STREAMS.both, height: 180, recoveries: [9, 9] },
    'another codec of sound': { from: STREAMS.opus, to: STREAMS.both, height: 180, recoveries: [0, 9] },
  } as const
  const shapes = (Object.keys(changes) as (keyof typeof changes)[]).flatMap((what) =>
    CONTAINERS.map((container) => [what, container] as const),
  )

  test.concurrent.for(shapes)('goes on in a player with %s, in %s', { timeout: 90_000 }, async ([what, container]) => {
    const { from, to, height, recoveries } = changes[what]
    const name = `${what.replaceAll(' ', '-')}-${container}`
    await using publisher = await publish(name, from)
    await using browser = await PanelBrowser.open()
    await browser.page.goto(page.play(url(name, container)))
    const state = async () => {
      const now = (await browser.page.evaluate('window.state()')) as HlsPageState
      if (now.errors.length > 0) throw new Hopeless(now.errors.join('; '))
      return now
    }
    const follower = await HlsFollower.open(url(name, container))
    await waitFor('it plays', async () => (await state()).at_s > 0, { deadline_ms: 20_000 })
    await publisher.change(to)
    await follower.follow(20)
    const segments = [...(follower.renditions[0]?.checker.segments.values() ?? [])]
    expect(new Set(segments.map(({ discontinuity }) => discontinuity))).toEqual(new Set([0, 1]))
    const at = await waitFor(
      'it plays what came after the change',
      async () => {
        const now = await state()
        return now.height === height && now.sound_bytes > 0 && now
      },
      { deadline_ms: 30_000 },
    )
    await waitFor('it plays on', async () => (await state()).at_s > at.at_s + 2, { deadline_ms: 30_000 })
    expect((await state()).recoveries).toBeLessThanOrEqual(recoveries[CONTAINERS.indexOf(container)] ?? 0)
    expect(browser.complaints).toEqual([])
  })

  test('shows who comes when a track was added all tracks, and goes on for who was there', async () => {
    await using publisher = await publish('added', STREAMS.both)
    const first = await HlsFollower.open(url('added', 'fmp4'))
    await publisher.change(STREAMS.tracks)
    const second = await waitFor(
      'a master playlist of all tracks',
      async () => {
        const follower = await HlsFollower.open(url('added', 'fmp4'))
        return follower.renditions.length === 4 && follower
      },
      { deadline_ms: 20_000 },
    )
    await Promise.all([first.follow(8), second.follow(8)])
    expect(first.renditions).toHaveLength(1)
  })

  test.concurrent.for([
    ['start at 0', 0],
    ['wrap at 32 bits while it is watched', WRAP_MS - 6_000],
    ['start just below the wrap at 33 bits of MPEG', 2 ** 33 / 90 - 8_000],
    ['start far away', 1_000_000_000],
  ] as const)('keeps every rule where timestamps %s', async ([what, start_ms]) => {
    const name = what.replaceAll(' ', '-')
    await using _publisher = await publish(name, STREAMS.both, Math.round(start_ms))
    for (const container of CONTAINERS) {
      const follower = await HlsFollower.open(url(name, container))
      await follower.follow(15)
      const show = ['-v', 'error', '-show_packets', '-read_intervals', '%+4', '-of', 'json']
      const read = await run('ffprobe', [...show, url(name, container)], AbortSignal.timeout(50_000))
      const { packets } = JSON.parse(read) as { packets: { codec_type: string; dts_time: string }[] }
      for (const kind of ['video', 'audio']) {
        const times = packets.filter(({ codec_type }) => codec_type === kind).map(({ dts_time }) => Number(dts_time))
        const steps = times.slice(1).map((time, at) => time - (times[at] ?? 0))
        expect(times.length).toBeGreaterThan(60)
        expect(Math.min(...steps)).toBeGreaterThan(0)
        expect(Math.max(...steps)).toBeLessThan(0.13)
      }
    }
  })
})
