import { afterEach, describe, expect, test } from 'vitest'
import { clusterRelays } from './cluster-relays.ts'
import { endAll, never, path, publish, sourceOf, startPair, type TestNode, watch } from './relay/relay-test-nodes.ts'

afterEach(endAll)

const relaysOf = (node: TestNode) =>
  clusterRelays({
    directory: node.directory,
    resolver: node.resolver,
    notAccepting: () => node.drain.reason,
    ports: () => ({ media_port: 8080, quic_port: 8443 }),
  })

describe('whoever asks a node about its relays', () => {
  test('learns whether a stream may be pulled from here, and where (M-17)', async () => {
    const { a } = await startPair()
    const relays = relaysOf(a)
    expect(relays.pull({ stream_path: path })).toMatchObject({
      accepted: false,
      reason: `Nobody publishes ${path} here.`,
      session_id: null,
    })
    const { stream } = publish(a)
    expect(relays.pull({ stream_path: path })).toMatchObject({
      ...{ accepted: true, reason: null, session_id: stream.session_id },
      ...{ quic_addr: ':8443', tls_addr: ':8080' },
    })
    a.drain.reason = 'This node is being drained.'
    expect(relays.pull({ stream_path: path })).toMatchObject({ accepted: false, reason: a.drain.reason })
  })

  test('sees the relays of this node, and their frames grow (M-18)', async () => {
    const { a, b } = await startPair()
    const { stream } = publish(a)
    b.located.answers = [sourceOf(a, stream)]
    const relays = relaysOf(b)
    const viewer = watch(await b.resolver.resolve(path, never))
    await viewer.sees(() => viewer.frames.length > 3)
    const [first] = relays.relays()
    expect(first).toMatchObject({
      ...{ stream_path: path, state: 'active', subscriber_count: 1 },
      ...{ transport: 'tls', source_quic_addr: null },
    })
    const seen = viewer.frames.length
    await viewer.sees(() => viewer.frames.length > seen + 3)
    expect(relays.relays()[0]?.frame_count).toBeGreaterThan(first?.frame_count ?? 0)
  })
})
