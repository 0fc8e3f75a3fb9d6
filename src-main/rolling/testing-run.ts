import type { z } from 'zod'
import type { NodeId } from '#contract/ids.ts'
import { rollingDrainSettingsSchema } from '#contract/rolling-drain.ts'
import type { StoredRun, StoredStep } from './rolling-machine.ts'

/** Wall time of a test, in ms after its beginning. */
export const atMs = (ms: number) => new Date(Date.parse('2026-11-21T07:30:00.000Z') + ms).toISOString()

/** The id of the nth node of a test. */
export const nodeId = (nth: number) => `00000000-0000-4000-8000-${`${nth}`.padStart(12, '0')}` as NodeId

/** A run that has begun with nobody yet. */
export function newRun(nodes: number, settings: z.input<typeof rollingDrainSettingsSchema> = {}): StoredRun {
  return {
    id: '11111111-1111-4111-8111-111111111111',
    state: 'running',
    settings: rollingDrainSettingsSchema.parse(settings),
    created_by: 'operator:owner',
    created_at: atMs(0),
    ended_at: null,
    waiting: null,
    note: null,
    steps: Array.from(
      { length: nodes },
      (_, nth): StoredStep => ({
        node_id: nodeId(nth),
        node_name: `edge-${nth}`,
        region: null,
        phase: 'pending',
        since: atMs(0),
        viewers_before: null,
        started_at: null,
        drained_at: null,
        ended_at: null,
        resumes_at: null,
        note: null,
        mode_revision: 0,
        reported: [],
      }),
    ),
  }
}
