import { describe, expect, test } from 'vitest'
import { type StreamPath, streamPathSchema } from '#contract/ids.ts'
import type { AskingViewer } from '../../media/admission.ts'
import { openDoor } from '../../media/admission-fixtures.ts'
import type { LiveStream } from '../../media/live-stream.ts'
import { audioConfig, audioUnit, videoConfig, videoUnit } from '../../media/media-fixtures.ts'
import { PlayElsewhereError } from '../../media/stream-errors.ts'
import { type BareClient, type MediaNode, startMediaNode, until } from '../protocol-fixtures.ts'
import { commandOn, commandsOf, messagesOf, shakeHands, statusesOf } from './rtmp-test-client.ts'
import { control, MESSAGE, message, setPeerBandwidth, USER_CONTROL, userControl } from './wire.ts'

const path = streamPathSchema.parse('live/test')

async function connected(node: MediaNode, properties: Readonly<Record<string, unknown>> = {}): Promise<BareClient> {
  const client = await shakeHands(node.rtmp_port)
  client.socket.write(commandOn(0, 'connect', 1, { app: 'live', flashVer: 'test', ...(properties as object) }))
  await until('it is connected', () => commandsOf(client).some(([, name]) => name === '_result'))
  return client
}

/** Media of a publisher that has announced no chunk size. */
const media = (on: number, unit: { kind: string; dts_ms: number; body: Buffer }) =>
  message(6, unit.kind === 'video' ? MESSAGE.video : MESSAGE.audio, on, unit.dts_ms, unit.body, 128)

const says = (client: BareClient, status: string) =>
  until(`it is told ${status}`, () => statusesOf(client).includes(status))

/** A stream without a publisher's connection. */
function live(node: MediaNode, name: StreamPath = path): LiveStream {
  const stream = node.directory.publish(name, { kind: 'publisher', protocol: 'rtmp', encoder: null, address: '::1' })
  for (const unit of [videoConfig(), audioConfig(), videoUnit(0, true), audioUnit(5)]) stream.push(unit)
  return stream
}

describe('connect', () => {
  test('is answered with what the client said it can, and with the call that older clients wait for', async () => {
    await using node = await startMediaNode()
    const plain = await connected(node, { objectEncoding: 3 })
    const [, , , , information] = commandsOf(plain).find(([, name]) => name === '_result') ?? []
    expect(information instanceof Map && information.get('objectEncoding')).toBe(3)
    expect(information instanceof Map && information.has('fourCcList')).toBe(false)
    expect(commandsOf(plain).map(([, name]) => name)).toContain('onBWDone')
    const enhanced = await connected(node, { fourCcList: ['hvc1', 'av01'], capsEx: 15 })
    const answer = commandsOf(enhanced).find(([, name]) => name === '_result')?.[4]
    expect(answer instanceof Map && answer.get('fourCcList')).toEqual(expect.arrayContaining(['*', 'hvc1', 'Opus']))
    expect(answer instanceof Map && answer.get('videoFourCcInfoMap')).toEqual(new Map([['*', 4]]))
    expect(answer instanceof Map && answer.get('capsEx')).toBe(7)
  })

  test('may come in AMF3, and so may what follows', async () => {
    await using node = await startMediaNode()
    const client = await shakeHands(node.rtmp_port)
    const amf3 = (...bytes: (number | string)[]) =>
      Buffer.concat(bytes.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))))
    // AMF0 text and number, and the properties as an AMF3 object behind the avmplus marker.
    const name = amf3(0, 2, 0, 7, 'connect', 0, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0)
    const object = amf3(17, 10, 0x0b, 1, 7, 'app', 6, 9, 'live', 1)
    client.socket.write(message(3, MESSAGE.command_amf3, 0, 0, Buffer.concat([name, object]), 128))
    await until('it is connected', () => commandsOf(client).some(([, called]) => called === '_result'))
    // Everything in AMF3.
    const publish = amf3(3, 6, 15, 'publish', 4, 2, 1, 6, 9, 'test', 6, 9, 'live')
    client.socket.write(message(3, MESSAGE.command_amf3, 1, 0, publish, 128))
    await says(client, '1 NetStream.Publish.Start')
    const metadata = amf3(3, 6, 21, 'onMetaData', 10, 0x0b, 1, 11, 'width', 4, 0x85, 0, 1)
    client.socket.write(message(3, MESSAGE.data_amf3, 1, 0, metadata, 128))
    client.socket.write(media(1, videoUnit(0, true)))
    await until('the width is known', () => node.directory.find(path)?.facts().tracks[0]?.width === 640)
    client.socket.destroy()
  })
})

