import { afterAll, beforeAll, expect, test } from 'vitest'
import { problemOf } from '#contract/problem.ts'
import { type RollingDrain, rollingDrainSettingsSchema } from '#contract/rolling-drain.ts'
import { NODE, TestingOrigin, testNode, testRun } from './testing-origin.ts'

const at = '2026-11-26T14:44:56.971Z'
const RUN = 'POST /api/v1/rolling-drains'
const plan = { steps: [], nodes_total: 2, left_out: [], refusal: null }

const origin = new TestingOrigin()
beforeAll(() => origin.listen())
afterAll(() => origin[Symbol.asyncDispose]())

function drain(state: RollingDrain['state'], step: object = {}, more: object = {}) {
  return {
    ...{ id: '7c0f6a0e-7d1b-4f0a-9a55-1f6f3f9f2c11', state, settings: rollingDrainSettingsSchema.parse({}) },
    ...{ created_by: 'operator:owner', created_at: at, ended_at: null, waiting: null, note: null },
    steps: [
      {
        ...{ node_id: NODE, node_name: 'edge-1', region: null, phase: 'pending', since: at, viewers_before: null },
        ...{ started_at: null, drained_at: null, ended_at: null, resumes_at: null, note: null, drain: null },
        ...step,
      },
    ],
    ...more,
  }
}

/** The origin begins it and tells each of these after one another; the last one for ever. */
function goes(...states: readonly object[]): { asked: unknown } {
  const seen: { asked: unknown } = { asked: undefined }
  let next = 0
  origin.answers = (route, body) => {
    if (route === RUN) {
      seen.asked = body
      return {
        plan: { ...plan, left_out: [{ node_id: NODE, node_name: 'edge-9', reason: 'is offline' }] },
        run: states[0],
      }
    }
    if (route.startsWith('GET /api/v1/provisioning-runs/')) {
      return {
        ...testRun,
        state: 'waiting',
        waiting_for: { what: 'credentials', text: 'Which password?', host_key: null },
      }
    }
    next = Math.min(next + 1, states.length - 1)
    return states[next] ?? {}
  }
  return seen
}

test('every node is upgraded: the run is watched to its end, and 0 is the exit code', async () => {
  const seen = goes(drain('running'), drain('running', { phase: 'drained' }), drain('done', { phase: 'done' }))
  const { said, code } = await origin.typed(
    'headwater edge upgrade --all --at-once 2 --region eu --drain-deadline none',
  )
  expect(seen.asked).toEqual({
    ...{
      nodes: { region: 'eu' },
      work: 'upgrade',
      at_once: 2,
      deadline_ms: null,
      dry_run: false,
      when_short: 'refuse',
    },
  })
  expect(code).toBe(0)
  expect(said).toMatch(/edge-9 +left out: is offline/)
  expect(said).toMatch(/edge-1 +is upgraded[\s\S]*edge-1 +done[\s\S]*done: 1 of 1 nodes are upgraded/)
})

test('one that fails ends it with 1, and says why', async () => {
  goes(drain('running'), drain('failed', { phase: 'failed', note: 'it was rolled back' }, { note: 'edge-1 failed' }))
  const { said, code } = await origin.typed('headwater edge upgrade --all')
  expect([code, said]).toEqual([
    1,
    expect.stringMatching(/FAILED: it was rolled back[\s\S]*failed: 0 of 1[\s\S]*edge-1 failed/),
  ])
})

test('where a box waits for a person, or the run is paused, it says so and ends with 75', async () => {
  goes(drain('running'), drain('running', { phase: 'drained', upgrade_run_id: testRun.id }))
  const waits = await origin.typed('headwater edge upgrade --all')
  expect([waits.code, waits.said]).toEqual([75, expect.stringContaining(`headwater edge resume ${testRun.id}`)])
  goes(drain('running'), drain('paused', {}, { note: 'somebody looks' }))
  const paused = await origin.typed('headwater edge upgrade --all')
  expect([paused.code, paused.said]).toEqual([75, expect.stringContaining('It is paused: somebody looks.')])
})

test('where all have the version nothing is done and that is 0; where one is behind and cannot be, that is 1', async () => {
  let version = '2.0.0'
  origin.answers = (route) => {
    if (route === RUN)
      return problemOf(409, {
        ...{ code: 'nothing_to_drain', message: 'there is no node: edge-1 was installed as a Debian package' },
        ...{ details: null, request_id: 'x' },
      })
    if (route === 'GET /api/v1/nodes') return { items: [{ ...testNode, version }] }
    return { origin_version: '2.0.0' }
  }
  expect(await origin.typed('headwater edge upgrade --all')).toEqual({
    ...{ code: 0, said: 'Every node has version 2.0.0 already.\n' },
  })
  version = '1.0.0'
  const behind = await origin.typed('headwater edge upgrade --all')
  expect([behind.code, behind.said]).toEqual([
    1,
    expect.stringMatching(/Behind 2\.0\.0: edge-1 \(1\.0\.0\)\..*edge-1 was installed as a Debian package/),
  ])
})

test('a dry run tells the plan and begins nothing', async () => {
  const step = {
    ...{
      node_id: NODE,
      node_name: 'edge-1',
      region: null,
      viewers: 3,
      publishers: 0,
      streams: [],
      room_left: 7,
      nodes_up: 1,
    },
    refusal: 'edge-1 is the only node',
  }
  origin.answers = () => ({ plan: { ...plan, steps: [step], refusal: step.refusal }, run: null })
  const { said, code } = await origin.typed('headwater edge upgrade --all --dry-run')
  expect([code, said]).toEqual([
    1,
    expect.stringMatching(/edge-1 +3 viewers, 0 publishers[\s\S]*only node[\s\S]*--wait-for-room/),
  ])
})
