import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { Program } from '../harness/program.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor, within } from '../harness/wait-for.ts'

const run = promisify(execFile)

const bothUrls = (cluster: Cluster) => [
  `${cluster.origin.own_node.media_url}/live/test.flv`,
  `${cluster.edge.ready.media_url}/live/test.flv`,
]

describe('when the publisher ends', () => {
  test.for([
    ['says goodbye', 'SIGINT', '10s'],
    ['dies and is not waited for', 'SIGKILL', '0s'],
  ] as const)('and %s, every viewer gets a clean end within 2 s', async ([, how, publisher_grace]) => {
    await using cluster = await startCluster({ media: { publisher_grace } })
    await using publisher = await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/test`)
    await using viewers = new AsyncDisposableStack()
    const both = await Promise.all(bothUrls(cluster).map(async (url) => viewers.use(await FlvViewer.watch(url))))
    await using player = new Program({
      name: 'ffmpeg-player',
      command: 'ffmpeg',
      args: [
        '-v',
        'error',
        '-nostdin',
        '-i',
        `${cluster.edge.ready.rtmp_url}/live/test`,
        '-c',
        'copy',
        '-f',
        'null',
        '-',
      ],
    })
    await waitFor('the RTMP player is counted', async () => {
      const stream = await cluster.origin.api.stream('live/test')
      return stream.subscribers === 3
    })

    await publisher.program.endBy(how)
    const from = performance.now()
    const ends = await within('every viewer ends', 2_000, Promise.all(both.map((viewer) => viewer.ended)))
    expect(ends.map((end) => [end.clean, end.why])).toEqual([
      [true, 'end of answer'],
      [true, 'end of answer'],
    ])
    const exit = await within('the RTMP player ends', 2_000 - (performance.now() - from), player.exited)
    expect(exit.code).toBe(0)
    await waitFor('the stream leaves the registry', async () => (await cluster.origin.api.streams()).length === 0)
    const refused = await cluster.origin.api.refusal('GET', '/api/v1/streams/live/test')
    expect(refused.status).toBe(404)
  })

  test('and comes back, an edge plays the new session, not a rest of the old one', async () => {
    await using cluster = await startCluster()
    const url = `${cluster.edge.ready.media_url}/live/test.flv`
    for (let nth = 0; nth < 3; nth += 1) {
      await using publisher = await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/test`)
      await using viewer = await FlvViewer.watch(url)
      await viewer.sees(20)
      expect(viewer.interruption).toBe(null)
      await publisher.end()
      expect((await within('the viewer ends', 2_000, viewer.ended)).clean).toBe(true)
    }
  })

  test('and comes back on another node, the first node plays it from there', async () => {
    await using cluster = await startCluster()
    {
      await using publisher = await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/test`)
      await using _viewer = await FlvViewer.watch(`${cluster.edge.ready.media_url}/live/test.flv`)
      await publisher.end()
    }
    await using _publisher = await Publisher.start(`${cluster.edge.ready.rtmp_url}/live/test`)
    await using viewer = await FlvViewer.watch(`${cluster.origin.own_node.media_url}/live/test.flv`)
    await viewer.sees(20)
  })

  test('an operator may end it: the publisher is let go and the viewers get a clean end', async () => {
    await using cluster = await startCluster()
    await using publisher = await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/test`)
    await using viewer = await FlvViewer.watch(`${cluster.edge.ready.media_url}/live/test.flv`)
    const answer = await cluster.origin.api.request('POST', '/api/v1/streams/live/test/end', { body: {} })
    expect(answer.status).toBe(200)
    expect((await within('the viewer ends', 2_000, viewer.ended)).clean).toBe(true)
    await within('ffmpeg ends', 5_000, publisher.exited)
  })
})

describe('a second publisher for a live path', () => {
  test('is refused in words, and the first one and its viewers go on (row 11)', async () => {
    await using cluster = await startCluster()
    const url = `${cluster.origin.own_node.rtmp_url}/live/test`
    await using first = await Publisher.start(url)
    await using viewer = await FlvViewer.watch(`${cluster.edge.ready.media_url}/live/test.flv`)
    const session = (await cluster.origin.api.stream('live/test')).session

    await using second = await Publisher.launch(url)
    const exit = await within('the second publisher is refused', 5_000, second.exited)
    expect(exit.code).not.toBe(0)
    await first.sendsOn()
    await viewer.sees(20)
    expect(viewer.interruption).toBe(null)
    expect((await cluster.origin.api.stream('live/test')).session.id).toBe(session.id)
  })

  test('is refused on another node of the cluster, too (row 11)', async () => {
    await using cluster = await startCluster()
    await using first = await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/test`)
    await using viewer = await FlvViewer.watch(`${cluster.edge.ready.media_url}/live/test.flv`)
    await using second = await Publisher.launch(`${cluster.edge.ready.rtmp_url}/live/test`)
    await within('the second publisher is refused', 5_000, second.exited)
    await first.sendsOn()
    await viewer.sees(20)
    expect(viewer.interruption).toBe(null)
  })
})

describe('a publisher from a network that is not allowed', () => {
  test('is refused with a plain reason, and viewers are still let in', async () => {
    await using cluster = await startCluster({ edges: 0, media: { publish_allow: ['203.0.113.0/24'] } })
    await using publisher = await Publisher.launch(`${cluster.origin.own_node.rtmp_url}/live/test`)
    const exit = await within('the publisher is refused', 5_000, publisher.exited)
    expect(exit.code).not.toBe(0)
    expect(await cluster.origin.api.streams()).toEqual([])
    const debug = run('ffmpeg', [
      ...['-v', 'debug', '-nostdin', '-f', 'lavfi', '-i', 'anullsrc', '-t', '1', '-c:a', 'aac', '-f', 'flv'],
      `${cluster.origin.own_node.rtmp_url}/live/test`,
    ])
    await expect(debug).rejects.toThrow(/127\.0\.0\.1|network|not allowed/i)
  })
})

test('a viewer who tries again and again gets in soon after the stream is published', async () => {
  await using cluster = await startCluster()
  const url = `${cluster.edge.ready.media_url}/live/test.flv`
  const tries = async () => {
    const answer = await fetch(url)
    await answer.body?.cancel()
    return answer.status
  }
  expect(await tries()).toBe(404)
  await using _publisher = await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/test`)
  await waitFor('the stream is found', async () => (await tries()) === 200, { deadline_ms: 2_000, every_ms: 100 })
})
