import { z } from 'zod'

/** How to reach a box over SSH. Secrets travel in the request body only and are kept in memory for this one call. */
export const sshTargetSchema = z.object({
  host: z.string().min(1).max(255),
  port: z.number().int().min(1).max(65_535).default(22),
  user: z.string().min(1).max(64),
  password: z.string().max(1024).nullable().default(null),
  private_key: z
    .string()
    .max(64 * 1024)
    .nullable()
    .default(null),
  passphrase: z.string().max(1024).nullable().default(null),
  /** `SHA256:...` of the host key that the user confirmed; null: show the key and go no further. */
  host_key_fingerprint: z.string().max(128).nullable().default(null),
})
export type SshTarget = z.infer<typeof sshTargetSchema>

/** Outcome of one check of a box: what was found, and what to do where it is not good. */
export const boxCheckSchema = z.object({
  id: z.string(),
  title: z.string(),
  outcome: z.enum(['pass', 'warn', 'block']),
  found: z.string(),
  /** What to do; null where nothing is to be done. */
  remedy: z.string().nullable(),
})
export type BoxCheck = z.infer<typeof boxCheckSchema>

/** What a look at a box found, without changing anything on it. */
export const boxReportSchema = z.object({
  host: z.string(),
  host_key: z.object({
    algorithm: z.string(),
    fingerprint: z.string(),
    /** unconfirmed: nothing beyond the key was looked at; confirmed: it is the one the user named. */
    state: z.enum(['unconfirmed', 'confirmed']),
  }),
  checks: z.array(boxCheckSchema),
  /** block if any check blocks, else warn if any warns, else pass. */
  outcome: z.enum(['pass', 'warn', 'block']),
})
export type BoxReport = z.infer<typeof boxReportSchema>
