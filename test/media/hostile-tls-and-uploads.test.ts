import { connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { isRunning } from '../harness/processes.ts'
import { Publisher } from '../harness/publisher.ts'
import { RawConnection } from '../harness/raw-connection.ts'
import { waitFor } from '../harness/wait-for.ts'

const HANDSHAKE_TIMEOUT_MS = 2_000
const MANY = 300

describe('a node’s ports, from those who upload, upgrade and encrypt', () => {
  let cluster: Cluster
  let publisher: Publisher
  let viewer: FlvViewer
  beforeAll(async () => {
    const media = {
      handshake_timeout: `${HANDSHAKE_TIMEOUT_MS}ms`,
      publisher_silence_timeout: '2s',
      metrics_allow: ['203.0.113.0/24'],
    }
    cluster = await startCluster({ edges: 0, media })
    publisher = await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/test`)
    viewer = await FlvViewer.watch(`${cluster.origin.own_node.media_url}/live/test.flv`)
  })
  afterAll(async () => {
    await viewer?.[Symbol.asyncDispose]()
    await publisher?.[Symbol.asyncDispose]()
    await cluster?.[Symbol.asyncDispose]()
  })

  const put = (headers: string, path = '/live/bad.flv') => `PUT ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers}\r\n`
  const chunked = put('Transfer-Encoding: chunked\r\n')
  const upgrade = (headers: string, path = '/live/test.flv') =>
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${headers}\r\n`

  test.for<readonly [string, string]>([
    ['an upload of no FLV', `${put('Content-Length: 20\r\n')}${'x'.repeat(20)}`],
    ['an upload of nothing', put('Content-Length: 0\r\n')],
    ['an upload to a path that climbs out', put('Content-Length: 0\r\n', '/live/../../etc/cron.d/x.flv')],
    ['an upload to a file of the machine', put('Content-Length: 0\r\n', '/etc/passwd')],
    ['an upload with two lengths', put('Content-Length: 5\r\nContent-Length: 6\r\n')],
    ['an upload with a length and chunks', put('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n')],
    ['a chunk of a size that is none', `${chunked}xyz\r\n`],
    ['a chunk of 2^64 bytes', `${chunked}ffffffffffffffffff\r\n`],
    ['a packed upload', put('Content-Length: 5\r\nContent-Encoding: br\r\n')],
    ['an upload for a stream that is live', put('Content-Length: 5\r\n', '/live/test.flv')],
    ['an upgrade without a key', upgrade('Sec-WebSocket-Version: 13\r\n')],
    ['an upgrade with a bad key', upgrade('Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n')],
    ['an upgrade to a file of the machine', upgrade('Sec-WebSocket-Version: 13\r\n', '/etc/passwd')],
  ])('answer %s with a 4xx line, at once (row 27)', async ([, request]) => {
    await using connection = await RawConnection.open(cluster.origin.own_node.media_port)
    await connection.send(request)
    await waitFor('an answer', () => connection.received.length > 0 || connection.closed, { deadline_ms: 1_900 })
    expect(connection.received.toString('latin1')).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect(viewer.interruption).toBe(null)
  })

  test('show metrics and subscribers to nobody who may not see them', async () => {
    for (const target of ['/metrics', '/api/v1/subscribers?stream=live/test']) {
      const answer = await fetch(`${cluster.origin.own_node.media_url}${target}`)
      expect(answer.status).toBe(403)
      expect(await answer.json()).toMatchObject({ error: { message: expect.stringContaining('metrics_allow') } })
    }
  })

  test('close an upload that stops in the middle of a tag, and its stream is over', async () => {
    await using connection = await RawConnection.open(cluster.origin.own_node.media_port)
    const begun = `${chunked}d\r\nFLV\x01\x05\0\0\0\x09\0\0\0\0\r\n5\r\n\x09\x7f\xff\xff\0\r\n`
    await connection.send(Buffer.from(begun, 'latin1'))
    await connection.untilClosed(6_000)
    expect(connection.received.toString('latin1')).toMatch(/^HTTP\/1\.1 408 /)
  })

  test.for([
    ['media', () => cluster.origin.own_node.media_port],
    ['RTMP', () => cluster.origin.own_node.rtmp_port],
  ] as const)(
    `close ${MANY} TLS handshakes that stop half-way at the deadline, on the %s port, and no viewer notices (row 25)`,
    async ([, port]) => {
      await using stack = new AsyncDisposableStack()
      const half = Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3, 1, 2, 3])
      viewer.resetGaps()
      const stuck = await Promise.all(
        Array.from({ length: MANY }, async () => {
          const connection = stack.use(await RawConnection.open(port()))
          await connection.send(half)
          return connection
        }),
      )
      await Promise.all(stuck.map((connection) => connection.untilClosed(HANDSHAKE_TIMEOUT_MS + 4_000)))
      expect(viewer.interruption).toBe(null)
    },
  )

  test('close TLS that says nothing inside, or offers what is not spoken, and serve the rest', async () => {
    const { media_port: port } = cluster.origin.own_node
    const open = (ALPNProtocols: string[]) => {
      const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ALPNProtocols })
      socket.on('error', () => socket.destroy())
      return socket.resume()
    }
    const silent = open(['http/1.1'])
    const strange = open(['smtp'])
    const relay = open(['headwater-relay/1'])
    await Promise.all([silent, strange, relay].map((socket) => new Promise((resolve) => socket.once('close', resolve))))
    expect(isRunning(cluster.origin.own_node.pid)).toBe(true)
    await viewer.sees(25)
    expect(viewer.interruption).toBe(null)
  })
})
