import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:tls'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { CLUSTER_ALPN } from '#contract/cluster-api.ts'
import type { Peer } from '#contract/control-channel.ts'
import type { NodeId } from '#contract/ids.ts'
import { type PeerBook, peerProof, type RelayIdentity } from '../relay/relay-identity.ts'
import { testIdentity } from '../relay/relay-test-nodes.ts'
import { askMember } from './ask-member.ts'
import { MemberDoor } from './member-door.ts'

const never = new AbortController().signal

/** A door of a node that knows these nodes by their certificates; what it answers is who asked. */
async function openDoor(identity: RelayIdentity, named: readonly Peer[]) {
  const byFingerprint: PeerBook['byFingerprint'] = (shown) => named.find((peer) => peer.relay_fingerprint === shown)
  const door = new MemberDoor({
    peers: {
      byFingerprint,
      awaitFingerprint: async (shown) => byFingerprint(shown),
      names: (peer) => named.includes(peer),
      onReplaced: () => () => undefined,
    },
    answer: async (peer, method, target, body) => ({
      status: 200,
      envelope: {
        code: 0,
        message: 'success',
        data: [peer.name, method, target, body && Buffer.from(body).toString()],
      },
    }),
    log: pino({ level: 'silent' }),
  })
  const server = createServer({
    ...{ key: identity.key_pem, cert: identity.certificate_pem, ALPNProtocols: [CLUSTER_ALPN] },
    ...{ requestCert: true, rejectUnauthorized: false },
  })
  server.on('secureConnection', (socket) => door.accept(socket, peerProof(socket, undefined)?.by ?? ''))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const stop = async () => {
    door.stop()
    server.close()
    await once(server, 'close')
  }
  return { port, [Symbol.asyncDispose]: stop }
}

const peerAt = (name: string, { fingerprint }: RelayIdentity, media_port: number): Peer => ({
  node_id: '0a5b0a3e-8d0e-4b7c-9d57-0c8a36e1b001' as NodeId,
  name,
  endpoints: { address: '127.0.0.1', rtmp_port: 1, media_port },
  relay_fingerprint: fingerprint,
})

test('a node is known by its certificate, one that the origin does not name is refused, and an impostor is told nothing', async () => {
  const [own, asking, stranger] = await Promise.all([testIdentity(), testIdentity(), testIdentity()])
  await using door = await openDoor(own, [peerAt('asking', asking, 1)])
  const peer = peerAt('own', own, door.port)
  const ask = (to: Peer, by: RelayIdentity) =>
    askMember({ peer: to, address: `127.0.0.1:${door.port}` }, 'heartbeat', { a: 1 }, by, never)
  expect(await ask(peer, asking)).toEqual(['asking', 'POST', '/cluster/api/heartbeat', '{"a":1}'])
  await expect(ask(peer, stranger)).rejects.toThrow('401')
  await expect(ask({ ...peer, relay_fingerprint: stranger.fingerprint }, asking)).rejects.toThrow('another certificate')
})
