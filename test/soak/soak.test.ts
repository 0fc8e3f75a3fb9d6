import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { startCluster } from '../harness/cluster.ts'
import type { OriginProgram } from '../harness/origin-program.ts'
import { residentBytes } from '../harness/processes.ts'
import { Publisher } from '../harness/publisher.ts'
import { pause, waitFor } from '../harness/wait-for.ts'
import { lowest, type Reading, slopeAnHour } from './slope.ts'
import { keepWatching, type Place } from './soak-viewers.ts'

const MINUTES = Number(process.env.HEADWATER_SOAK_MINUTES ?? 60)
const VIEWERS = Number(process.env.HEADWATER_SOAK_VIEWERS ?? 40)
const STREAMS_PER_NODE = 2
const SAMPLE_MS = 1_000
/** The share of the run in which heaps grow to their size. */
const WARM_UP = 0.4
const WINDOWS = 12
/** From so many minutes on the slope is held against what row 41 of the faults allows. */
const JUDGED_FROM_MINUTES = 60
const MOST_SLOPE_MB_AN_HOUR = 1
const MEGABYTE = 1_000_000

const handlesOf = (pid: number) => readdirSync(`/proc/${pid}/fd`).length
const relaysOf = async (origin: OriginProgram) => (await origin.api.streams()).flatMap(({ relays }) => relays).length

test(`viewers come and go for ${MINUTES} min on three nodes, and nothing of them stays`, {
  timeout: (MINUTES + 5) * 60_000,
}, async () => {
  await using cluster = await startCluster({ edges: 2, media: { relay_release_delay: '2s' } })
  const { origin, edges } = cluster
  const places: Place[] = [origin.own_node, ...edges.map(({ ready }) => ready)]
  await using publishers = new AsyncDisposableStack()
  const paths: string[] = []
  for (const [node, { rtmp_url }] of places.entries()) {
    for (let nth = 0; nth < STREAMS_PER_NODE; nth += 1) {
      const path = `live/soak-${node}-${nth}`
      paths.push(path)
      publishers.use(await Publisher.start(`${rtmp_url}/${path}`))
    }
  }
  const pids: Readonly<Record<string, number>> = {
    origin: origin.ready.pid,
    'own node': origin.own_node.pid,
    ...Object.fromEntries(edges.map(({ name, program }) => [name, program.pid])),
  }
  const names = Object.keys(pids)
  const pidOf = (name: string) => pids[name] ?? 0
  await pause(2_000)
  const handles_before = names.map((name) => handlesOf(pidOf(name)))

  const enough = new AbortController()
  const watching = keepWatching(VIEWERS, places, paths, enough.signal)
  const memory = names.map((): Reading[] => [])
  let most_relays = 0
  for (const until = performance.now() + MINUTES * 60_000; performance.now() < until; await pause(SAMPLE_MS)) {
    for (const [nth, name] of names.entries()) {
      memory[nth]?.push({ at_ms: performance.now(), value: residentBytes(pidOf(name)) / MEGABYTE })
    }
    most_relays = Math.max(most_relays, await relaysOf(origin))
  }
  enough.abort()
  const counts = await watching

  await waitFor('every relay is released', async () => (await relaysOf(origin)) === 0, { deadline_ms: 30_000 })
  const handles = () => names.map((name) => handlesOf(pidOf(name)))
  // Connections that were just closed, and those of players that are kept for a while, go first.
  const back = () => handles().every((count, nth) => count <= (handles_before[nth] ?? 0) + 2)
  const returned = await waitFor('handles are back where they were', back, { deadline_ms: 60_000 }).catch(() => false)

  const nodes = names.map((name, nth) => {
    const warm = (memory[nth] ?? []).slice(Math.floor((memory[nth]?.length ?? 0) * WARM_UP))
    const values = warm.map(({ value }) => value)
    return {
      name,
      rss_mb: { lowest: Math.round(Math.min(...values)), highest: Math.round(Math.max(...values)) },
      slope_mb_an_hour: Math.round(slopeAnHour(lowest(warm, WINDOWS)) * 10) / 10,
      handles: { before: handles_before[nth], after: handlesOf(pidOf(name)) },
    }
  })
  process.stdout.write(
    `${JSON.stringify({ minutes: MINUTES, viewers_at_once: VIEWERS, most_relays, ...counts, nodes })}\n`,
  )

  expect(counts.interrupted).toEqual([])
  expect(returned, 'handles are back where they were').toBe(true)
  if (MINUTES < JUDGED_FROM_MINUTES) return
  for (const { name, slope_mb_an_hour } of nodes) expect(slope_mb_an_hour, name).toBeLessThan(MOST_SLOPE_MB_AN_HOUR)
})
