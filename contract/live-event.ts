import { z } from 'zod'
import { alertSchema } from './alert.ts'
import { activitySchema, clusterInfoSchema } from './api.ts'
import { nodeIdSchema, streamPathSchema } from './ids.ts'
import { nodeSchema } from './node.ts'
import { provisioningRunSchema, runLogLineSchema } from './provisioning-run.ts'
import { rollingDrainSchema } from './rolling-drain.ts'
import { streamSchema } from './stream.ts'
import { streamHistorySchema } from './stream-samples.ts'

/**
 * `GET /api/v1/events`: server-sent events (HTML living standard, 9.2). Each event's `id` is `<origin run>-<number>`,
 * its `data` one of these messages as JSON, its `event` is left to the default `message`. A client that comes back with
 * `Last-Event-ID` gets what it missed; where that is no longer known the first message is `reset`, and the client reads
 * the lists afresh. Every message holds the whole thing it is about, so that a repeat does no harm.
 */
export const EVENTS_PATH = '/api/v1/events'

/** Time between two `alive` messages, in ms; a client that hears nothing for 2.5 of them shows the origin as away. */
export const EVENTS_ALIVE_INTERVAL_MS = 1_000

/** Every panel gets them. */
export const MOST_IN_DIGEST_EVENT = 10

export const liveEventSchema = z.discriminatedUnion('type', [
  /** What the client holds may be out of date: read nodes, streams and cluster anew. Also the first message to a new client. */
  z.object({ type: z.literal('reset') }),
  z.object({ type: z.literal('alive') }),
  z.object({ type: z.literal('cluster'), cluster: clusterInfoSchema }),
  z.object({ type: z.literal('node'), node: nodeSchema }),
  z.object({ type: z.literal('node_removed'), node_id: nodeIdSchema }),
  z.object({ type: z.literal('stream'), stream: streamSchema }),
  z.object({ type: z.literal('stream_removed'), stream_path: streamPathSchema }),
  /** New measures of a stream whose history somebody has read a moment ago; `samples` holds the new ones alone. */
  z.object({ type: z.literal('stream_samples'), ...streamHistorySchema.shape }),
  z.object({ type: z.literal('rolling_drain'), run: rollingDrainSchema }),
  z.object({ type: z.literal('provisioning_run'), run: provisioningRunSchema }),
  /** New lines of a run's log, in their order. */
  z.object({ type: z.literal('provisioning_log'), run_id: z.uuid(), lines: z.array(runLogLineSchema) }),
  /**
   * Something is the matter, or is over. `notify`: a program that shows notifications shows this one; false where it is muted, silenced or
   * gathered. `test`: it is none, somebody tries whether it is heard.
   */
  z.object({
    type: z.enum(['alert.raised', 'alert.cleared']),
    alert: alertSchema,
    notify: z.boolean(),
    test: z.boolean().optional(),
  }),
  /** What was gathered, said together: how many began and ended, and the first of them. `notify` as above. */
  z.object({
    type: z.literal('alert.digest'),
    raised: z.number().int().nonnegative(),
    cleared: z.number().int().nonnegative(),
    alerts: z.array(alertSchema).max(MOST_IN_DIGEST_EVENT),
    notify: z.boolean(),
  }),
  z.object({ type: z.literal('activity'), activity: activitySchema }),
])
export type LiveEvent = z.infer<typeof liveEventSchema>
