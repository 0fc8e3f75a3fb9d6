import { afterEach, describe, expect, test } from 'vitest'
import type { Peer } from '#contract/control-channel.ts'
import type { NodeId } from '#contract/ids.ts'
import { findBun } from './quic/find-bun.ts'
import { testAuthority } from './relay-test-authority.ts'
import { endAll, never, path, publish, sourceOf, startNode, startPair } from './relay-test-nodes.ts'

afterEach(endAll)

const authority = await testAuthority()
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const transports = findBun() === null ? (['tls'] as const) : (['tls', 'quic'] as const)

/** What comes of a pull of b from a. */
async function pull({ a, b }: Awaited<ReturnType<typeof startPair>>): Promise<string> {
  const { stream } = publish(a)
  b.located.answers = [sourceOf(a, stream)]
  return await b.resolver.resolve(path, never).then(
    () => 'pulled',
    (error: unknown) => String(error),
  )
}

describe.each(transports)('a relay over %s between nodes of one authority', (transport) => {
  const policy = { retry_attempts: 0 }
  const good = { transport, policy, authority }

  test('needs both certificates: what the authority signed, for this node, for this cluster, in time', async () => {
    expect(await pull(await startPair(good))).toBe('pulled')
  })

  test('does not mind a clock that is ten minutes off (row 22)', async () => {
    const early = { ...good, issued: { from_ms: 10 * MINUTE_MS } }
    const late = { ...good, issued: { to_ms: -10 * MINUTE_MS } }
    expect(await pull(await startPair(early, late))).toBe('pulled')
  })

  test('is not begun with a source that is not proven, and the reason says what to look at', async () => {
    const to = async (wish: Parameters<typeof startNode>[1]) => await pull(await startPair({ ...good, ...wish }, good))
    expect(await to({ issued: { to_ms: -20 * MINUTE_MS } })).toContain('one of the two clocks is wrong')
    expect(await to({ issued: { from_ms: DAY_MS } })).toContain('is good from')
    expect(await to({ issued: { cluster_id: 'other' } })).toContain('is for cluster other')
    expect(await to({ issued: { node_id: crypto.randomUUID() as NodeId } })).toContain('another certificate')
    expect(await to({ authority: await testAuthority() })).toContain('another certificate')
  })

  test('is not served to a puller that is not proven', async () => {
    const by = async (wish: Parameters<typeof startNode>[1]) => await pull(await startPair(good, { ...good, ...wish }))
    for (const wish of [
      { issued: { to_ms: -20 * MINUTE_MS } },
      { issued: { cluster_id: 'other' } },
      { issued: { node_id: crypto.randomUUID() as NodeId } },
    ]) {
      expect(await by(wish)).not.toBe('pulled')
    }
  })

  test('goes between a node that has a certificate and one of before, either way', async () => {
    const { authority: _, ...before } = good
    // A program of before does not read what it does not know.
    const asBefore = ({ key_fingerprint: _, ...peer }: Peer) => peer
    const pair = await startPair(before, good)
    pair.a.peers.set(asBefore(pair.b.peer))
    expect(await pull(pair)).toBe('pulled')

    const { a, b } = await startPair(good, before)
    const { stream } = publish(a)
    const peer = asBefore(a.peer)
    b.located.answers = [sourceOf({ ...a, peer }, stream)]
    await b.resolver.resolve(path, never)
    expect(stream.relays).toBe(1)
  })

  test('is not begun by the certificate that a node signed itself, once it has one of the authority', async () => {
    const { a, b } = await startPair(good)
    const { authority: _, ...before } = good
    const impostor = await startNode('impostor', before)
    // As a program of before would show itself, with everything else that is the node's.
    const posed = { ...impostor.peer, node_id: a.peer.node_id, key_fingerprint: a.peer.key_fingerprint ?? '' }
    b.peers.set(posed)
    const { stream } = publish(impostor)
    b.located.answers = [sourceOf({ ...impostor, peer: posed }, stream)]
    await expect(b.resolver.resolve(path, never)).rejects.toThrow(/not proven/)
    expect(stream.relays).toBe(0)
  })

  test('goes on while its nodes renew, and while another authority takes over; new ones begin under what is new', async () => {
    const { a, b } = await startPair(good)
    expect(await pull({ a, b })).toBe('pulled')
    const next = await testAuthority()
    const bundle = [next.certificate_pem, authority.certificate_pem]
    for (const node of [a, b]) {
      node.identity.trust?.trust(bundle)
      const certificate_pem = await next.issue(node.identity.key_pem, node.node_id)
      node.identity.trust?.hold({ certificate_pem, authorities: [next.certificate_pem] })
    }
    expect(a.source.pulls).toBe(1)
    b.resolver.stop()
    const c = await startNode('c', { ...good, authority: next })
    for (const node of [a, b, c]) node.peers.set(a.peer, b.peer, c.peer)
    const [stream] = a.directory.list()
    if (stream === undefined) throw new Error('the stream ended')
    c.located.answers = [sourceOf(a, stream)]
    await c.resolver.resolve(path, never)
  })
})
