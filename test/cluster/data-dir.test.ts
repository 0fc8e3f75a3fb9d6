import { describe, expect, test } from 'vitest'
import { exitCode } from '#contract/program-output.ts'
import { startCluster } from '../harness/cluster.ts'
import { runHeadwater } from '../harness/headwater-command.ts'
import { nodeArguments } from '../harness/node-program.ts'
import { OriginProgram, originArguments } from '../harness/origin-program.ts'

describe('a second program on the same data directory (row 19)', () => {
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