test('a goodbye that waits to be read when a ping is due is heard, though its sender is gone by then', async () => {
  await using node = await startMediaNode({ policy: { grace_ms: 10_000, second_publisher: 'refuse' } })
  const client = await connected(node)
  client.socket.write(commandOn(0, 'createStream', 2, null))
  client.socket.write(commandOn(1, 'publish', 3, null, 'test', 'live'))
  await says(client, '1 NetStream.Publish.Start')
  for (const unit of [videoConfig(), videoUnit(0, true)]) client.socket.write(media(1, unit))
  await until('it is live', () => node.directory.find(path)?.facts().state === 'live')
  // Where what a connection brings keeps the machine busy until the first ping is due, a second after the publication began.
  client.socket.once('data', () => {
    client.socket.write(commandOn(0, 'deleteStream', 0, null, 1))
    client.socket.resetAndDestroy()
    for (const from = performance.now(); performance.now() < from + 1_300; );
  })
  client.socket.write(commandOn(0, 'createStream', 5, null))
  await until('it is over, and waits for nobody', () => node.directory.find(path) === undefined)
})

describe('message streams', () => {
  test('are numbered from 1 on, given back, and no more than eight at once', async () => {
    await using node = await startMediaNode()
    const client = await connected(node)
    const create = (id: number) => commandOn(0, 'createStream', id, null)
    client.socket.write(Buffer.concat(Array.from({ length: 9 }, (_, index) => create(10 + index))))
    client.socket.write(Buffer.concat([commandOn(0, 'deleteStream', 0, null, 3), create(30)]))
    await until('the last is answered', () => commandsOf(client).some(([, , id]) => id === 30))
    const answers = commandsOf(client).filter(([, , id]) => typeof id === 'number' && id >= 10)
    expect(answers.slice(0, 8).map((answer) => answer[4])).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(answers[8]?.[1]).toBe('_error')
    expect(answers[9]?.[4]).toBe(3)
  })

  test('publish and play side by side, each its own stream', async () => {
    await using node = await startMediaNode()
    live(node, streamPathSchema.parse('live/other'))
    const client = await connected(node)
    client.socket.write(commandOn(1, 'publish', 3, null, 'test', 'live'))
    await says(client, '1 NetStream.Publish.Start')
    client.socket.write(commandOn(2, 'play', 4, null, 'other'))
    await says(client, '2 NetStream.Play.Start')
    client.socket.write(media(1, videoUnit(0, true)))
    await until('it publishes', () => node.directory.find(path)?.facts().frames === 1)
    await until('pictures come', () => messagesOf(client).filter(({ type }) => type === MESSAGE.video).length >= 2)
    const pictures = messagesOf(client).filter(({ type }) => type === MESSAGE.video)
    expect(pictures.map(({ message_stream }) => message_stream)).toEqual([2, 2])
    expect(pictures[1]?.body.equals(videoUnit(0, true).body)).toBe(true)
    node.directory.find(streamPathSchema.parse('live/other'))?.end('It is over.')
    await says(client, '2 NetStream.Play.Stop')
    client.socket.write(media(1, videoUnit(40)))
    await until('it still publishes', () => node.directory.find(path)?.facts().frames === 2)
    client.socket.destroy()
  })

  test('publish again on the same connection, under another name, after each way to stop', async () => {
    await using node = await startMediaNode()
    const client = await connected(node)
    const stops: readonly (readonly [string, Buffer])[] = [
      ['FCUnpublish', commandOn(0, 'FCUnpublish', 5, null, 'one')],
      ['closeStream', commandOn(1, 'closeStream', 0, null)],
      ['deleteStream', commandOn(0, 'deleteStream', 0, null, 1)],
    ]
    for (const [index, name] of ['one', 'two', 'three'].entries()) {
      client.socket.write(
        Buffer.concat([commandOn(0, 'releaseStream', 2, null, name), commandOn(0, 'FCPublish', 3, null, name)]),
      )
      client.socket.write(commandOn(1, 'publish', 4, null, name, 'live'))
      const at = streamPathSchema.parse(`live/${name}`)
      await until(`${name} is published`, () => node.directory.find(at) !== undefined)
      client.socket.write(stops[index]?.[1] ?? Buffer.alloc(0))
      await until(`${name} is over after ${stops[index]?.[0]}`, () => node.directory.find(at) === undefined)
    }
    expect(statusesOf(client).filter((status) => status === '1 NetStream.Unpublish.Success')).toHaveLength(3)
    const calls = commandsOf(client).map(([, name]) => name)
    expect(calls).toEqual(expect.arrayContaining(['onFCPublish', 'onFCUnpublish']))
    client.socket.destroy()
  })

  test('a connection that is done with everything and begins nothing is closed at the deadline', async () => {
    await using node = await startMediaNode({ handshake_timeout_ms: 200 })
    const client = await connected(node)
    client.socket.write(
      Buffer.concat([commandOn(1, 'publish', 4, null, 'test', 'live'), commandOn(1, 'closeStream', 0)]),
    )
    await client.closed
    expect(statusesOf(client)).toContain('1 NetStream.Unpublish.Success')
  })

  test('publish with record or append is live, and says that nothing is recorded', async () => {
    await using node = await startMediaNode()
    const client = await connected(node)
    client.socket.write(commandOn(1, 'publish', 4, null, 'test', 'append'))
    await says(client, '1 NetStream.Publish.Start')
    expect(client.received().toString('latin1')).toContain('not recorded')
    client.socket.destroy()
  })
})

