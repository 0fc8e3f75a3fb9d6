import { describe, expect, test } from 'vitest'
import { streamPathSchema } from '#contract/ids.ts'
import { videoConfig, videoUnit } from '../../media/media-fixtures.ts'
import { NodeNotAcceptingError } from '../../media/stream-errors.ts'
import { type AmfWritable, encodeAmf } from '../flv/amf0.ts'
import { type BareClient, dial, startMediaNode, until } from '../protocol-fixtures.ts'
import { ChunkReader, type RtmpMessage } from './chunk-reader.ts'
import { HANDSHAKE_BYTES, plainClientHello } from './handshake.ts'
import { PublishError, parsePublishUrl, RtmpPublication } from './publish-client.ts'
import { control, MESSAGE, message, USER_CONTROL, userControl } from './wire.ts'

const signal = AbortSignal.timeout(15_000)
const path = streamPathSchema.parse('live/test')

/** A publisher on a node's RTMP port, by our own client. */
const publish = (port: number, name = 'test') =>
  RtmpPublication.open(parsePublishUrl(`rtmp://127.0.0.1:${port}/live/${name}`), signal)

/** A connection behind its handshake. */
async function shakeHands(port: number): Promise<BareClient> {
  const client = await dial(port)
  client.socket.write(Buffer.concat([plainClientHello(), Buffer.alloc(HANDSHAKE_BYTES)]))
  await until('the handshake is answered', () => client.received().length >= 1 + 2 * HANDSHAKE_BYTES)
  return client
}

const command = (...values: readonly AmfWritable[]) => message(3, MESSAGE.command, 0, 0, encodeAmf(...values), 128)

const connect = command('connect', 1, { app: 'live', flashVer: 'test' })

function messagesOf(client: BareClient): RtmpMessage[] {
  const messages: RtmpMessage[] = []
  new ChunkReader((received) => messages.push(received)).push(client.received().subarray(1 + 2 * HANDSHAKE_BYTES))
  return messages
}

const textOf = (client: BareClient) => client.received().toString('latin1')

