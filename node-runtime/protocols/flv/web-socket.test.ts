import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { streamPathSchema } from '#contract/ids.ts'
import { openDoor } from '../../media/admission-fixtures.ts'
import { audioConfig, videoConfig, videoUnit } from '../../media/media-fixtures.ts'
import { NodeNotAcceptingError } from '../../media/stream-errors.ts'
import type { MediaUnit } from '../../media/unit.ts'
import { dial, type MediaNode, request, startMediaNode, until } from '../protocol-fixtures.ts'
import { flvSecond } from './flv-fixtures.ts'
import { FlvDemuxer } from './to-stream.ts'
import { binaryFrameHeader } from './web-socket-from-stream.ts'

const path = streamPathSchema.parse('live/test')
const publisher = { kind: 'publisher', protocol: 'rtmp', encoder: null, address: '192.0.2.1' } as const

function publish(node: MediaNode) {
  const stream = node.directory.publish(path, publisher)
  for (const unit of [videoConfig(), audioConfig(), videoUnit(0, true)]) stream.push(unit)
  return stream
}

/** A WebSocket client with what it received. */
function open(node: MediaNode, target: string) {
  const socket = new WebSocket(`ws://127.0.0.1:${node.media_port}${target}`)
  const messages: Buffer[] = []
  socket.on('message', (message: Buffer) => messages.push(message))
  const closed = once(socket, 'close').then(([code, reason]) => ({ code, reason: String(reason) }))
  return { socket, messages, closed }
}

const handshake = (headers: string, target = '/live/test.flv') =>
  `GET ${target} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${headers}\r\n`
const KEY = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
const GOOD = `${KEY}Sec-WebSocket-Version: 13\r\n`

/** A frame as a client sends it (RFC 6455 5.2), masked with zeros unless told otherwise. */
function frame(first: number, payload: Buffer, masked = true): Buffer {
  const length = payload.length < 126 ? [payload.length] : [126, payload.length >> 8, payload.length & 255]
  const [short = 0, ...rest] = length
  const mask = masked ? [0, 0, 0, 0] : []
  return Buffer.concat([Buffer.from([first, short | (masked ? 0x80 : 0), ...rest, ...mask]), payload])
}

