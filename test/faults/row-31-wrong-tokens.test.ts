import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Guessers } from '../harness/guessers.ts'
import { NodeCrowd, seedNodes } from '../harness/node-crowd.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { printFigures } from '../harness/print-figures.ts'
import { tempDir } from '../harness/temp-dir.ts'
import { pause } from '../harness/wait-for.ts'

const ADDRESSES = 50
const PER_SECOND = 1_000
const SECONDS = 6
const NODES = 200
const HEARTBEAT_P99_MS = 100
/** What a busy machine may add, as a factor. */
const SLACK = 1.5

test(`row 31: ${PER_SECOND} wrong tokens and keys a second from ${ADDRESSES} addresses are slowed down, and heartbeats never wait for them`, async () => {
  await using folder = await tempDir()
  const data_dir = join(folder.path, 'origin')
  const members = seedNodes(data_dir, NODES)
  await using origin = await OriginProgram.start({
    data_dir,
    settings: { own_node: false, heartbeat_interval: '1s', log: { level: 'error' } },
  })
  await using crowd = new NodeCrowd({ origin_url: origin.ready.url, members, heartbeat_interval_ms: 1_000 })
  await crowd.connect(2_000)
  await pause(1_000)
  crowd.takeRoundTrips()

  await using guessers = new Guessers({
    ...{ url: origin.ready.url, addresses: ADDRESSES, per_second: PER_SECOND, seconds: SECONDS },
  })
  const guesses = await guessers.sent()
  const beats = crowd.takeRoundTrips()
  const [answers, nodes] = await Promise.all([guessers.answered(), origin.api.nodes()])
  expect(nodes).toHaveLength(NODES)

  printFigures({ row: 31, guesses, answers, beats })
  // Some are looked at and wrong; all others are not even looked at.
  expect(Object.keys(answers).sort()).toEqual(['401', '429'])
  expect(answers[401]).toBeLessThan(ADDRESSES * 20)
  expect(beats.count).toBeGreaterThan(NODES * (SECONDS - 2))
  expect(beats.p99_ms).toBeLessThan(HEARTBEAT_P99_MS * SLACK)
  const slowed = (await origin.api.activity()).filter(({ type }) => /slowed/.test(type))
  expect(slowed.length).toBeGreaterThan(0)
}, 90_000)
