import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { isRunning } from '../harness/processes.ts'
import { Publisher } from '../harness/publisher.ts'
import { RawConnection } from '../harness/raw-connection.ts'
import { waitFor } from '../harness/wait-for.ts'

describe('row 27: requests for media that nobody should send', () => {
  let cluster: Cluster
  let publisher: Publisher
  let viewer: FlvViewer
  beforeAll(async () => {
    cluster = await startCluster({ edges: 0 })
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
    ['a playlist whose path climbs out', get('/live/../../../etc/passwd.m3u8')],
    ['a playlist whose path climbs out, encoded', get('/live/%2e%2e%2f%2e%2e%2fetc%2fpasswd.m3u8')],
    ['a playlist with a NUL in its name', get('/live/test%00.m3u8')],
    ['a playlist with a name of 1 MB', get(`/live/${'a'.repeat(1_000_000)}.m3u8`)],
    ['a playlist of a session that is none', get('/live/test.m3u8?session=../../x')],
    ['a part that climbs out', get('/live/test/../../../../etc/passwd.m4s')],
    ['a segment that is not there', get('/live/test/aaaaaaaaaa-s999999999999999.m4s')],
    ['a segment whose number overflows', get(`/live/test/aaaaaaaaaa-s${'9'.repeat(400)}.m4s`)],
    ['an init segment of a stream that is none', get('/live/none/aaaaaaaaaa-i0.mp4')],
    ['an init segment with a header of 100 kB', get('/live/test/aaaaaaaaaa-i0.mp4', `X: ${'a'.repeat(100_000)}\r\n`)],
    ['a playlist that is put', 'PUT /live/test.m3u8 HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n'],
    ['a part that is deleted', 'DELETE /live/test/aaaaaaaaaa-s1p1.m4s HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a chunk that is no number', 'POST /live/x.flv HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    ['a method that is none here', 'DELETE /live/test.flv HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'],
    ['a method that is none anywhere', 'FROB /live/test.flv HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'],
    ['a version that is none', 'GET /live/test.flv HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n'],
    ['two lengths', 'GET /live/x.flv HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na'],
    ['no HTTP at all', 'hello, is it me you are looking for?\r\n\r\n'],
  ]
  test.for(bad)('%s is answered with a 4xx or 5xx line, at once, and nothing outside is read', async ([, request]) => {
    await using connection = await RawConnection.open(cluster.origin.own_node.media_port)
    await connection.send(request)
    await waitFor('an answer', () => connection.received.length > 0 || connection.closed, { deadline_ms: 4_000 })
    const line = connection.received.toString('latin1').split('\r\n')[0]
    expect(line).toMatch(/^HTTP\/1\.[01] (4\d\d|505|501)/)
    expect(connection.received.includes('root:')).toBe(false)
    expect(viewer.interruption).toBe(null)
  })

  test('a range breaks no live stream', async () => {
    for (const range of ['bytes=0-10', 'bytes=-1', 'bytes=5-1', 'bytes=0-0,1-1,2-2', 'lines=1']) {
      await using connection = await RawConnection.open(cluster.origin.own_node.media_port)
      await connection.send(get('/live/test.flv', `Range: ${range}\r\n`))
      await waitFor('an answer', () => connection.received.length > 0)
      expect(connection.received.toString('latin1')).toMatch(/^HTTP\/1\.[01] (200|4\d\d)/)
    }
  })

  test('a range, or nonsense for one, breaks no file of HLS and reads no more than it', async () => {
    const { media_url, media_port } = cluster.origin.own_node
    const master = await (await fetch(`${media_url}/live/test.m3u8`)).text()
    const media_name = master.split('\n').find((line) => line !== '' && !line.startsWith('#')) ?? ''
    const media_url_of = new URL(media_name, `${media_url}/live/test.m3u8`)
    const media = await (await fetch(media_url_of)).text()
    const init = /URI="([^"]+)"/.exec(media)?.[1] ?? ''
    const target = new URL(init, media_url_of).pathname
    const whole = Buffer.from(await (await fetch(new URL(target, media_url))).arrayBuffer())
    expect(whole.toString('latin1', 4, 8)).toBe('ftyp')
    const ranges = [
      'bytes=0-10',
      'bytes=-1',
      'bytes=5-1',
      'bytes=0-99999999999999999999',
      'bytes=0-0,1-1,2-2',
      'lines=1',
    ]
    for (const range of [...ranges, `bytes=${'0-0,'.repeat(2_000)}0-0`]) {
      await using connection = await RawConnection.open(media_port)
      await connection.send(get(target, `Range: ${range}\r\n`))
      await waitFor('an answer', () => connection.received.includes('\r\n\r\n'))
      const head = connection.received.toString('latin1').split('\r\n\r\n')[0] ?? ''
      expect(head).toMatch(/^HTTP\/1\.[01] (200|206|4\d\d)/)
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
      if (/^HTTP\/1\.[01] 20/.test(head)) expect(length).toBeLessThanOrEqual(whole.length)
    }
    expect(viewer.interruption).toBe(null)
  })

  test('after all of that the same process serves on', async () => {
    expect(isRunning(cluster.origin.own_node.pid)).toBe(true)
    const health = await fetch(`${cluster.origin.own_node.media_url}/health`)
    expect(health.status).toBe(200)
    await viewer.sees(25)
    expect(viewer.interruption).toBe(null)
  })
})
