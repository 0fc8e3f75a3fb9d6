import { expect, test } from 'vitest'
import { channelCloseCode } from '#contract/control-channel.ts'
import { ChannelClient, enrol } from '../harness/channel-client.ts'
import { startCluster } from '../harness/cluster.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { waitFor, within } from '../harness/wait-for.ts'

test('an evicted node is out at once and stays out, also after a restart of either (row 20)', async () => {
  await using cluster = await startCluster()
  const { origin, edge } = cluster
  const answer = await origin.api.request('DELETE', `/api/v1/nodes/${edge.id}`)
  expect(answer.status).toBe(200)
  await waitFor('it is out of the list', async () => !(await origin.api.nodes()).some((node) => node.id === edge.id))
  const exit = await within('the node gives up', 5_000, edge.program.exited)
  expect(exit.code).not.toBe(0)
  expect(edge.program.all_output).toMatch(/evicted|removed|no longer/i)
  await expect(edge.restart()).rejects.toThrow()
  await origin.kill()
  await origin.restart()
  await expect(edge.restart()).rejects.toThrow()
  expect((await origin.api.nodes()).some((node) => node.id === edge.id)).toBe(false)
  expect((await origin.api.activity()).map((activity) => activity.type)).toContain('node.evicted')
}, 60_000)

test('an evicted node’s channel is closed as gone, and its credential opens none again (row 21)', async () => {
  await using origin = await OriginProgram.start()
  const identity = await enrol(origin, 'to-be-evicted')
  await using channel = await ChannelClient.join(origin, identity)
  await origin.api.request('DELETE', `/api/v1/nodes/${identity.node_id}`)
  expect((await channel.untilClosed()).code).toBe(channelCloseCode.gone)
  await expect(ChannelClient.open(origin, identity.credential)).rejects.toThrow(/401|410|4401|4410/)
})
