import { expect, test } from 'vitest'
import { rollingAnswerSchema, rollingDrainSchema } from '#contract/rolling-drain.ts'
import { startCluster } from '../harness/cluster.ts'
import { PersistentViewer } from '../harness/persistent-viewer.ts'
import { printFigures } from '../harness/print-figures.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

const RUNS = '/api/v1/rolling-drains'
const VIEWERS_EACH = 3
/** A drain of one node leaves nobody without media for longer (row 16, decision 19). */
const LONGEST_GAP_MS = 2_000

test('row 16: nodes are drained one after the other while viewers watch and the origin is killed, and refused where too little stays', async () => {
  await using cluster = await startCluster({
    edges: 3,
    media: { relay_release_delay: '1s' },
    // Long enough that a node whose second dial waits some seconds is not lost meanwhile, which would pause the run.
    origin: { heartbeat_interval: '2s', routing: { subscriber_threshold: 5 } },
  })
  const { origin, edges } = cluster
  await using publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
  const urls = () => edges.map(({ ready }) => `${ready.media_url}/live/test.flv`)
  await using watching = new AsyncDisposableStack()
  const viewers = urls().flatMap((first) =>
    Array.from({ length: VIEWERS_EACH }, () => watching.use(new PersistentViewer({ urls, first, noted_ms: 1_000 }))),
  )
  await waitFor('every edge counts its viewers', async () => {
    const nodes = await origin.api.nodes()
    const there = nodes.filter(({ is_origin, load }) => !is_origin && load?.subscribers === VIEWERS_EACH)
    return there.length === edges.length
  })

  const asked = {
    ...{ nodes: edges.map(({ id }) => id), deadline: '4s', pause: '1s', keep_capacity_percent: 0, reason: 'row 16' },
  }
  const refused = await origin.api.refusal('POST', RUNS, { body: { ...asked, at_once: 3 } })
  expect(refused).toMatchObject({ status: 409, code: 'not_enough_capacity' })
  expect(refused.message).toContain('room for 5: 4 viewers would not fit')
  const { plan } = await origin.api.call('POST', RUNS, rollingAnswerSchema, { ...asked, dry_run: true })
  expect(plan.steps.map(({ viewers: there, refusal }) => [there, refusal])).toEqual(
    edges.map(() => [VIEWERS_EACH, null]),
  )
  expect((await origin.api.nodes()).every(({ mode }) => mode.value === 'normal')).toBe(true)

  const from = performance.now()
  const { run } = await origin.api.call('POST', RUNS, rollingAnswerSchema, asked)
  const now = () => origin.api.call('GET', `${RUNS}/${run?.id}`, rollingDrainSchema)
  const untilDraining = (nth: number) =>
    waitFor(`node ${nth} is being drained`, async () => (await now()).steps[nth]?.phase === 'draining', {
      deadline_ms: 20_000,
    })
  await untilDraining(1)
  await origin.kill()
  await origin.restart()
  await untilDraining(1)
  const done = await waitFor(
    'it is over',
    async () => {
      const seen = await now()
      return seen.ended_at !== null && seen
    },
    { deadline_ms: 40_000 },
  )
  expect(done.state).toBe('done')
  const took_ms = performance.now() - from
  expect((await origin.api.nodes()).every(({ mode }) => mode.value === 'normal')).toBe(true)
  const told = (await origin.api.activity()).filter(({ type }) => type.startsWith('rolling_drain.')).reverse()
  const of = edges.flatMap(({ id }) => ['node_began', 'node_drained', 'node_done'].map((what) => [what, id]))
  expect(told.map(({ type, node_id }) => [type.replace('rolling_drain.', ''), node_id])).toEqual([
    ['started', null],
    ...of,
    ['ended', null],
  ])

  await publisher.sendsOn()
  await waitFor('everybody watches', () =>
    viewers.every(({ last_frame_ms }) => performance.now() - last_frame_ms < 1_000),
  )
  const gaps_ms = viewers.flatMap(({ outages }) => outages.map(({ from_ms, to_ms }) => Math.round(to_ms - from_ms)))
  printFigures({
    row: 16,
    rolling: edges.length,
    viewers: viewers.length,
    took_ms,
    longest_gap_ms: Math.max(0, ...gaps_ms),
  })
  expect(viewers.flatMap(({ faults }) => faults)).toEqual([])
  expect(gaps_ms.filter((gap_ms) => gap_ms > LONGEST_GAP_MS)).toEqual([])
  // Nobody was spared: everybody was on a node that was drained.
  expect(viewers.every(({ outages }) => outages.length > 0)).toBe(true)
}, 90_000)
