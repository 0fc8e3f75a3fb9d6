import { z } from 'zod'
import { timestampSchema } from './ids.ts'

/** What of an origin's security is judged, in the order in which it is told; for each of them the panel has words of its own. */
export const securityRules = [
  'plain_http',
  'publishing_open',
  'owner_second_factor',
  'api_key_without_end',
  'api_key_unused',
  'stream_key_old',
  'redis_open',
  'no_backups',
] as const
export type SecurityRule = (typeof securityRules)[number]

const subjectSchema = z.object({
  kind: z.enum(['operator', 'api_key', 'stream_key', 'network']),
  id: z.string(),
  /** As people call it. */
  name: z.string(),
})

/** A rule that found something, or found that all is well. */
export const securityFindingSchema = z.object({
  rule: z.enum(securityRules),
  /** `warn`: something should be done. */
  outcome: z.enum(['pass', 'warn']),
  /** What it was found of, those that matter most first; bounded, see `more`. */
  subjects: z.array(subjectSchema),
  /** So many more than are named. */
  more: z.number().int().nonnegative(),
})
export type SecurityFinding = z.infer<typeof securityFindingSchema>

/** Answer of `GET /api/v1/security-check`: every rule, judged by what is in effect now. */
export const securityCheckSchema = z.object({ checked_at: timestampSchema, findings: z.array(securityFindingSchema) })
export type SecurityCheck = z.infer<typeof securityCheckSchema>
