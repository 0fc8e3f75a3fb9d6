import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { isRunning } from '../harness/processes.ts'
import { Publisher } from '../harness/publisher.ts'
import { RawConnection } from '../harness/raw-connection.ts'
import { waitFor } from '../harness/wait-for.ts'

const HANDSHAKE_TIMEOUT_MS = 2_000
const SILENT = 500

describe('a node’s media port', () => {
  let cluster: Cluster
  let publisher: Publisher
  let viewer: FlvViewer
  beforeAll(async () => {
    cluster = await startCluster({ edges: 0, media: { handshake_timeout: `${HANDSHAKE_TIMEOUT_MS}ms` } })
    publisher = await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/test`)
    viewer = await FlvViewer.watch(`${cluster.origin.own_node.media_url}/live/test.flv`)
  })
  afterAll(async () => {
    await viewer?.[Symbol.asyncDispose]()
    await publisher?.[Symbol.asyncDispose]()
    await cluster?.[Symbol.asyncDispose]()
  })

  const get = (path: string, headers = '') => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers}\r\n`
  const bad: readonly (readonly [string, string])[] = [
    ['a path that climbs out', get('/live/../../../etc/passwd')],
    ['a path that climbs out, encoded', get('/live/..%2f..%2f..%2fetc%2fpasswd.flv')],
    ['a NUL in the path', get('/live/test%00.flv')],
    ['a stray percent', get('/live/%zz.flv')],
    ['invalid UTF-8', get('/live/%ff%fe.flv')],
    ['no name', get('/live/.flv')],
    ['no application', get('/test.flv')],
    ['too many parts', get('/live/a/b/c.flv')],
    ['a backslash', get('/live\\test.flv')],
    ['an unknown extension', get('/live/test.exe')],
    ['a name of 10,000 letters', get(`/live/${'a'.repeat(10_000)}.flv`)],
    ['a path of 1 MB', get(`/live/${'a'.repeat(1_000_000)}.flv`)],
    ['a header of 100 kB', get('/live/test.flv', `X-Long: ${'a'.repeat(100_000)}\r\n`)],
    ['ten thousand headers', get('/live/test.flv', 'X-Many: a\r\n'.repeat(10_000))],
    ['a wrong latency', get('/live/test.flv?latency=never')],
    ['a method that is none here', 'DELETE /live/test.flv HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'],
    ['a method that is none anywhere', 'FROB /live/test.flv HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'],
    ['a version that is none', 'GET /live/test.flv HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n'],
    ['two lengths', 'GET /live/x.flv HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na'],
    ['no HTTP at all', 'hello, is it me you are looking for?\r\n\r\n'],
  ]
  test.for(bad)('answers %s with a 4xx or 5xx line, at once (row 27)', async ([, request]) => {
    await using connection = await RawConnection.open(cluster.origin.own_node.media_port)
    await connection.send(request)
    await waitFor('an answer', () => connection.received.length > 0 || connection.closed, { deadline_ms: 4_000 })
    const line = connection.received.toString('latin1').split('\r\n')[0]
    expect(line).toMatch(/^HTTP\/1\.[01] (4\d\d|505|501)/)
    expect(connection.received.includes('root:')).toBe(false)
    expect(viewer.interruption).toBe(null)
  })

  test('does not let a range break a live stream', async () => {
    for (const range of ['bytes=0-10', 'bytes=-1', 'bytes=5-1', 'bytes=0-0,1-1,2-2', 'lines=1']) {
      await using connection = await RawConnection.open(cluster.origin.own_node.media_port)
      await connection.send(get('/live/test.flv', `Range: ${range}\r\n`))
      await waitFor('an answer', () => connection.received.length > 0)
      expect(connection.received.toString('latin1')).toMatch(/^HTTP\/1\.[01] (200|4\d\d)/)
    }
  })

  test.for([
    ['RTMP', () => cluster.origin.own_node.rtmp_port],
    ['media', () => cluster.origin.own_node.media_port],
  ] as const)(
    `closes ${SILENT} connections that say nothing at the handshake deadline, on the %s port, and no viewer notices (row 25)`,
    async ([, port]) => {
      await using stack = new AsyncDisposableStack()
      const silent = await Promise.all(
        Array.from({ length: SILENT }, async () => stack.use(await RawConnection.open(port()))),
      )
      viewer.resetGaps()
      await Promise.all(silent.map((connection) => connection.untilClosed(HANDSHAKE_TIMEOUT_MS + 4_000)))
      const soonest = Math.min(...silent.map((connection) => connection.closed_after_ms ?? 0))
      expect(soonest).toBeGreaterThan(HANDSHAKE_TIMEOUT_MS - 300)
      expect(viewer.interruption).toBe(null)
    },
  )

  test.for<readonly [string, Buffer]>([
    ['a TLS hello begun', Buffer.from([0x16, 3, 1])],
    ['a TLS hello of nonsense', Buffer.concat([Buffer.from([0x16, 3, 1, 2, 0]), Buffer.alloc(512, 0xff)])],
    ['half a request', Buffer.from('GET /live/test.flv HT')],
  ])('closes a connection that sends %s and no more (row 25)', async ([, bytes]) => {
    await using connection = await RawConnection.open(cluster.origin.own_node.media_port)
    await connection.send(bytes)
    await connection.untilClosed(HANDSHAKE_TIMEOUT_MS + 4_000)
    expect(viewer.interruption).toBe(null)
  })

  test('after all of that is served by the same process', async () => {
    expect(isRunning(cluster.origin.own_node.pid)).toBe(true)
    const health = await fetch(`${cluster.origin.own_node.media_url}/health`)
    expect(health.status).toBe(200)
    await viewer.sees(25)
    expect(viewer.interruption).toBe(null)
  })
})
