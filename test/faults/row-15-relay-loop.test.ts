import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:tls'
import { expect, test } from 'vitest'
import { type NodeId, relayIdSchema, type SessionId, streamPathSchema } from '#contract/ids.ts'
import { NODE_SERVER_NAME } from '#contract/node-certificate.ts'
import { RELAY_ALPN, type RelaySourceMessage, relaySourceMessageSchema } from '#contract/relay-protocol.ts'
import { loadCertificate } from '../../node-runtime/agent/held-certificate.ts'
import { loadIdentity } from '../../node-runtime/agent/identity.ts'
import { FlvDemuxer } from '../../node-runtime/protocols/flv/to-stream.ts'
import { readControl, writeControl } from '../../node-runtime/relay/relay-wire.ts'
import { startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import type { NodeProgram } from '../harness/node-program.ts'
import { Publisher } from '../harness/publisher.ts'
import { within } from '../harness/wait-for.ts'

/** One message of a refusal, and the TLS around it: no media was sent. */
const MOST_BYTES = 8 * 1024

/** What `source` answers when `puller` pulls a stream from it over TLS, as a node that was told to would. */
async function pull(source: NodeProgram, puller: NodeProgram, session_id: SessionId, hops: NodeId[]) {
  const identity = await loadIdentity(puller.ready.data_dir)
  const { key_pem } = identity
  const held = await loadCertificate(puller.ready.data_dir, identity)
  if (held === null) throw new Error('the node holds a certificate of the authority')
  const socket = connect({
    host: '127.0.0.1',
    port: source.ready.media_port,
    key: key_pem,
    cert: held.certificate_pem,
    servername: NODE_SERVER_NAME,
    ALPNProtocols: [RELAY_ALPN],
    rejectUnauthorized: false,
  })
  const messages: RelaySourceMessage[] = []
  const demuxer = new FlvDemuxer({
    header: 'none',
    onUnit: () => socket.destroy(new Error('media came')),
    onTag: (_type, body) => messages.push(readControl(relaySourceMessageSchema, body)),
  })
  socket.on('data', (bytes: Buffer) => demuxer.push(bytes))
  const request_id = relayIdSchema.parse(randomUUID())
  const stream_path = streamPathSchema.parse('live/test')
  socket.write(writeControl({ type: 'pull', request_id, requestor_id: puller.id, stream_path, session_id, hops }))
  await within('the source answers and closes', 10_000, once(socket, 'close'))
  return { messages, bytes: socket.bytesRead }
}

test('row 15: a node that gets a stream by a relay refuses to relay it back, in one message, and its viewers go on', async () => {
  await using cluster = await startCluster({ edges: 2 })
  const [a, b] = cluster.edges
  if (a === undefined || b === undefined) throw new Error('two edges')
  await using _publisher = await Publisher.start(`${b.ready.rtmp_url}/live/test`)
  await using onA = await FlvViewer.watch(`${a.ready.media_url}/live/test.flv`)
  await using onB = await FlvViewer.watch(`${b.ready.media_url}/live/test.flv`)
  const { session } = await cluster.origin.api.stream('live/test')

  const told = [
    // B is told to relay from A what A relays from B; and then as a third node would, with A among the hops.
    await pull(a, b, session.id, [b.id]),
    await pull(a, b, session.id, [a.id, b.id]),
    await pull(b, a, session.id, [b.id, a.id]),
  ]
  for (const { messages, bytes } of told) {
    expect(messages).toMatchObject([{ type: 'refused', code: 'loop', message: expect.stringMatching(/.+/) }])
    expect(bytes).toBeLessThan(MOST_BYTES)
  }
  expect(a.program.all_output).toMatch(/a pull of live\/test was refused \(loop\)/)
  const { relays } = await cluster.origin.api.stream('live/test')
  expect(relays.map(({ source_node_id, dest_node_id }) => [source_node_id, dest_node_id])).toEqual([[b.id, a.id]])
  await onA.sees(25)
  await onB.sees(25)
  expect([onA.interruption, onB.interruption]).toEqual([null, null])
}, 60_000)
