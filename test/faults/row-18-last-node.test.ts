import { expect, test } from 'vitest'
import { startCluster } from '../harness/cluster.ts'
import { pause } from '../harness/wait-for.ts'

test('row 18: the last node that could take new work is not drained unless one insists', async () => {
  await using cluster = await startCluster({ origin: { heartbeat_interval: '1s' } })
  const { origin, edge } = cluster
  await origin.api.drain(edge.id)
  const last = origin.own_node.node_id
  const refused = await origin.api.refusal('POST', `/api/v1/nodes/${last}/drain`, { body: {} })
  expect(refused.status).toBe(409)
  expect(refused.message).toMatch(/last|only/i)
  expect((await origin.api.node(last)).mode.value).toBe('normal')
  expect((await origin.api.drain(last, { force: true, reason: 'I insist' })).mode.value).toBe('draining')
  const { candidates } = await origin.api.allocatePlay('live/none').catch(() => ({ candidates: [] }))
  expect(candidates).toEqual([])
  await origin.api.resume(last)
  await pause(0)
  expect((await origin.api.node(last)).mode.value).toBe('normal')
})