describe('a viewer over WebSocket', () => {
  test('gets the bytes of FLV in binary messages, and the reason at the end', async () => {
    await using node = await startMediaNode()
    const stream = publish(node)
    const viewer = open(node, '/live/test.flv?latency=low')
    await until('the viewer is there', () => stream.viewers === 1)
    stream.push(videoUnit(40, false, 100))
    stream.push(videoUnit(80, false, 50_000))
    stream.push(videoUnit(120, true, 100_000))
    stream.end('The publisher stopped.')
    expect(await viewer.closed).toEqual({ code: 1000, reason: 'The publisher stopped.' })
    const units: MediaUnit[] = []
    const demuxer = new FlvDemuxer({ header: 'file', onUnit: (unit) => units.push(unit) })
    for (const message of viewer.messages) demuxer.push(message)
    demuxer.end()
    expect(units.map(({ kind, config, dts_ms }) => [kind, config, dts_ms])).toEqual([
      ['video', true, 0],
      ['audio', true, 0],
      ['video', false, 0],
      ['video', false, 40],
      ['video', false, 80],
      ['video', false, 120],
    ])
    expect(viewer.socket.extensions).toBe('')
  })

  test('who joins late gets every cached group as messages of their own', async () => {
    await using node = await startMediaNode()
    const stream = publish(node)
    const first = open(node, '/live/test.flv?latency=low')
    await until('the first is there', () => stream.viewers === 1)
    for (let frame_at = 1; frame_at <= 40; frame_at++) stream.push(videoUnit(frame_at * 40))
    const late = open(node, '/live/test.flv?latency=low')
    await until('the second is there', () => stream.viewers === 2)
    stream.end('over')
    await Promise.all([first.closed, late.closed])
    const units: MediaUnit[] = []
    const demuxer = new FlvDemuxer({ header: 'file', onUnit: (unit) => units.push(unit) })
    for (const message of late.messages) demuxer.push(message)
    expect(units.filter(({ config }) => !config)).toHaveLength(41)
  })

  test('that pings is answered, and who leaves is not counted any more', async () => {
    await using node = await startMediaNode()
    const stream = publish(node)
    const viewer = open(node, '/live/test.flv')
    await once(viewer.socket, 'open')
    viewer.socket.ping('still there?')
    const [answer] = await once(viewer.socket, 'pong')
    expect(String(answer)).toBe('still there?')
    await until('the viewer is there', () => stream.viewers === 1)
    viewer.socket.close(1000)
    await until('the viewer has left', () => stream.viewers === 0)
    expect((await viewer.closed).code).toBe(1000)
  })

  test('of a stream nobody publishes, or of a node that takes nobody, is told in the close frame', async () => {
    await using node = await startMediaNode()
    expect(await open(node, '/live/other.flv').closed).toEqual({
      code: 1008,
      reason: 'Nobody publishes live/other now.',
    })
    const play = () => {
      throw new NodeNotAcceptingError(`This node is draining. ${'ä'.repeat(100)}`)
    }
    await using full = await startMediaNode({ admission: { ...openDoor, play } })
    const { code, reason } = await open(full, '/live/test.flv').closed
    expect(code).toBe(1013)
    expect(reason).toMatch(/^This node is draining\. ä+…$/)
  })

  test('is told when the node stops', async () => {
    const node = await startMediaNode()
    const stream = publish(node)
    const viewer = open(node, '/live/test.flv')
    await until('the viewer is there', () => stream.viewers === 1)
    await node.stop()
    expect(await viewer.closed).toEqual({ code: 1001, reason: 'This node is stopping.' })
  })

  test('that stops reading is dropped within its bound', async () => {
    await using node = await startMediaNode({ limits: { subscriber_buffer_bytes: 200_000 } })
    const stream = publish(node)
    const client = await dial(node.media_port)
    client.socket.write(handshake(GOOD, '/live/test.flv?latency=low'))
    await until('the viewer is there', () => stream.viewers === 1)
    client.socket.pause()
    for (let dts = 40; stream.viewers === 1 && dts < 40_000; dts += 40) {
      stream.push(videoUnit(dts, dts % 400 === 0, 50_000))
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(stream.viewers).toBe(0)
    client.socket.resume()
    await client.closed
  })
})

describe('a publisher over WebSocket', () => {
  test('is live from its first keyframe to its goodbye, however its bytes are cut into messages', async () => {
    await using node = await startMediaNode()
    const client = open(node, '/live/test.flv?publish')
    await once(client.socket, 'open')
    for (let at = 0; at < flvSecond.length; at += 100) client.socket.send(flvSecond.subarray(at, at + 100))
    await until('every frame is there', () => node.directory.find(path)?.facts().frames === 50)
    expect(node.directory.find(path)?.origin).toMatchObject({ protocol: 'ws', address: '127.0.0.1' })
    client.socket.close(1000)
    await until('the stream has ended', () => node.directory.list().length === 0)
    expect((await client.closed).code).toBe(1000)
  })

  test('of a stream that is live, of text, or of what is no FLV is told so', async () => {
    await using node = await startMediaNode()
    const stream = publish(node)
    expect(await open(node, '/live/test.flv?publish').closed).toMatchObject({
      code: 1008,
      reason: expect.stringMatching(/already being published/),
    })
    stream.end('over')
    const text = open(node, '/live/test.flv?publish')
    text.socket.once('open', () => text.socket.send('FLV'))
    expect(await text.closed).toMatchObject({ code: 1007, reason: expect.stringMatching(/binary messages/) })
    const wrong = open(node, '/live/test.flv?publish')
    wrong.socket.once('open', () => wrong.socket.send(Buffer.alloc(20)))
    expect(await wrong.closed).toEqual({ code: 1007, reason: 'This is no FLV: it does not begin with "FLV". (byte 0)' })
    expect(node.directory.list()).toEqual([])
  })

  test('that falls silent is closed, though it answers pings', async () => {
    await using node = await startMediaNode({ publisher_silence_timeout_ms: 200 })
    expect(await open(node, '/live/test.flv?publish').closed).toMatchObject({
      code: 1008,
      reason: expect.stringMatching(/nothing for 0\.2 s/),
    })
  })
})

describe('a WebSocket handshake', () => {
  test.each([
    ['without a key', handshake('Sec-WebSocket-Version: 13\r\n'), 400],
    ['with a key that is none', handshake('Sec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n'), 400],
    ['of another version', handshake(`${KEY}Sec-WebSocket-Version: 7\r\n`), 400],
    ['for a path that leads upwards', handshake(GOOD, '/live/../../etc/passwd.flv'), 400],
    ['for what is no stream', handshake(GOOD, '/etc/passwd'), 404],
    ['for a playlist', handshake(GOOD, '/live/test.m3u8'), 404],
    ['that posts', handshake(GOOD).replace('GET', 'POST'), 405],
    ['of 100 kB', handshake(`${GOOD}X: ${'x'.repeat(100_000)}\r\n`), 431],
  ])('%s is refused', async (_what, text, status) => {
    await using node = await startMediaNode()
    expect(await request(node.media_port, text)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  })

  test('to another protocol is answered as if it had not been asked for', async () => {
    await using node = await startMediaNode()
    const asked = 'GET /health HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\n\r\n'
    expect(await request(node.media_port, asked)).toContain('{"status":"ok"}')
  })
})

describe('a WebSocket that sends', () => {
  const small = Buffer.from('hello')
  test.each<readonly [string, string, Buffer, number]>([
    ['a frame that is not masked', '', frame(0x82, small, false), 1002],
    ['a ping in pieces', '', frame(0x09, small), 1002],
    ['a ping of 126 bytes', '', frame(0x89, Buffer.alloc(126)), 1002],
    ['an opcode that is none', '', frame(0x83, small), 1002],
    ['a compressed frame', '', frame(0xc2, small), 1002],
    ['more than a viewer has to say', '', frame(0x82, Buffer.alloc(5_000)), 1009],
    ['a message of a terabyte', '?publish', Buffer.from([0x82, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]), 1009],
    ['a message of nine megabytes', '?publish', Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 0]), 1009],
    [
      'a message in two thousand pieces',
      '?publish',
      Buffer.concat([frame(0x02, small), ...Array.from({ length: 2_000 }, () => frame(0x00, small))]),
      1008,
    ],
  ])('%s is closed with its code, and nobody else notices', async (_what, query, bytes, code) => {
    await using node = await startMediaNode()
    const stream = query === '' ? publish(node) : null
    const client = await dial(node.media_port)
    client.socket.write(handshake(GOOD, `/live/test.flv${query}`))
    await until('the handshake is answered', () => client.received().includes('101 Switching Protocols'))
    if (stream) await until('the viewer is there', () => stream.viewers === 1)
    client.socket.write(bytes)
    await client.closed
    const received = client.received()
    const close = received.indexOf(Buffer.from([0x88, 2, code >> 8, code & 255]))
    expect(close).toBeGreaterThan(0)
    await until('it is not counted any more', () => (stream?.viewers ?? 0) === 0)
    expect(stream?.ended.aborted ?? false).toBe(false)
  })
})

describe('the header of a frame', () => {
  test.each([
    [0, '8200'],
    [125, '827d'],
    [126, '827e007e'],
    [65_535, '827effff'],
    [65_536, '827f0000000000010000'],
  ])('of %d bytes is as RFC 6455 5.2 has it', (bytes, hex) => {
    expect(binaryFrameHeader(bytes).toString('hex')).toBe(hex)
  })
})