describe('a player', () => {
  async function playing(node: MediaNode, ...args: readonly (number | boolean)[]) {
    const stream = live(node)
    const client = await connected(node)
    client.socket.write(commandOn(1, 'play', 4, null, 'test', ...args))
    await says(client, '1 NetStream.Play.Start')
    const pictures = () => messagesOf(client).filter(({ type }) => type === MESSAGE.video)
    const sounds = () => messagesOf(client).filter(({ type }) => type === MESSAGE.audio)
    await until('the first picture is there', () => pictures().length === 2)
    return { stream, client, pictures, sounds }
  }

  test('that pauses gets nothing, and goes on with the newest keyframe', async () => {
    await using node = await startMediaNode()
    const { stream, client, pictures } = await playing(node)
    client.socket.write(commandOn(1, 'pause', 5, null, true, 0))
    await says(client, '1 NetStream.Pause.Notify')
    expect(stream.viewers).toBe(0)
    for (const dts of [40, 80]) stream.push(videoUnit(dts))
    stream.push(videoUnit(120, true))
    client.socket.write(commandOn(1, 'pause', 6, null, false, 0))
    await says(client, '1 NetStream.Unpause.Notify')
    await until('the newest keyframe is there', () => pictures().length === 4)
    expect(pictures().map(({ timestamp_ms }) => timestamp_ms)).toEqual([0, 0, 120, 120])
    client.socket.destroy()
  })

  test('that wants no pictures gets sound alone, and pictures from a keyframe on when it wants them again', async () => {
    await using node = await startMediaNode()
    const { stream, client, pictures, sounds } = await playing(node)
    client.socket.write(
      Buffer.concat([commandOn(1, 'receiveVideo', 5, null, false), commandOn(0, 'getStreamLength', 6)]),
    )
    await until('that was heard', () => commandsOf(client).some(([, , id]) => id === 6))
    const heard = sounds().length
    for (const dts of [200, 240]) stream.push(videoUnit(dts, dts === 200))
    stream.push(audioUnit(230))
    await until('sound goes on', () => sounds().length > heard)
    expect(pictures()).toHaveLength(2)
    client.socket.write(commandOn(1, 'receiveVideo', 7, null, true))
    await until('pictures are back', () => pictures().length === 5)
    expect(pictures().map(({ timestamp_ms }) => timestamp_ms)).toEqual([0, 0, 200, 200, 240])
    client.socket.destroy()
  })

  test('that seeks, or wants another rendition, is told that it cannot, and plays on', async () => {
    await using node = await startMediaNode()
    const { stream, client, pictures } = await playing(node)
    client.socket.write(
      Buffer.concat([commandOn(1, 'seek', 5, null, 1000), commandOn(1, 'play2', 6, null, { streamName: 'x' })]),
    )
    await says(client, '1 NetStream.Seek.Failed')
    await says(client, '1 NetStream.Play.Failed')
    stream.push(videoUnit(40, true))
    await until('it plays on', () => pictures().length === 3)
    client.socket.destroy()
  })

  test('that plays another stream on the same message stream gets that one', async () => {
    await using node = await startMediaNode()
    const { client, stream } = await playing(node)
    live(node, streamPathSchema.parse('live/other'))
    client.socket.write(commandOn(1, 'play', 5, null, 'other'))
    await until('it plays the other', () => node.directory.find(streamPathSchema.parse('live/other'))?.viewers === 1)
    expect(stream.viewers).toBe(0)
    client.socket.destroy()
  })

  test('that asks for a second of it gets that and is told so; without a reset it is told of none', async () => {
    await using node = await startMediaNode()
    const { client } = await playing(node, -2, 1, false)
    await client.closed
    expect(statusesOf(client)).toEqual([
      '1 NetStream.Play.Start',
      '1 NetStream.Play.UnpublishNotify',
      '1 NetStream.Play.Stop',
    ])
  })

  test('gets the main tracks alone, unless it says that it takes several', async () => {
    await using node = await startMediaNode()
    const stream = live(node)
    const second = { ...videoUnit(0, true), track_id: 1, body: Buffer.from([0x96, 0x03, 0x68, 0x76, 0x63, 0x31, 1, 9]) }
    stream.push(second)
    const players = [await connected(node), await connected(node, { fourCcList: ['*'], capsEx: 2 })]
    for (const player of players) player.socket.write(commandOn(1, 'play', 4, null, 'test'))
    const [plain, multitrack] = players
    if (!plain || !multitrack) throw new Error('no players')
    const pictures = (client: BareClient) => messagesOf(client).filter(({ type }) => type === MESSAGE.video)
    await until('all tracks are there', () => pictures(multitrack).length === 3)
    expect(pictures(multitrack)[2]?.body).toEqual(second.body)
    await until('the main track is there', () => pictures(plain).length === 2)
    for (const { socket } of players) socket.destroy()
  })

  test('is sent to another node in the ways that clients know, with the address in words for the others', async () => {
    const other = { node_id: 'bbbbbbbb', address: 'b.example', rtmp_port: 1936, media_port: 8080 }
    const admission = {
      ...openDoor,
      play: async ({ hops }: AskingViewer) => {
        throw new PlayElsewhereError('This node is draining.', { node: other, hops: [...(hops ?? []), 'aaaaaaaa'] })
      },
    }
    await using node = await startMediaNode({ admission })
    const told = async (properties: Readonly<Record<string, unknown>>) => {
      const client = await connected(node, properties)
      client.socket.write(commandOn(1, 'play', 4, null, 'test?hop=cccccccc'))
      await client.closed
      const first = commandsOf(client).find(([, name]) => name === 'onStatus')?.[4]
      return { client, first: first instanceof Map ? first : new Map<string, unknown>() }
    }
    const { client, first } = await told({})
    expect(first.get('code')).toBe('NetConnection.Connect.Rejected')
    expect(first.get('ex')).toEqual(
      new Map<string, unknown>([
        ['code', 302],
        ['redirect', 'rtmp://b.example:1936/live?hop=cccccccc.aaaaaaaa'],
        ['redirect2', 'rtmp://b.example:1936/live/test?hop=cccccccc.aaaaaaaa'],
      ]),
    )
    expect(statusesOf(client)).toEqual(['0 NetConnection.Connect.Rejected', '1 NetStream.Play.Failed'])
    expect(client.received().toString('latin1')).toContain('may be played at rtmp://b.example:1936/live/test')
    const { first: reconnect } = await told({ capsEx: 1 })
    expect(reconnect.get('code')).toBe('NetConnection.Connect.ReconnectRequest')
    expect(reconnect.get('tcUrl')).toBe('rtmp://b.example:1936/live?hop=cccccccc.aaaaaaaa')
  })
})

