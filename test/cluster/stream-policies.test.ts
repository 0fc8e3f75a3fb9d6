import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { participationSchema } from '#contract/stream.ts'
import { streamPolicySchema } from '#contract/stream-policy.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { NodeProgram } from '../harness/node-program.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor, within } from '../harness/wait-for.ts'

describe('stream policies of a running cluster', () => {
  let stack: AsyncDisposableStack
  let origin: OriginProgram
  let eu: NodeProgram
  let us: NodeProgram
  const make = (body: object) => origin.api.call('POST', '/api/v1/stream-policies', streamPolicySchema, body)
  const change = (id: string, body: object) =>
    origin.api.call('PATCH', `/api/v1/stream-policies/${id}`, streamPolicySchema, body)
  const flv = (node: NodeProgram, path: string) => `${node.ready.media_url}/${path}.flv`
  const asked = (node: NodeProgram, path: string) =>
    fetch(flv(node, path), { redirect: 'manual', signal: AbortSignal.timeout(5_000) })

  beforeAll(async () => {
    stack = new AsyncDisposableStack()
    origin = stack.use(await OriginProgram.start())
    const [one, other] = await Promise.all(
      ['eu', 'us'].map((region) =>
        NodeProgram.start(origin, { name: `edge-${region}`, settings: { region, media: { workers: '1' } } }),
      ),
    )
    if (one === undefined || other === undefined) throw new Error('two nodes were started')
    eu = stack.use(one)
    us = stack.use(other)
    await waitFor('all nodes are alive', async () => (await origin.api.nodes()).every(({ routable }) => routable))
  })
  afterAll(() => stack?.disposeAsync())

  test('hold a stream ready where they say so, and let it go when they do not any more', async () => {
    const { id } = await make({ pattern: 'warm/*', min_replicas: 2, allowed_regions: ['eu'] })
    await using _ = await Publisher.start(`${origin.own_node.rtmp_url}/warm/test`)
    const relay = await waitFor('the edge pulls it though nobody watches', async () => {
      const [found] = (await origin.api.stream('warm/test')).relays
      return found?.state === 'active' && found.dest_node_id === eu.id && found
    })
    expect(relay).toMatchObject({ subscribers: 0, pinned_until: null })
    await change(id, { min_replicas: 0 })
    await waitFor('the relay is not held any more', async () => {
      const [found] = (await origin.api.stream('warm/test')).relays
      return found === undefined || found.pinned_until === undefined
    })
  })

  test('send viewers to the regions they allow, in the words of the policy where none is left, also with the origin away', async () => {
    const { id } = await make({ pattern: 'home/*', allowed_regions: ['eu'], ingest_regions: ['eu'] })
    await using abroad = await Publisher.launch(`${us.ready.rtmp_url}/home/test`)
    await within('a publisher abroad is refused', 8_000, abroad.exited)
    await using _ = await Publisher.start(`${eu.ready.rtmp_url}/home/test`)
    const sent_on = await waitFor('a viewer abroad is sent home', async () => {
      const answer = await asked(us, 'home/test')
      await answer.body?.cancel()
      return answer.status >= 300 && answer.status < 400 && answer.headers.get('location')
    })
    expect(new URL(sent_on, us.ready.media_url).port).toBe(String(eu.ready.media_port))
    await change(id, { max_viewers: 1 })
    await using only = await waitFor('the first viewer is served', () => FlvViewer.watch(flv(eu, 'home/test')))
    await only.sees(10)
    const refused = await asked(eu, 'home/test')
    expect(refused.status).toBe(503)
    expect(await refused.text()).toContain('policy home/* allows 1')
    origin.program.signal('SIGSTOP')
    try {
      const abroad = await asked(us, 'home/test')
      expect([abroad.status, await abroad.text()]).toEqual([
        503,
        expect.stringContaining('policy home/* lets it be played'),
      ])
    } finally {
      origin.program.signal('SIGCONT')
    }
  })

  test('apart, the viewers of a stream are let go on request, told why, and may come again', async () => {
    await using _ = await Publisher.start(`${eu.ready.rtmp_url}/free/test`)
    await using viewer = await FlvViewer.watch(flv(us, 'free/test'))
    await viewer.sees(10)
    await waitFor(
      'the origin knows of the viewer',
      async () => (await origin.api.stream('free/test')).subscribers === 1,
    )
    const said = await origin.api.call(
      'POST',
      '/api/v1/streams/free/test/disconnect-viewers',
      z.object({ items: z.array(participationSchema) }),
      { node_id: us.id, reason: 'the show is private now' },
    )
    expect(said.items).toMatchObject([{ node_id: us.id, subscribers: 1 }])
    await within('the viewer is let go', 5_000, viewer.ended)
    await using again = await FlvViewer.watch(flv(us, 'free/test'))
    await again.sees(10)
    const [fact] = (await origin.api.activity()).filter(({ type }) => type === 'stream.viewers_disconnected')
    expect(fact?.message).toBe('1 viewers of free/test on edge-us were let go: the show is private now.')
  })
})
