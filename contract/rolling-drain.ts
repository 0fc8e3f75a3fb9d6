import { z } from 'zod'
import { DRAIN_DEADLINE_MS } from './api.ts'
import { durationSchema } from './duration.ts'
import { nodeIdSchema, streamPathSchema, timestampSchema } from './ids.ts'
import { nodeDrainSchema } from './node.ts'

/** Nodes that one run may be over: its plan looks at every node of the cluster for each of them, at once. */
export const MAX_ROLLING_NODES = 200
const DAY_MS = 86_400_000

/** How a rolling drain goes about it: what it waits for, and what has to stay up meanwhile. */
export const rollingDrainSettingsSchema = z.object({
  /** Nodes that may be out at a time. */
  at_once: z.number().int().min(1).max(50).default(1),
  /** As for the drain of one node (`drainRequestSchema`): milliseconds, null for however long it takes. */
  deadline_ms: z
    .number()
    .int()
    .min(0)
    .max(7 * DAY_MS)
    .nullable()
    .default(DRAIN_DEADLINE_MS),
  on_deadline: z.enum(['end', 'wait']).default('end'),
  /**
   * What becomes of a node once it is drained: `resume`, it takes work again by itself after `pause_ms`; `maintenance`, it goes
   * into maintenance, and the run waits until a person or a program resumes it.
   */
  between: z.enum(['resume', 'maintenance']).default('resume'),
  pause_ms: z.number().int().min(0).max(DAY_MS).default(10_000),
  /** Once it was resumed, a node has so long to be alive, in ms; longer counts as a failure. */
  back_within_ms: z.number().int().min(1_000).max(DAY_MS).default(300_000),
  /** So much of all registered nodes has to go on taking work, in percent. */
  keep_capacity_percent: z.number().min(0).max(100).default(50),
  /** So many nodes have to go on taking work. */
  keep_routable_nodes: z.number().int().min(1).max(10_000).default(1),
  /** So many more viewers have to have room after those of the node have found theirs. */
  keep_viewer_room: z.number().int().min(0).max(10_000_000).default(0),
  /** Viewers of a node that has a region have to find room in that region. */
  within_region: z.boolean().default(true),
  /**
   * A node is lost while it is drained, leaves the cluster, is resumed by somebody, is overdue (`on_deadline: wait`) or does not come
   * back: `pause` the run until a person looks, `stop` after what is under way, or `go_on` with the next node.
   */
  on_failure: z.enum(['pause', 'stop', 'go_on']).default('pause'),
  reason: z.string().max(200).nullable().default(null),
  /** What is done with a node once it is out: `upgrade`, it gets this origin's version by a run on its box. Absent: nothing. */
  work: z.enum(['upgrade']).optional(),
  /** Of an upgrade, so many nodes come before all others, and all of them have to do well first. Absent: 1. */
  canary: z.number().int().min(1).max(50).optional(),
  /** Of an upgrade, reference of an image to bring instead of the one that this origin carries. Absent: that one. */
  pull_image: z.string().min(1).max(512).optional(),
})
export type RollingDrainSettings = z.infer<typeof rollingDrainSettingsSchema>

/** Which nodes: their ids in the order wanted, those of a region, or all. */
const rollingNodesSchema = z.union([
  z.literal('all'),
  z.strictObject({ region: z.string().min(1).max(64) }),
  z.array(nodeIdSchema).min(1).max(MAX_ROLLING_NODES),
])
export type RollingNodes = z.infer<typeof rollingNodesSchema>

const rollingDrainRequestSchema = rollingDrainSettingsSchema.extend({
  nodes: rollingNodesSchema,
  /** Where a step would not be possible by what nodes carry now: refuse the run, or begin it and wait at that step. */
  when_short: z.enum(['refuse', 'wait']).default('refuse'),
  /** Answers the plan, and changes nothing. */
  dry_run: z.boolean().default(false),
})
export type RollingDrainRequest = z.infer<typeof rollingDrainRequestSchema>

const upTo = (ms: number) => durationSchema.pipe(z.number().max(ms)).optional()

/** The body that asks for a run: times may be said with their units too (`deadline: 15m`), and count before those in ms. */
export const rollingDrainBodySchema = rollingDrainRequestSchema
  .extend({ deadline: upTo(7 * DAY_MS), pause: upTo(DAY_MS), back_within: upTo(DAY_MS) })
  .transform(
    ({ deadline, pause, back_within, ...request }): RollingDrainRequest => ({
      ...request,
      deadline_ms: deadline ?? request.deadline_ms,
      pause_ms: pause ?? request.pause_ms,
      back_within_ms: back_within ?? request.back_within_ms,
      // A node is upgraded while it is out, and a version that fails on one is tried on no other.
      ...(request.work === 'upgrade' ? { between: 'maintenance' as const, on_failure: 'stop' as const } : {}),
    }),
  )