describe('the connection itself', () => {
  test('is measured by pings, and the round trip to a publisher is told', async () => {
    await using node = await startMediaNode()
    const rtt_ms = () => node.directory.find(path)?.facts().health.publisher_rtt_ms ?? null
    const client = await connected(node)
    client.socket.write(commandOn(1, 'publish', 4, null, 'test', 'live'))
    const pings = () =>
      messagesOf(client).filter(
        ({ type, body }) => type === MESSAGE.user_control && body.readUInt16BE(0) === USER_CONTROL.ping_request,
      )
    await until('it is pinged', () => pings().length === 1)
    const value = pings()[0]?.body.readUInt32BE(2) ?? 0
    client.socket.write(userControl(USER_CONTROL.ping_response, value + 1))
    client.socket.write(userControl(USER_CONTROL.ping_response, value))
    await until('the round trip is known', () => rtt_ms() !== null)
    expect(rtt_ms()).toBeGreaterThanOrEqual(0)
    expect(rtt_ms()).toBeLessThan(2_000)
    client.socket.destroy()
  })

  test('acknowledges what it got once a window, and answers a limit with its own window', async () => {
    await using node = await startMediaNode()
    const client = await connected(node)
    client.socket.write(Buffer.concat([control(MESSAGE.window_ack_size, 5_000), setPeerBandwidth(70_000)]))
    client.socket.write(commandOn(1, 'publish', 4, null, 'test', 'live'))
    client.socket.write(media(1, videoUnit(0, true, 20_000)))
    const of = (type: number) => messagesOf(client).filter((received) => received.type === type)
    await until('it is acknowledged', () => of(MESSAGE.acknowledgement).length > 0)
    expect(of(MESSAGE.acknowledgement).at(-1)?.body.readUInt32BE(0)).toBeGreaterThan(5_000)
    expect(of(MESSAGE.window_ack_size).map(({ body }) => body.readUInt32BE(0))).toContain(70_000)
    client.socket.destroy()
  })
})
