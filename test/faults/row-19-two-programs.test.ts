import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { channelCloseCode } from '#contract/control-channel.ts'
import { exitCode } from '#contract/program-output.ts'
import { ChannelClient, enrol } from '../harness/channel-client.ts'
import { startCluster } from '../harness/cluster.ts'
import { headwater, runHeadwater } from '../harness/headwater-command.ts'
import { nodeArguments } from '../harness/node-program.ts'
import { OriginProgram, originArguments } from '../harness/origin-program.ts'
import { tempDir } from '../harness/temp-dir.ts'
import { waitFor, within } from '../harness/wait-for.ts'

describe('row 19: a second program on the same data directory', () => {
  test('an origin says that one runs already and where, ends with 75, and the first goes on', async () => {
    await using origin = await OriginProgram.start()
    const second = await runHeadwater(originArguments(origin.data_dir))
    expect(second.code).toBe(exitCode.alreadyRunning)
    expect(second.errors + second.output).toContain(`${origin.ready.pid}`)
    expect(second.errors + second.output).toContain(origin.ready.url)
    expect(second.after_ms).toBeLessThan(5_000)
    expect((await origin.api.nodes()).map((node) => node.liveness.state)).toEqual(['alive'])
  })

  test('a node says that one runs already, ends with 75, and the first goes on', async () => {
    await using cluster = await startCluster()
    const { origin, edge } = cluster
    const args = nodeArguments(edge.ready.data_dir, { origin: origin.ready.url, name: edge.name })
    const second = await runHeadwater(args)
    expect(second.code).toBe(exitCode.alreadyRunning)
    expect(second.errors + second.output).toMatch(/already/i)
    expect(await origin.api.node(edge.id)).toMatchObject({ epoch: 1, liveness: { state: 'alive' } })
    const status = await runHeadwater(['node', 'status', '--data-dir', edge.ready.data_dir])
    expect(status.code).toBe(0)
    expect(status.output).toContain(edge.id)
  })

  test('an origin that was killed does not keep the next one out', async () => {
    await using origin = await OriginProgram.start()
    for (let nth = 0; nth < 2; nth += 1) {
      await origin.kill()
      await origin.restart()
    }
    expect((await origin.api.nodes()).length).toBe(1)
  })
})

describe('row 19: one identity of a node on two machines', () => {
  test('the newer start wins, the older is told and ends with 75, both are in the activity log, and they take no turns', async () => {
    await using cluster = await startCluster({ origin: { heartbeat_interval: '500ms' } })
    const { origin, edge } = cluster
    await using elsewhere = await tempDir()
    const copy = join(elsewhere.path, 'copy')
    cpSync(edge.ready.data_dir, copy, { recursive: true, filter: (source) => !/\.(lock|sock|pid)$/.test(source) })
    const args = nodeArguments(copy, { origin: origin.ready.url, name: edge.name })
    await using second = headwater('copy', args)
    await second.firstLine(20_000)
    const older = await within('the older ends', 10_000, edge.program.exited)
    expect(older.code).toBe(exitCode.alreadyRunning)
    expect(edge.program.all_output).toMatch(/another program|newer program|runs? elsewhere/i)
    await waitFor('the newer is the node', async () => {
      const node = await origin.api.node(edge.id)
      return node.epoch === 2 && node.liveness.state === 'alive'
    })
    // Started once more the older counts as far as the other, which is connected: it is the copy now.
    await expect(edge.restart()).rejects.toThrow()
    expect(second.exit).toBe(null)
    expect(await origin.api.node(edge.id)).toMatchObject({ epoch: 2, liveness: { state: 'alive', channel_open: true } })
    const [recorded] = (await origin.api.activity()).filter(({ type }) => type === 'node.superseded')
    expect(recorded).toMatchObject({ severity: 'warning', node_id: edge.id, data: { epoch: 2, ended_epoch: 1 } })
    expect(recorded?.message).toMatch(
      /Two programs were connected as node edge-1: start 2 at .* stays, start 1 at .* told to stop/,
    )
  }, 60_000)

  test('a start before the one that was seen last is refused, also when that is gone', async () => {
    await using origin = await OriginProgram.start({ settings: { own_node: false } })
    const identity = await enrol(origin, 'twice')
    await using first = await ChannelClient.join(origin, identity, 5)
    await using second = await ChannelClient.join(origin, identity, 6)
    expect((await first.untilClosed()).code).toBe(channelCloseCode.superseded)
    await expect(ChannelClient.join(origin, identity, 4)).rejects.toThrow(/4409/)
    await second[Symbol.asyncDispose]()
    await expect(ChannelClient.join(origin, identity, 5)).rejects.toThrow(/4409/)
    expect((await origin.api.node(identity.node_id)).epoch).toBe(6)
    await using _third = await ChannelClient.join(origin, identity, 6)
  })
})