describe('a publisher', () => {
  test('is live from its publish to its end', async () => {
    await using node = await startMediaNode()
    const publication = await publish(node.rtmp_port)
    await publication.send(videoConfig())
    await publication.send(videoUnit(0, true))
    await until('the stream is live', () => node.directory.find(path)?.facts().state === 'live')
    publication.close()
    await until('the stream has ended', () => node.directory.find(path) === undefined)
    expect(node.logged.find(({ event }) => event === 'stream.ended')?.reason).toBe('The publisher stopped.')
  })

  test('of a stream that is live already is refused with words that say so', async () => {
    await using node = await startMediaNode()
    await publish(node.rtmp_port)
    await expect(publish(node.rtmp_port)).rejects.toThrow('live/test is already being published')
  })

  test('that this node does not admit is told why', async () => {
    const refuse = () => {
      throw new NodeNotAcceptingError('This node is draining.')
    }
    await using node = await startMediaNode({ admission: { publish: refuse, play: refuse } })
    await expect(publish(node.rtmp_port)).rejects.toThrow('This node is draining.')
  })

  test('that an operator ends is told why and closed', async () => {
    await using node = await startMediaNode()
    const publication = await publish(node.rtmp_port)
    node.directory.find(path)?.end('An operator ended the stream.')
    await until('the publisher is closed', () => !node.logged.every(({ event }) => event !== 'rtmp.refused'))
    const sending = async () => {
      for (;;) {
        await publication.send(videoUnit(0))
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    }
    await expect(sending()).rejects.toThrow('An operator ended the stream.')
  })

  test('that says nothing any more is closed, and its path is free again', async () => {
    await using node = await startMediaNode({ publisher_silence_timeout_ms: 100 })
    const publication = await publish(node.rtmp_port)
    await until('the stream has ended', () => node.directory.find(path) === undefined)
    expect(node.logged.find(({ event }) => event === 'stream.ended')?.reason).toContain('sent nothing')
    publication.close()
  })

  test('is told when the node stops, and everything is closed within its deadline', async () => {
    const node = await startMediaNode()
    const publication = await publish(node.rtmp_port)
    const viewer = await dial(node.media_port)
    viewer.socket.write('GET /live/test.flv HTTP/1.1\r\nHost: x\r\n\r\n')
    await until('the viewer is there', () => node.directory.totals().viewers === 1)
    const began = performance.now()
    await node.stop()
    await viewer.closed
    expect(performance.now() - began).toBeLessThan(3000)
    await expect(publication.send(videoUnit(0))).rejects.toThrow(PublishError)
  })
})

describe('a connection that harms itself alone', () => {
  const half = message(6, MESSAGE.video, 1, 0, Buffer.alloc(100_000), 128).subarray(0, 300)
  test.each([
    ['garbage instead of a handshake', false, Buffer.from('\x16\x03\x01garbage')],
    ['chunk size 0', true, control(MESSAGE.set_chunk_size, 0)],
    ['chunk size 2^31', true, control(MESSAGE.set_chunk_size, 2 ** 31)],
    ['a message of 2^24-1 bytes', true, Buffer.from([6, 0, 0, 0, 255, 255, 255, 9, 1, 0, 0, 0])],
    [
      'AMF nested deep',
      true,
      message(3, MESSAGE.command, 0, 0, Buffer.alloc(200_000, Buffer.from([3, 0, 1, 97])), 128),
    ],
    ['a command before connect', true, command('createStream', 2)],
    ['two connects', true, Buffer.concat([connect, connect])],
    ['a command without a name', true, command(1, 2, 3)],
  ])('%s closes that connection, and the stream beside it plays on', async (_what, shaken, bytes) => {
    await using node = await startMediaNode()
    const publication = await publish(node.rtmp_port)
    const client = shaken ? await shakeHands(node.rtmp_port) : await dial(node.rtmp_port)
    client.socket.write(bytes)
    await client.closed
    await publication.send(videoUnit(0, true))
    await until('the stream flows', () => (node.directory.find(path)?.facts().frames ?? 0) === 1)
    expect(node.logged.filter(({ event }) => event === 'rtmp.malformed')).toHaveLength(1)
    publication.close()
  })

  test('one that sends nothing, or half a message, is closed at the deadline', async () => {
    await using node = await startMediaNode({ handshake_timeout_ms: 150 })
    const silent = await dial(node.rtmp_port)
    const halved = await shakeHands(node.rtmp_port)
    halved.socket.write(Buffer.concat([connect, half]))
    await Promise.all([silent.closed, halved.closed])
  })

  test('one that asks and asks and never reads is closed', async () => {
    await using node = await startMediaNode({ handshake_timeout_ms: 10_000 })
    const client = await shakeHands(node.rtmp_port)
    client.socket.pause()
    client.socket.write(connect)
    const asked = Buffer.concat(Array.from({ length: 2000 }, () => command('createStream', 2)))
    let open = true
    client.socket.once('close', () => {
      open = false
    })
    for (let round = 0; open && round < 400; round++) {
      if (client.socket.write(asked)) continue
      await Promise.race([new Promise((resolve) => client.socket.once('drain', resolve)), client.closed])
    }
    client.socket.resume()
    await client.closed
    expect(node.logged.some(({ reason }) => String(reason).includes('does not read'))).toBe(true)
  })

  test('one whose window is 0, that pings, and that sends its handshake byte by byte is served', async () => {
    await using node = await startMediaNode()
    const client = await dial(node.rtmp_port)
    for (const byte of plainClientHello().subarray(0, 40)) client.socket.write(Buffer.from([byte]))
    client.socket.write(
      Buffer.concat([Buffer.alloc(1 + 2 * HANDSHAKE_BYTES - 40), control(MESSAGE.window_ack_size, 0)]),
    )
    client.socket.write(Buffer.concat([userControl(USER_CONTROL.ping_request, 77), connect]))
    await until('it is connected', () => textOf(client).includes('NetConnection.Connect.Success'))
    const pong = messagesOf(client).find(({ type }) => type === MESSAGE.user_control)
    expect(pong?.body).toEqual(Buffer.from([0, 7, 0, 0, 0, 77]))
    client.socket.destroy()
  })
})

describe('a player', () => {
  async function play(port: number, name: string): Promise<BareClient> {
    const client = await shakeHands(port)
    client.socket.write(Buffer.concat([connect, command('createStream', 2), command('play', 3, null, name)]))
    return client
  }

  test('gets the newest group of pictures, and words at the end of the stream before the connection closes', async () => {
    await using node = await startMediaNode()
    const publication = await publish(node.rtmp_port)
    await publication.send(videoConfig())
    for (const dts of [0, 40, 80]) await publication.send(videoUnit(dts, dts === 0, 200_000))
    await until('the frames are there', () => node.directory.find(path)?.facts().frames === 3)
    const client = await play(node.rtmp_port, 'test?latency=low')
    await until('the group has arrived', () => client.received().length > 600_000)
    publication.close()
    await client.closed
    const media = messagesOf(client).filter(({ type }) => type === MESSAGE.video)
    expect(media.map(({ timestamp_ms, body }) => [timestamp_ms, body.length])).toEqual([
      [0, videoConfig().body.length],
      [0, 200_005],
      [40, 200_005],
      [80, 200_005],
    ])
    expect(textOf(client)).toContain('NetStream.Play.Start')
    expect(textOf(client)).toMatch(/UnpublishNotify[\s\S]*NetStream\.Play\.Stop/)
  })

  test('of a stream nobody publishes, or of a name that is none, is told so', async () => {
    await using node = await startMediaNode()
    const nobody = await play(node.rtmp_port, 'nobody')
    await nobody.closed
    expect(textOf(nobody)).toContain('Nobody publishes live/nobody now.')
    const dots = await play(node.rtmp_port, '../x')
    await dots.closed
    expect(textOf(dots)).toContain('is no path of a stream')
  })

  test('that names an application of too many parts is refused in words, as soon as that is certain', async () => {
    await using node = await startMediaNode()
    const at_connect = await shakeHands(node.rtmp_port)
    at_connect.socket.write(command('connect', 1, { app: 'live/extra/more' }))
    await at_connect.closed
    expect(textOf(at_connect)).toMatch(/NetConnection\.Connect\.Rejected[\s\S]*too many parts/)
    const at_play = await shakeHands(node.rtmp_port)
    at_play.socket.write(
      Buffer.concat([command('connect', 1, { app: 'live/extra' }), command('play', 2, null, 'test')]),
    )
    await at_play.closed
    expect(textOf(at_play)).toMatch(/NetStream\.Play\.StreamNotFound[\s\S]*too many parts/)
  })
})
