import { z } from 'zod'
import type { NodeId } from '#contract/ids.ts'
import type { SshTarget } from '#contract/provisioning.ts'
import {
  type CancelRun,
  type NewRun,
  newRunSchema,
  nodeLoginSchema,
  type ProvisioningRun,
  provisioningRunSchema,
  type ResumeRun,
  runLogLineSchema,
} from '#contract/provisioning-run.ts'
import { BASE, call, listOf } from './call.ts'

const ROUTE = '/provisioning-runs'

/** A run as somebody asks for it: what has a default may be left out. */
export type NewRunInput = z.input<typeof newRunSchema>

/** Runs are begun at once and go on by themselves; only a key that has to be unlocked takes a moment, in ms. */
const START_DEADLINE_MS = 30_000

/** As many as are kept. */
const MOST_RUNS = 200

const runOf = (id: string) => `${ROUTE}/${encodeURIComponent(id)}`

/** Which runs to list. */
export interface RunsQuery {
  readonly node_id?: NodeId
  /** Only runs that are not over. */
  readonly open?: true
  /** At most so many, the newest; none given: all that are kept. */
  readonly latest?: number
}

/** Everything that is done on boxes over SSH. All throw {@link ApiFailure}. */
export const runsApi = {
  list: ({ node_id, open, latest = MOST_RUNS }: RunsQuery, signal?: AbortSignal) => {
    const query = new URLSearchParams({ limit: String(latest) })
    if (node_id !== undefined) query.set('node_id', node_id)
    if (open !== undefined) query.set('open', 'true')
    return call(`${ROUTE}?${query}`, { answer: listOf(provisioningRunSchema), signal })
  },
  find: (id: string, signal?: AbortSignal) => call(runOf(id), { answer: provisioningRunSchema, signal }),
  /** Lines with a larger number than `after`, the oldest first; as many as the origin gives at a time. */
  log: (id: string, after: number, signal?: AbortSignal) =>
    call(`${runOf(id)}/log?after=${after}`, { answer: listOf(runLogLineSchema), signal }),
  start: (run: NewRunInput): Promise<ProvisioningRun> =>
    call(ROUTE, {
      method: 'POST',
      body: newRunSchema.parse(run),
      answer: provisioningRunSchema,
      deadline_ms: START_DEADLINE_MS,
    }),
  /** All of them, or none where one is refused. */
  startMany: (runs: readonly NewRunInput[]) =>
    call(`${ROUTE}/batch`, {
      method: 'POST',
      body: { runs: runs.map((run): NewRun => newRunSchema.parse(run)) },
      answer: listOf(provisioningRunSchema),
      deadline_ms: START_DEADLINE_MS,
    }),
  resume: (id: string, body: ResumeRun) =>
    call(`${runOf(id)}/resume`, { method: 'POST', body, answer: z.unknown(), deadline_ms: START_DEADLINE_MS }),
  cancel: (id: string, body: CancelRun) => call(`${runOf(id)}/cancel`, { method: 'POST', body, answer: z.unknown() }),
  undo: (id: string, target: SshTarget | null) =>
    call(`${runOf(id)}/undo`, { method: 'POST', body: target === null ? {} : { target }, answer: z.unknown() }),
  /** The login that is kept for a node; null where none is. */
  keptLogin: (node_id: NodeId, signal?: AbortSignal) =>
    call(`/nodes/${node_id}/login`, { answer: nodeLoginSchema.nullable(), signal }),
  forgetLogin: (node_id: NodeId) => call(`/nodes/${node_id}/login`, { method: 'DELETE', answer: z.unknown() }),
} as const

/** Address from which the browser fetches a file that a run left. */
export const runFileUrl = (id: string, name: string) => `${BASE}${runOf(id)}/files/${encodeURIComponent(name)}`
