import { createPrivateKey, generateKeyPairSync, sign, X509Certificate } from 'node:crypto'
import { connect, type QuicStream } from 'node:quic'
import type { NodeId, RelayId, SessionId, StreamPath } from '#contract/ids.ts'
import { RELAY_ALPN } from '#contract/relay-protocol.ts'
import { writeControl } from '../relay-wire.ts'

/** Strangers at the QUIC port of a node, for the tests: prints what each of them got. Run by Bun. */
const [port, node_id, stolen_certificate] = process.argv.slice(2)
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })

const pull = writeControl({
  type: 'pull',
  request_id: crypto.randomUUID() as RelayId,
  requestor_id: node_id as NodeId,
  stream_path: 'live/test' as StreamPath,
  session_id: crypto.randomUUID() as SessionId,
  hops: [node_id as NodeId],
})

/** Another node's certificate, signed for with a key of its own. */
const forged = () =>
  writeControl({
    type: 'proof',
    certificate: new X509Certificate(stolen_certificate ?? '').raw.toString('base64'),
    signature: sign(
      'sha256',
      Buffer.from('anything'),
      createPrivateKey(privateKey.export({ type: 'sec1', format: 'pem' })),
    ).toString('base64'),
  })

async function tryAs(proof: Uint8Array | null, more: number): Promise<string> {
  const session = await connect(`127.0.0.1:${port}`, { alpn: RELAY_ALPN, verifyPeer: 'manual' })
  session.onerror = () => undefined
  session.onstream = () => undefined
  const closed = session.closed.then(
    () => 'closed',
    () => 'closed',
  )
  await session.opened
  const stream = await session.createBidirectionalStream()
  let bytes = 0
  stream.closed.catch(() => undefined)
  void count(stream, (size) => {
    bytes += size
  })
  stream.writer.writeSync(pull)
  for (let sent = 0; sent < more; sent += 1) stream.writer.writeSync(Buffer.alloc(16_384, 0x41))
  if (proof !== null) await session.createUnidirectionalStream({ body: proof })
  return `${await closed}, ${bytes} bytes`
}

async function count(stream: QuicStream, onBytes: (size: number) => void): Promise<void> {
  try {
    for await (const chunks of stream) for (const chunk of chunks) onBytes(chunk.length)
  } catch {
    // Cut off: that is what is looked for.
  }
}

const [silent, impostor, chatty] = await Promise.all([tryAs(null, 0), tryAs(forged(), 0), tryAs(null, 1_000)])
process.stdout.write(JSON.stringify({ silent, impostor, chatty }))
process.exit(0)
