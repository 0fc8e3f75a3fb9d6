import { expect, test } from 'vitest'
import { streamPathSchema } from '#contract/ids.ts'
import type { Admission } from '../../media/admission.ts'
import { openDoor } from '../../media/admission-fixtures.ts'
import { Departure } from '../../media/departure.ts'
import { videoConfig, videoUnit } from '../../media/media-fixtures.ts'
import { type BareClient, type MediaNode, startMediaNode, until } from '../protocol-fixtures.ts'
import { commandOn, commandsOf, shakeHands, statusesOf } from './rtmp-test-client.ts'
import { MESSAGE, message } from './wire.ts'

const path = streamPathSchema.parse('live/test')
const CAN_RECONNECT = 1
const ASKED = '0 NetConnection.Connect.ReconnectRequest'
const node_there = { node_id: 'b', address: '192.0.2.2', rtmp_port: 1936, media_port: 8081 }
const admission: Admission = {
  ...openDoor,
  elsewhere: (_role, _path, hops) => ({ node: node_there, hops: [...hops, '3f2a91c0'] }),
}
const policy = { grace_ms: 10_000, second_publisher: 'refuse' } as const

async function publishing(node: MediaNode, caps_ex: number): Promise<BareClient> {
  const client = await shakeHands(node.rtmp_port)
  client.socket.write(commandOn(0, 'connect', 1, { app: 'live', flashVer: 'test', capsEx: caps_ex }))
  client.socket.write(commandOn(1, 'publish', 4, null, 'test', 'live'))
  for (const unit of [videoConfig(), videoUnit(0, true), videoUnit(40, true)])
    client.socket.write(message(6, MESSAGE.video, 1, unit.dts_ms, unit.body, 128))
  await until('it is live', () => node.directory.find(path)?.facts().state === 'live')
  return client
}

test('a publisher that can is asked to connect to another node, goes on here until it has, and its viewers wait for it', async () => {
  const departure = new Departure()
  await using node = await startMediaNode({ departure, admission, policy })
  const client = await publishing(node, CAN_RECONNECT)
  departure.begin(0)
  await until('it is asked', () => statusesOf(client).includes(ASKED))
  const said = commandsOf(client).find(([, , , , about]) => about instanceof Map && about.has('tcUrl'))?.[4]
  expect(said instanceof Map && said.get('tcUrl')).toBe('rtmp://192.0.2.2:1936/live?hop=3f2a91c0')
  const stream = node.directory.find(path)
  expect(stream?.facts().state).toBe('live')
  // What it says when it stops here is no goodbye to its viewers.
  client.socket.write(commandOn(0, 'deleteStream', 5, null, 1))
  await until('its viewers are kept', () => stream?.facts().state === 'interrupted')
  expect(statusesOf(client).filter((status) => status === ASKED)).toHaveLength(1)
})

test('one that cannot be asked stays, and so does everybody when the drain is called off in time', async () => {
  const departure = new Departure()
  await using node = await startMediaNode({ departure, admission, policy })
  const plain = await publishing(node, 0)
  departure.begin(0)
  plain.socket.write(commandOn(0, 'createStream', 7, null))
  await until('it is answered', () => commandsOf(plain).some(([, name, id]) => name === '_result' && id === 7))
  expect(statusesOf(plain)).not.toContain(ASKED)
  expect(node.directory.find(path)?.facts().state).toBe('live')
  plain.socket.write(commandOn(0, 'deleteStream', 8, null, 1))
  await until('it said goodbye', () => node.directory.find(path) === undefined)
})
