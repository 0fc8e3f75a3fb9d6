import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import { PlayerPage } from '../harness/player-page.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

describe('a page with mpegts.js in Chromium', () => {
  let cluster: Cluster
  let publisher: Publisher
  let player: PlayerPage
  beforeAll(async () => {
    cluster = await startCluster({ edges: 1 })
    publisher = await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/test`)
    player = await PlayerPage.open()
  })
  afterAll(async () => {
    await player?.[Symbol.asyncDispose]()
    await publisher?.[Symbol.asyncDispose]()
    await cluster?.[Symbol.asyncDispose]()
  })

  const own = () => `127.0.0.1:${cluster.origin.own_node.media_port}`
  const edge = () => `127.0.0.1:${cluster.edge.ready.media_port}`
  const plays = async (url: string) => {
    await player.play(url)
    const first = await waitFor('a picture', async () => {
      const progress = await player.progress()
      return progress.frames > 0 && progress
    })
    const later = await waitFor('a second more of it', async () => {
      const progress = await player.progress()
      return progress.time > first.time + 1 && progress
    })
    expect(later.frames).toBeGreaterThan(first.frames + 15)
    expect(later.failures).toEqual([])
    expect(player.complaints).toEqual([])
  }

  test.for([
    ['HTTP-FLV', () => `http://${own()}/live/test.flv`],
    ['HTTPS-FLV', () => `https://${own()}/live/test.flv`],
    ['WS-FLV', () => `ws://${own()}/live/test.flv`],
    ['WS-FLV at low latency', () => `ws://${own()}/live/test.flv?latency=low`],
    ['WSS-FLV', () => `wss://${own()}/live/test.flv`],
    ['WS-FLV from an edge', () => `ws://${edge()}/live/test.flv`],
  ] as const)('plays over %s, and the browser has nothing to complain of', async ([, url]) => {
    await plays(url())
  })

  test('is told when a stream over WebSocket is over, without an error', async () => {
    const short = await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/short`)
    await plays(`ws://${own()}/live/short.flv`)
    await short.end()
    await waitFor('the end', async () => (await player.progress()).ended)
    expect(player.complaints).toEqual([])
    await short[Symbol.asyncDispose]()
  })

  test('may publish by PUT from a site of this machine: it is asked first, and the page can read the answer', async () => {
    const url = `http://${own()}/live/from-page.flv`
    const answer = await player.page.evaluate(`fetch(${JSON.stringify(url)}, {
      method: 'PUT',
      headers: { 'Content-Type': 'video/x-flv' },
      body: 'this is no FLV at all',
    }).then((response) => response.json())`)
    expect(answer).toMatchObject({ data: null, error: { code: 'bad_flv', details: { at_byte: 0 } } })
  })
})
