import { z } from 'zod'
import { durationSchema } from './duration.ts'
import { timestampSchema } from './ids.ts'

/** How bad a line of a log is, the least first. */
export const logLevels = ['debug', 'info', 'warn', 'error'] as const
export const logLevelSchema = z.enum(logLevels)
export type LogLevel = z.infer<typeof logLevelSchema>

/** Lines that one answer holds at most, and so many characters of each of their texts. */
export const MAX_LOG_LINES = 500
const MAX_TEXT = 4_096

/** A line that a node's program wrote; secrets were masked before it was written. */
export const nodeLogLineSchema = z.object({
  /** Counts the lines of this run of the program, from 1. */
  number: z.number().int().positive(),
  at: timestampSchema,
  level: logLevelSchema,
  /** What it is about, for programs; null where the line does not say. */
  event: z.string().max(128).nullable(),
  message: z.string().max(MAX_TEXT),
  /** All else that the line says, as `name=value`, for people. */
  facts: z.string().max(MAX_TEXT),
})
export type NodeLogLine = z.infer<typeof nodeLogLineSchema>

/** Which lines somebody wants to see. */
const asked = {
  /** Of which run of the program `after` is a number; another one is read from its first line. */
  run_id: z.uuid().nullable(),
  /** Only lines with a larger number. */
  after: z.number().int().nonnegative(),
  /** Only lines that are at least so bad. */
  level: logLevelSchema,
  /** The newest so many of them. */
  limit: z.number().int().min(1).max(MAX_LOG_LINES),
}

/** As the origin asks a node. */
export const nodeLogQuestionSchema = z.object({
  ...asked,
  /** Where there is no such line yet: how long one is waited for, in ms. */
  wait_ms: z.number().int().min(0).max(30_000),
})
export type NodeLogQuestion = z.infer<typeof nodeLogQuestionSchema>

/** The longest that a line is waited for, in ms: well below what browsers and proxies take for a dead connection. */
export const MAX_LOG_WAIT_MS = 20_000

/** As an operator asks the origin. */
export const nodeLogQuerySchema = z.object({
  run_id: z.uuid().optional(),
  after: z.coerce.number().int().nonnegative().default(0),
  level: logLevelSchema.default('debug'),
  limit: z.coerce.number().int().min(1).max(MAX_LOG_LINES).default(200),
  wait: durationSchema.pipe(z.number().max(MAX_LOG_WAIT_MS)).default(0),
})
export type NodeLogQuery = z.infer<typeof nodeLogQuerySchema>

/** What a node still has of its log. */
export const nodeLogPageSchema = z.object({
  /** Which run of the node's program this is. */
  run_id: z.uuid(),
  /** In their order. */
  lines: z.array(nodeLogLineSchema).max(MAX_LOG_LINES),
  /** The `after` that goes on behind these lines, also where none of the newer ones were bad enough to be shown. */
  next: z.number().int().nonnegative(),
  /** There were more between `after` and the first of these: the node keeps its newest lines alone, and an answer has its `limit`. */
  is_cut: z.boolean(),
})
export type NodeLogPage = z.infer<typeof nodeLogPageSchema>
