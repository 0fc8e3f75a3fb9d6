import { expect, test } from 'vitest'
import { startCluster } from '../harness/cluster.ts'
import { commandLineOf, processesNaming } from '../harness/processes.ts'
import { waitFor } from '../harness/wait-for.ts'

/** The redis-servers that work for this data directory. */
const redisOn = (data_dir: string) => processesNaming(data_dir).filter((pid) => /redis-server/.test(commandLineOf(pid)))

test('a killed origin with a Redis leaves none behind twice: the next start has one of its own', async () => {
  await using cluster = await startCluster({ edges: 0, origin: { redis: 'auto' } })
  const { origin } = cluster
  await origin.kill()
  await origin.restart()
  expect(origin.ready.live_state).toBe('redis_managed')
  expect((await origin.api.cluster()).live_state.state).toBe('ok')
  await waitFor('one redis-server on this data directory', () => redisOn(origin.data_dir).length === 1)
}, 40_000)
