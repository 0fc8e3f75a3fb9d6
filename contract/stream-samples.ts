import { z } from 'zod'
import { sessionIdSchema, streamPathSchema, timestampSchema } from './ids.ts'

/** How often a node measures how its publications arrive, in ms, and how many of these measures are kept: five minutes. */
export const STREAM_SAMPLE_INTERVAL_MS = 2_000
export const STREAM_SAMPLES_KEPT = 150

/** Streams, and measures of all of them together, in one message at most. */
export const MAX_SAMPLED_STREAMS = 500
export const MAX_SAMPLES_TOLD = 5_000

/** How a publication arrived within one interval, by the clock of its node. */
export const arrivalSampleSchema = z.object({
  bitrate_kbps: z.number().nonnegative(),
  /** Frames of the main picture in a second; of the sound where there is no picture. */
  fps: z.number().nonnegative(),
  /** The longest time from one of these frames to the next that ended, or goes on, in the interval, in ms. */
  frame_gap_ms: z.number().nonnegative(),
})
export type ArrivalSample = z.infer<typeof arrivalSampleSchema>

/** Measures of one session as its node tells them: oldest first, without a hole between them. */
export const toldSamplesSchema = z.object({
  session_id: sessionIdSchema,
  /** Number of the newest one, counted from 1 within the session. */
  seq: z.number().int().positive(),
  samples: z.array(arrivalSampleSchema).min(1).max(STREAM_SAMPLES_KEPT),
})
export type ToldSamples = z.infer<typeof toldSamplesSchema>

/** One measure and when its interval ended, by the clock of the origin. */
export const streamSampleSchema = arrivalSampleSchema.extend({ at: timestampSchema })
export type StreamSample = z.infer<typeof streamSampleSchema>

/** How the publication of a stream arrived over the last minutes, oldest first. */
export const streamHistorySchema = z.object({
  stream_path: streamPathSchema,
  session_id: sessionIdSchema,
  interval_ms: z.number().int().positive(),
  samples: z.array(streamSampleSchema).max(STREAM_SAMPLES_KEPT),
})
export type StreamHistory = z.infer<typeof streamHistorySchema>
