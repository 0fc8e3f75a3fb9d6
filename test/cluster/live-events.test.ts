import { expect, test } from 'vitest'
import type { NodeId } from '#contract/ids.ts'
import { EVENTS_ALIVE_INTERVAL_MS } from '#contract/live-event.ts'
import { ChannelClient, enrol } from '../harness/channel-client.ts'
import { startCluster } from '../harness/cluster.ts'
import { EventReader } from '../harness/event-reader.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { Publisher } from '../harness/publisher.ts'

test('whoever looks at the origin hears of nodes and streams as they come and go, and every second that it is alive', async () => {
  // ffmpeg's goodbye is lost where its system resets the connection over bytes that it has not read; its stream then ends with the grace.
  await using cluster = await startCluster({ edges: 0, media: { publisher_grace: '1s' } })
  const { origin } = cluster
  await using events = await EventReader.open(origin)
  await events.until('reset first', (event) => event.type === 'reset')
  expect(events.received[0]?.event.type).toBe('reset')
  {
    await using publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
    await events.until(
      'the stream is live with its tracks',
      (event) =>
        event.type === 'stream' && event.stream.session.state === 'live' && event.stream.session.tracks.length === 2,
    )
    await publisher.end()
  }
  await events.until('the stream is gone', (event) => event.type === 'stream_removed')
  const identity = await enrol(origin, 'newcomer')
  await using _channel = await ChannelClient.join(origin, identity)
  await events.until('the node joined', (event) => event.type === 'node' && event.node.id === identity.node_id)
  await origin.api.request('DELETE', `/api/v1/nodes/${identity.node_id}`)
  await events.until(
    'the node is removed',
    (event) => event.type === 'node_removed' && event.node_id === identity.node_id,
  )
  await events.until('an activity', (event) => event.type === 'activity' && event.activity.type === 'node.evicted')

  const alive = () => events.received.filter(({ event }) => event.type === 'alive')
  const had = alive().length
  await events.until('three more signs of life', () => alive().length >= had + 3, 3 * EVENTS_ALIVE_INTERVAL_MS + 1_500)
})

const newNode = async (origin: OriginProgram, name: string): Promise<NodeId> => {
  const identity = await enrol(origin, name)
  await using _channel = await ChannelClient.join(origin, identity)
  return identity.node_id
}

test('who comes back with Last-Event-ID gets what was missed, once, without a reset (row 42)', async () => {
  await using origin = await OriginProgram.start({ settings: { own_node: false } })
  let last_id: string
  {
    await using events = await EventReader.open(origin)
    const before = await newNode(origin, 'before')
    await events.until('before', (event) => event.type === 'node' && event.node.id === before)
    last_id = events.last_id
  }
  const missed = await newNode(origin, 'missed')
  await using resumed = await EventReader.open(origin, last_id)
  await resumed.until('what was missed', (event) => event.type === 'node' && event.node.id === missed)
  expect(resumed.received.some(({ event }) => event.type === 'reset')).toBe(false)
  const ids = resumed.received.flatMap(({ id }) => (id === null ? [] : [id]))
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).not.toContain(last_id)
})

test('who comes back to an origin that was restarted, or with an id that is none, is told to read afresh (row 42)', async () => {
  await using origin = await OriginProgram.start({ settings: { own_node: false } })
  let last_id: string
  {
    await using events = await EventReader.open(origin)
    await events.until('any event', () => events.received.some(({ id }) => id !== null))
    last_id = events.last_id
  }
  await origin.kill()
  await origin.restart()
  for (const id of [last_id, 'garbage', '../../etc/passwd', `${last_id}99999`]) {
    await using events = await EventReader.open(origin, id)
    await events.until('reset', (event) => event.type === 'reset')
    expect(events.received[0]?.event.type).toBe('reset')
  }
})
