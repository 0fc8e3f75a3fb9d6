import { expect, test } from 'vitest'
import { startCluster } from '../harness/cluster.ts'
import { PanelBrowser } from '../harness/panel-browser.ts'
import { Program } from '../harness/program.ts'
import { Publisher } from '../harness/publisher.ts'
import { pause, waitFor, within } from '../harness/wait-for.ts'

/** Run in the page: this project's types know no DOM outside the panel. */
const positionOf = (element: unknown) => {
  const video = element as {
    currentTime: number
    buffered: { length: number; end(index: number): number }
  }
  return { at_s: video.currentTime, ranges: video.buffered.length }
}

test('a browser plays on in the same picture when the publisher is back, and the panel says what it waits for (row 10)', async () => {
  await using cluster = await startCluster({ edges: 0, media: { publisher_grace: '20s' } })
  const { origin } = cluster
  const url = `${origin.own_node.rtmp_url}/live/test`
  await using first = await Publisher.start(url)
  await using panel = await PanelBrowser.open()
  const { page } = panel
  await page.goto(origin.ready.sign_in_url)
  await page.getByRole('main').waitFor()
  await page.goto(`${origin.ready.url}/streams/live/test`)
  const position = () => page.locator('video').evaluate(positionOf)
  await waitFor('it plays', async () => (await position()).at_s > 2)
  await page.getByText('All well').waitFor()

  await first.program.endBy('SIGKILL')
  await page.getByText(/Interrupted, waiting for the publisher for another \d+s/).waitFor()
  await pause(2_000) // the player runs dry
  const stopped_s = (await position()).at_s
  await using _again = await Publisher.start(url)
  await waitFor('it plays on', async () => (await position()).at_s > stopped_s + 3)
  // One range of time and no new connection: nothing was skipped, nothing began anew.
  expect((await position()).ranges).toBe(1)
  const { participations } = await origin.api.stream('live/test')
  expect(participations.map(({ subscribers }) => subscribers)).toEqual([1])
  expect(panel.complaints).toEqual([])
})

test('a player of HLS reads on without a step in time when the publisher is back (row 10)', async () => {
  await using cluster = await startCluster({ edges: 1 })
  const { origin, edge } = cluster
  const url = `${origin.own_node.rtmp_url}/live/test`
  await using first = await Publisher.start(url)
  await waitFor('a playlist', async () => (await fetch(`${edge.ready.media_url}/live/test.m3u8`)).ok)
  const show = ['-v', 'error', '-select_streams', 'v', '-show_entries', 'packet=dts_time', '-of', 'csv=p=0']
  const args = [...show, '-read_intervals', '%+14', `${edge.ready.media_url}/live/test.m3u8`]
  await using probe = new Program({ name: 'ffprobe', command: 'ffprobe', args })
  await waitFor('it reads', () => probe.output.split('\n').length > 50)
  await first.program.endBy('SIGKILL')
  await pause(3_000) // as long as the publisher is away
  await using _again = await Publisher.start(url)
  const { code } = await within('ffprobe has read 14 s', 40_000, probe.exited)
  expect(code).toBe(0)
  const times = probe.output.trim().split('\n').map(Number.parseFloat)
  const steps = times.slice(1).map((time, index) => time - (times[index] ?? 0))
  expect(times.length).toBeGreaterThan(300)
  // 25 frames a second; where the publishers meet, a frame is up to one frame of sound late.
  expect(Math.max(...steps)).toBeLessThan(0.07)
  expect(Math.min(...steps)).toBeGreaterThan(0)
})

test('a publisher that comes back with other tracks is a discontinuity in HLS, and segments go on (row 10)', async () => {
  await using cluster = await startCluster({ edges: 0 })
  const { origin } = cluster
  const url = `${origin.own_node.rtmp_url}/live/test`
  const hls = `${origin.own_node.media_url}/live/test.m3u8`
  await using first = await Publisher.start(url)
  await waitFor('a playlist', async () => (await fetch(hls)).ok)
  const master = await (await fetch(hls)).text()
  const media = new URL(master.trim().split('\n').at(-1) ?? '', hls).href
  const playlist = async () => await (await fetch(media)).text()
  await waitFor('a segment', async () => (await playlist()).includes('#EXTINF'))
  await first.program.endBy('SIGKILL')
  await using _again = await Publisher.start(url, 'audio')
  const behind = await waitFor('segments of sound alone', async () => {
    const [, after = ''] = (await playlist()).split('#EXT-X-DISCONTINUITY\n')
    return (after.match(/#EXTINF/g) ?? []).length >= 2 && after
  })
  expect(behind).toMatch(/^#EXT-X-MAP:URI="[^"]+-i1\.mp4"/)
})
