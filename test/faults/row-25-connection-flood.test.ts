import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import { ConnectionCrowd } from '../harness/connection-crowd.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { isRunning, residentBytes } from '../harness/processes.ts'
import { Publisher } from '../harness/publisher.ts'
import { RawConnection } from '../harness/raw-connection.ts'

const CROWD = 10_000
const IDLE = 5_000
/** Between two pictures of what is published, in ms. */
const FRAME_MS = 40
const HANDSHAKE_TIMEOUT_MS = 5_000
/** What a busy machine may add to a deadline, in ms. */
const SLACK_MS = 3_000
const MEBIBYTE = 1024 * 1024

describe(`row 25: ${CROWD} connections at once that are up to no good`, () => {
  let cluster: Cluster
  let publisher: Publisher
  let viewer: FlvViewer
  beforeAll(async () => {
    cluster = await startCluster({ edges: 0 })
    publisher = await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/test`)
    viewer = await FlvViewer.watch(`${cluster.origin.own_node.media_url}/live/test.flv?latency=low`)
  })
  afterAll(async () => {
    await viewer?.[Symbol.asyncDispose]()
    await publisher?.[Symbol.asyncDispose]()
    await cluster?.[Symbol.asyncDispose]()
  })

  const ports = [
    ['RTMP', () => cluster.origin.own_node.rtmp_port],
    ['media', () => cluster.origin.own_node.media_port],
  ] as const

  test.for(ports)(
    'that say nothing on the %s port are closed at the handshake deadline, and no viewer notices',
    { timeout: 60_000 },
    async ([name, port]) => {
      viewer.resetGaps()
      await using crowd = await ConnectionCrowd.open(port(), CROWD)
      await crowd.untilAllClosed(HANDSHAKE_TIMEOUT_MS + SLACK_MS)
      const lives = await crowd.lives('open')
      expect(lives[0]).toBeGreaterThan(HANDSHAKE_TIMEOUT_MS - 500)
      expect(lives.at(-1)).toBeLessThan(HANDSHAKE_TIMEOUT_MS + SLACK_MS)
      expect(viewer.interruption).toBe(null)
      tell(`silent on ${name}`, lives, viewer)
    },
  )

  test.for(ports)(
    'that send garbage on the %s port are closed at its first bad byte, and no viewer notices',
    { timeout: 60_000 },
    async ([name, port]) => {
      viewer.resetGaps()
      await using crowd = await ConnectionCrowd.open(port(), CROWD)
      // No first byte that either protocol, or TLS, begins with.
      await crowd.sendGarbage(0xf1, 100)
      await crowd.untilAllClosed(HANDSHAKE_TIMEOUT_MS)
      const lives = await crowd.lives('sent')
      expect(lives.at(-1)).toBeLessThan(HANDSHAKE_TIMEOUT_MS - 500)
      expect(viewer.interruption).toBe(null)
      tell(`garbage on ${name}`, lives, viewer)
    },
  )

  test.for<readonly [string, Buffer]>([
    ['a TLS hello begun', Buffer.from([0x16, 3, 1])],
    ['a TLS hello of nonsense', Buffer.concat([Buffer.from([0x16, 3, 1, 2, 0]), Buffer.alloc(512, 0xff)])],
    ['half a request', Buffer.from('GET /live/test.flv HT')],
  ])('one that sends %s and no more is closed by the handshake deadline', { timeout: 20_000 }, async ([, bytes]) => {
    await using connection = await RawConnection.open(cluster.origin.own_node.media_port)
    await connection.send(bytes)
    await connection.untilClosed(HANDSHAKE_TIMEOUT_MS + SLACK_MS)
    expect(viewer.interruption).toBe(null)
  })

  test('leave nothing behind: the same process, its memory, and a stream that runs on', async () => {
    const { pid } = cluster.origin.own_node
    expect(isRunning(pid)).toBe(true)
    expect(residentBytes(pid)).toBeLessThan(512 * MEBIBYTE)
    await publisher.sendsOn()
    await viewer.sees(25)
    expect(viewer.interruption).toBe(null)
  })

  test(`${CROWD} malformed ones while ${IDLE} are idle cost no viewer a frame`, { timeout: 60_000 }, async () => {
    await using counting = await FlvViewer.watch(`${cluster.origin.own_node.media_url}/live/test.flv`)
    await using idle = await ConnectionCrowd.open(cluster.origin.own_node.media_port, IDLE)
    let malformed = 0
    for (const [, port] of ports) {
      await using crowd = await ConnectionCrowd.open(port(), CROWD / 2)
      await crowd.sendGarbage(0xf1, 100)
      await crowd.untilAllClosed(HANDSHAKE_TIMEOUT_MS)
      malformed += (await crowd.lives('sent')).length
    }
    const frames_before = counting.tags.video
    await counting.sees(50)
    expect(await idle.lives('open')).toHaveLength(IDLE)
    expect(malformed).toBe(CROWD)
    // By the stream's own time: one picture that is missing is a step of two.
    expect(counting.longest_step_ms).toBeLessThan(2 * FRAME_MS)
    expect(counting.end).toBe(null)
    process.stdout.write(
      `row 25: ${frames_before} pictures during ${malformed} malformed and ${IDLE} idle connections; longest step ${counting.longest_step_ms} ms\n`,
    )
  })
})

function tell(what: string, lives: readonly number[], viewer: FlvViewer): void {
  const median = Math.round(lives[lives.length >> 1] ?? 0)
  const gap = Math.round(viewer.longest_gap_ms)
  process.stdout.write(
    `row 25: ${what}: closed after ${median} ms (median), ${Math.round(lives.at(-1) ?? 0)} ms (last); longest gap of the viewer ${gap} ms\n`,
  )
}