export type RollingDrainBody = z.input<typeof rollingDrainBodySchema>

/**
 * How far a run is with a node: `cordoning`, the drain is asked for; `drained`, it is out, for a while or until it is resumed; `warming`, it
 * takes work again and is waited for. Done, failed and skipped are final.
 */
export const rollingPhaseSchema = z.enum([
  'pending',
  'cordoning',
  'draining',
  'drained',
  'warming',
  'done',
  'failed',
  'skipped',
])
export type RollingPhase = z.infer<typeof rollingPhaseSchema>

/** One node of a run. */
export const rollingStepSchema = z.object({
  node_id: nodeIdSchema,
  node_name: z.string(),
  region: z.string().nullable(),
  phase: rollingPhaseSchema,
  /** Since when it is in this phase. */
  since: timestampSchema,
  /** Viewers when its turn came; null before. */
  viewers_before: z.number().int().nonnegative().nullable(),
  started_at: timestampSchema.nullable(),
  drained_at: timestampSchema.nullable(),
  ended_at: timestampSchema.nullable(),
  /** When it is resumed by itself; null where it is not. */
  resumes_at: timestampSchema.nullable(),
  /** What went wrong or is out of the ordinary, for a person. */
  note: z.string().nullable(),
  /** The run on its box that upgrades it; absent: none has begun. */
  upgrade_run_id: z.uuid().optional(),
  /** What the node still carries at this moment; null where it takes work, or has not reported. */
  drain: nodeDrainSchema.nullable(),
})
export type RollingStep = z.infer<typeof rollingStepSchema>

const rollingStateSchema = z.enum(['running', 'paused', 'cancelling', 'done', 'failed', 'cancelled'])

/** Why a run does not begin with its next node. */
const rollingWaitSchema = z.object({
  /** `capacity`: not enough would stay up; `node`: the next node is not there, or is taken out already. */
  kind: z.enum(['capacity', 'node']),
  node_id: nodeIdSchema,
  reason: z.string(),
  since: timestampSchema,
})

/** A run over several nodes. It survives a restart of the origin, and goes on by itself. */
export const rollingDrainSchema = z.object({
  id: z.uuid(),
  state: rollingStateSchema,
  settings: rollingDrainSettingsSchema,
  created_by: z.string(),
  created_at: timestampSchema,
  ended_at: timestampSchema.nullable(),
  waiting: rollingWaitSchema.nullable(),
  /** Why it is paused, has failed or was cancelled. */
  note: z.string().nullable(),
  steps: z.array(rollingStepSchema),
})
export type RollingDrain = z.infer<typeof rollingDrainSchema>

/** The run has this node out, or is about to take it out. */
export function isUnderWay({ phase }: { readonly phase: RollingPhase }): boolean {
  return phase === 'cordoning' || phase === 'draining' || phase === 'drained' || phase === 'warming'
}

/** Whether nothing can happen to the run any more. */
export function hasEnded({ state }: Pick<RollingDrain, 'state'>): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled'
}

/** What a run would do, by what nodes carry now. */
export const rollingPlanSchema = z.object({
  steps: z.array(
    z.object({
      node_id: nodeIdSchema,
      node_name: z.string(),
      region: z.string().nullable(),
      viewers: z.number().int().nonnegative(),
      publishers: z.number().int().nonnegative(),
      /** Its streams with the most viewers. */
      streams: z.array(z.object({ stream_path: streamPathSchema, viewers: z.number().int().nonnegative() })),
      /** Viewers who could still come to the other nodes once those of this one are there. */
      room_left: z.number().int().nonnegative(),
      /** Nodes that take work meanwhile, of how many there are. */
      nodes_up: z.number().int().nonnegative(),
      /** Why this step could not be done now, and what helps; null: it could. */
      refusal: z.string().nullable(),
    }),
  ),
  nodes_total: z.number().int().nonnegative(),
  /** Nodes that were meant by a region or by all, and why they are not among the steps. */
  left_out: z.array(z.object({ node_id: nodeIdSchema, node_name: z.string(), reason: z.string() })),
  /** Why the run would be refused; null: it would not. */
  refusal: z.string().nullable(),
})
export type RollingPlan = z.infer<typeof rollingPlanSchema>

/** What was asked for: its plan, and the run that has begun; null where it was a dry run. */
export const rollingAnswerSchema = z.object({ plan: rollingPlanSchema, run: rollingDrainSchema.nullable() })

export const rollingCancelSchema = z.object({
  /** Nodes that the run has out take work again; false: they are left as they are. */
  resume_nodes: z.boolean().default(true),
})
