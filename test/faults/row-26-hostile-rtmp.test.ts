import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { isRunning, residentBytes } from '../harness/processes.ts'
import { Publisher } from '../harness/publisher.ts'
import { RawConnection } from '../harness/raw-connection.ts'
import {
  amf,
  clientAnswer,
  clientHello,
  command,
  connectCommand,
  control,
  message,
  SERVER_HELLO_BYTES,
  streamCommand,
} from '../harness/rtmp-bytes.ts'
import { connectRtmp, hears, openRtmp, publishRtmp } from '../harness/rtmp-connection.ts'
import { waitFor } from '../harness/wait-for.ts'

const MEBIBYTE = 1024 * 1024
const CLOSED_WITHIN_MS = 8_000

/** An AMF 0 value of a million objects, one in the other. */
const deepObject = (depth: number) => Buffer.alloc(depth * 4, Buffer.from([3, 0, 1, 0x61]))
const audioTag = Buffer.from([0xaf, 1, 0, 0, 0])
const videoTag = (name: string) => Buffer.concat([Buffer.from([0x17, 1, 0, 0, 0]), Buffer.from(name)])

describe('row 26: RTMP that nobody should send', () => {
  let cluster: Cluster
  let publisher: Publisher
  let viewer: FlvViewer
  let port: number
  let pid: number
  let before_bytes: number
  beforeAll(async () => {
    cluster = await startCluster({ edges: 0, media: { handshake_timeout: '3s', publisher_silence_timeout: '3s' } })
    publisher = await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/test`)
    viewer = await FlvViewer.watch(`${cluster.origin.own_node.media_url}/live/test.flv`)
    ;({ rtmp_port: port, pid } = cluster.origin.own_node)
    before_bytes = residentBytes(pid)
  })
  afterAll(async () => {
    await viewer?.[Symbol.asyncDispose]()
    await publisher?.[Symbol.asyncDispose]()
    await cluster?.[Symbol.asyncDispose]()
  })

  const handshake = () => openRtmp(port)
  const connected = () => connectRtmp(port)
  const publishing = () => publishRtmp(port, `bad-${randomBytes(4).toString('hex')}`)
  const nothing = () => RawConnection.open(port)

  /** What must end the connection, from which point of a session on. */
  const fatal: readonly (readonly [string, () => Promise<RawConnection>, Buffer])[] = [
    ['a version that is none', nothing, clientHello(0xff)],
    ['an HTTP request', nothing, Buffer.from(`GET / HTTP/1.1\r\nHost: a\r\n\r\n${' '.repeat(2_000)}`)],
    ['random bytes instead of a handshake', nothing, Buffer.concat([Buffer.from([0x80]), randomBytes(5_000)])],
    ['nothing but zeros instead of a handshake', nothing, Buffer.alloc(64 * 1024)],
    ['a chunk size of 0', handshake, control(1, 0)],
    ['a chunk size of 2^31', handshake, control(1, 2 ** 31)],
    ['a first chunk without a header (type 3)', handshake, Buffer.concat([Buffer.from([0xc3]), Buffer.alloc(4_096)])],
    ['a first chunk that leans on none (type 1)', handshake, Buffer.concat([Buffer.from([0x43]), Buffer.alloc(4_096)])],
    ['random bytes after the handshake', handshake, Buffer.alloc(256 * 1024, 0xfe)],
    ['a publication before connect', handshake, streamCommand('publish', 2, 'test', 'live')],
    ['a command of a megabyte', handshake, message({ type: 20, payload: Buffer.alloc(MEBIBYTE, 2) })],
    [
      'AMF nested a million deep',
      handshake,
      message({ type: 20, payload: Buffer.concat([amf('connect', 1), deepObject(1e6)]) }),
    ],
    [
      'AMF nested ten thousand deep',
      handshake,
      message({ type: 20, payload: Buffer.concat([amf('connect', 1), deepObject(1e4)]) }),
    ],
    [
      'AMF whose text is longer than its message',
      handshake,
      message({ type: 20, payload: Buffer.from([2, 0xff, 0xff, 0x61]) }),
    ],
    ['AMF of a type that is none', handshake, message({ type: 20, payload: Buffer.alloc(64, 0x77) })],
    ['an empty command', handshake, message({ type: 20, payload: Buffer.alloc(0) })],
  ]
  test.for(fatal)('%s ends that connection alone', async ([, open, bytes]) => {
    await using connection = await open()
    await connection.send(bytes)
    await connection.untilClosed(CLOSED_WITHIN_MS)
    expect(viewer.interruption).toBe(null)
  })

  /** What may be answered or end the connection, as the server likes. */
  const survivable: readonly (readonly [string, () => Promise<RawConnection>, Buffer])[] = [
    ['a window of 0 bytes', handshake, Buffer.concat([control(5, 0), connectCommand('live')])],
    ['a peer bandwidth of 0', handshake, Buffer.concat([control(6, 0), connectCommand('live')])],
    ['an acknowledgement of what was never sent', connected, control(3, 0xffffffff)],
    ['an abort of a chunk stream that is none', connected, control(2, 0xfffff)],
    ['control messages cut short', connected, message({ type: 1, payload: Buffer.alloc(1), chunk_stream: 2 })],
    [
      'a user control message without a body',
      connected,
      message({ type: 4, payload: Buffer.alloc(0), chunk_stream: 2 }),
    ],
    ['a message of a type that is none', connected, message({ type: 99, payload: randomBytes(500) })],
    ['connect twice', connected, connectCommand('live')],
    [
      'ten thousand streams',
      connected,
      Buffer.concat(Array.from({ length: 1e4 }, (_, nth) => command('createStream', nth, null))),
    ],
    ['a name that climbs out', connected, streamCommand('publish', 3, '../../etc/passwd', 'live')],
    ['a name of 60,000 bytes', connected, streamCommand('publish', 3, 'n'.repeat(60_000), 'live')],
    ['an empty name', connected, streamCommand('publish', 3, '', 'live')],
    ['a name with a NUL', connected, streamCommand('play', 3, 'a\0b')],
    ['publish of nothing', connected, streamCommand('publish', 3)],
    ['publish of an object', connected, streamCommand('publish', 3, { name: 'a' }, 7)],
    ['media before publish', connected, message({ type: 9, payload: videoTag('x'), stream_id: 1, chunk_stream: 6 })],
    [
      'media on a stream that is none',
      publishing,
      message({ type: 9, payload: videoTag('x'), stream_id: 9e8, chunk_stream: 6 }),
    ],
    ['media without a body', publishing, message({ type: 9, payload: Buffer.alloc(0), stream_id: 1, chunk_stream: 6 })],
    [
      'video of one byte',
      publishing,
      message({ type: 9, payload: Buffer.from([0x17]), stream_id: 1, chunk_stream: 6 }),
    ],
    [
      'a broken sequence header',
      publishing,
      message({ type: 9, payload: Buffer.from([0x17, 0, 0, 0, 0, 1, 2, 3]), stream_id: 1, chunk_stream: 6 }),
    ],
    [
      'a broken AAC header',
      publishing,
      message({ type: 8, payload: Buffer.from([0xaf, 0]), stream_id: 1, chunk_stream: 5 }),
    ],
    [
      'an extended tag cut short',
      publishing,
      message({ type: 9, payload: Buffer.from([0x90, 0x68]), stream_id: 1, chunk_stream: 6 }),
    ],
    [
      'time at its end',
      publishing,
      message({ type: 8, payload: audioTag, stream_id: 1, chunk_stream: 5, timestamp_ms: 0xfffffe }),
    ],
    [
      'an aggregate of nonsense',
      publishing,
      message({ type: 22, payload: randomBytes(300), stream_id: 1, chunk_stream: 6 }),
    ],
    [
      'metadata of nonsense',
      publishing,
      message({ type: 18, payload: randomBytes(300), stream_id: 1, chunk_stream: 6 }),
    ],
    ['play of what it publishes itself', publishing, streamCommand('play', 4, 'test')],
    ['publish while it publishes', publishing, streamCommand('publish', 4, 'other', 'live')],
  ]
  test.for(survivable)('%s is answered or ends that connection alone', async ([, open, bytes]) => {
    await using connection = await open()
    await connection.send(bytes)
    await using after = await connected()
    expect(after.closed).toBe(false)
    expect(viewer.interruption).toBe(null)
  })

  test('a handshake and a connect in pieces of one byte are served', async () => {
    await using connection = await RawConnection.open(port)
    await connection.trickle(clientHello())
    await connection.untilReceived(SERVER_HELLO_BYTES)
    await connection.trickle(Buffer.concat([clientAnswer(), connectCommand('live')]))
    await hears(connection, 'NetConnection.Connect.Success')
    expect(viewer.interruption).toBe(null)
  })

  test('messages of 16 MB that are never filled cost no more than one message each, and end', async () => {
    await using connections = new AsyncDisposableStack()
    const open: RawConnection[] = []
    for (let nth = 0; nth < 8; nth += 1) {
      const connection = connections.use(await publishing())
      open.push(connection)
      const payload = Buffer.alloc(MEBIBYTE)
      await connection.send(message({ type: 9, payload, claimed_bytes: 2 ** 24 - 1, stream_id: 1, chunk_stream: 6 }))
    }
    expect(residentBytes(pid) - before_bytes).toBeLessThan(160 * MEBIBYTE)
    await Promise.all(open.map((connection) => connection.untilClosed(CLOSED_WITHIN_MS)))
  })

  test('sixty-five thousand chunk streams, each with a message begun, do not fill the memory', async () => {
    await using connection = await handshake()
    const begun: Buffer[] = []
    for (let chunk_stream = 64; chunk_stream < 65_000; chunk_stream += 1) {
      const header = Buffer.alloc(3 + 11 + 128)
      header[0] = 1 // three-byte form (RTMP 1.0, 5.3.1.1)
      header.writeUInt16LE(chunk_stream - 64, 1)
      header.writeUIntBE(2 ** 24 - 1, 6, 3)
      header[9] = 9
      begun.push(header)
    }
    await connection.send(Buffer.concat(begun))
    expect(residentBytes(pid) - before_bytes).toBeLessThan(200 * MEBIBYTE)
  })

  test('after all of that the node is the same process, the publisher and the viewer never noticed', async () => {
    // What a connection cannot explain is logged as an error; nothing here may be that.
    expect(cluster.origin.program.all_output).not.toMatch(/rtmp\.failed|uncaught|unhandled/i)
    expect(isRunning(pid)).toBe(true)
    await publisher.sendsOn()
    await viewer.sees(25)
    expect(viewer.interruption).toBe(null)
    await waitFor('only the one stream is left', async () => (await cluster.origin.api.streams()).length === 1)
    const node = await cluster.origin.api.node(cluster.origin.own_node.node_id)
    expect(node.epoch).toBe(1)
    expect(residentBytes(pid) - before_bytes).toBeLessThan(256 * MEBIBYTE)
  })
})
