import { describe, expect, test } from 'vitest'
import { findBun } from '../../node-runtime/relay/quic/find-bun.ts'
import { startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import type { OriginProgram } from '../harness/origin-program.ts'
import { childrenOf } from '../harness/processes.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

const bun = findBun()
const why = bun === null ? ' (skipped: no Bun is installed)' : ''

const sidecarOf = (node_pid: number) => childrenOf(node_pid, /quic-sidecar/)[0]

const relaysOf = async (origin: OriginProgram) => (await origin.api.stream('live/test')).relays

describe.skipIf(bun === null)(`two nodes that both have QUIC${why}`, () => {
  test('relay over it, and the origin shows that they do (M-22, M-25)', async () => {
    await using cluster = await startCluster({ media: { relay_transport: 'auto' } })
    await using _publisher = await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/test`)
    await using viewer = await FlvViewer.watch(`${cluster.edge.ready.media_url}/live/test.flv`)
    const relay = await waitFor('a relay that carries frames', async () => {
      const [first] = await relaysOf(cluster.origin)
      return first?.state === 'active' && first.frames > 0 && first
    })
    expect(relay).toMatchObject({ transport: 'quic', source_node_id: cluster.origin.own_node.node_id })
    expect(viewer.first_frame_after_ms).toBeLessThan(1_000)
    await waitFor(
      'its frames grow (M-18)',
      async () => ((await relaysOf(cluster.origin))[0]?.frames ?? 0) > relay.frames,
    )
  })

  test('keep their viewers when the sidecar of the edge is killed in mid-stream', async () => {
    await using cluster = await startCluster({ media: { relay_transport: 'auto' } })
    await using _publisher = await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/test`)
    await using viewer = await FlvViewer.watch(`${cluster.edge.ready.media_url}/live/test.flv`)
    await waitFor('a relay over QUIC', async () => (await relaysOf(cluster.origin))[0]?.transport === 'quic')
    const sidecar = await waitFor('the sidecar of the edge', () => sidecarOf(cluster.edge.program.pid))
    process.kill(sidecar, 'SIGKILL')
    await waitFor('the relay over TLS', async () => {
      const [relay] = await relaysOf(cluster.origin)
      return relay?.transport === 'tls' && relay.state === 'active'
    })
    await waitFor('another sidecar', () => {
      const next = sidecarOf(cluster.edge.program.pid)
      return next !== undefined && next !== sidecar
    })
    expect(viewer.interruption).toBe(null)
  })
})
