import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { accessPolicySchema } from '#contract/access-policy.ts'
import { webhookResultSchema } from '#contract/webhook.ts'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor, within } from '../harness/wait-for.ts'

describe('row 30: a webhook that points inward', () => {
  let cluster: Cluster
  let publisher: Publisher
  let inside: Server
  let asked = 0
  const port = (): number => (inside.address() as AddressInfo).port
  const setPolicy = (body: object) =>
    cluster.origin.api.call('POST', '/api/v1/access-policies', accessPolicySchema, body)
  const resultsOf = (id: string) =>
    cluster.origin.api.call(
      'GET',
      `/api/v1/access-policies/${id}/webhooks`,
      z.object({ items: z.array(webhookResultSchema) }),
    )
  const watch = async (path: string) => {
    const [edge] = cluster.edges
    const answer = await fetch(`${edge?.ready.media_url}/${path}.flv`, { signal: AbortSignal.timeout(20_000) })
    await answer.body?.cancel().catch(() => undefined)
    return answer.status
  }

  beforeAll(async () => {
    inside = createServer((_request, response) => {
      asked += 1
      response.end('you may')
    })
    inside.listen(0, '127.0.0.1')
    await once(inside, 'listening')
    cluster = await startCluster({ edges: 1 })
    publisher = await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/test`)
  })
  afterAll(async () => {
    await publisher?.[Symbol.asyncDispose]()
    await cluster?.[Symbol.asyncDispose]()
    inside?.closeAllConnections()
    inside?.close()
  })

  test.for([
    ['this machine', () => `http://127.0.0.1:${port()}/`],
    ['this machine by its name', () => `http://localhost:${port()}/`],
    ['this machine as a number', () => `http://2130706433:${port()}/`],
    ['this machine as IPv4 in IPv6', () => `http://[::ffff:7f00:1]:${port()}/`],
    ['the metadata service of a cloud', () => 'http://169.254.169.254/latest/meta-data/'],
    ['a private network', () => `https://10.0.0.1:${port()}/`],
  ] as readonly (readonly [string, () => string])[])(
    '%s is asked neither by the origin nor by a node: nobody is let in',
    async ([, url]) => {
      const policy = await setPolicy({ pattern: 'live/test', on_play_url: url(), on_publish_url: url() })
      const path = `/api/v1/access-policies/${policy.id}`
      try {
        const tried = await waitFor('the origin tried it', async () =>
          (await resultsOf(policy.id)).items.find(({ action }) => action === 'test'),
        )
        expect(tried).toMatchObject({ outcome: 'failed', detail: expect.stringContaining('inward address') })
        await waitFor('the edge lets nobody in', async () => (await watch('live/test')) === 403)
        expect(asked).toBe(0)
      } finally {
        await cluster.origin.api.call('DELETE', path, z.unknown())
        await waitFor('without the policy viewers are let in', async () => (await watch('live/test')) === 200)
      }
    },
  )

  test('lets no publisher in either, and operators read why', async () => {
    const policy = await setPolicy({ pattern: 'held/*', on_publish_url: `http://127.0.0.1:${port()}/` })
    await waitFor('the origin tried it', async () => (await resultsOf(policy.id)).items.length > 0)
    await using turned_away = await Publisher.launch(`${cluster.edges[0]?.ready.rtmp_url}/held/test`)
    await within('a publisher is turned away', 20_000, turned_away.exited)
    expect(turned_away.sent_ms).toBe(0)
    expect(asked).toBe(0)
    // A node tells how webhooks answered every 30 s.
    const refused = await waitFor(
      'the activity has it',
      async () => (await cluster.origin.api.activity()).find(({ message }) => message.includes('inward address')),
      { deadline_ms: 45_000 },
    )
    expect(refused.type).toMatch(/^access\./)
  })

  test.for(['file:///etc/passwd', 'gopher://127.0.0.1/', 'http://user:pass@example.com/'])(
    '%s is not taken as a webhook at all, and the field is named',
    async (url) => {
      const body = { pattern: 'none/*', on_play_url: url }
      const refusal = await cluster.origin.api.refusal('POST', '/api/v1/access-policies', { body })
      expect(refusal.status).toBe(400)
      expect(JSON.stringify(refusal)).toContain('on_play_url')
    },
  )
})
