import { z } from 'zod'
import { sentenceSchema } from './sentence.ts'

const loginFields = {
  /** Name, IPv4 or IPv6 address; of a box behind a jump host, as that one knows it. */
  host: z.string().min(1).max(255),
  port: z.number().int().min(1).max(65_535).default(22),
  user: z.string().min(1).max(64),
  /** Also answers what a server asks at the login, and sudo. */
  password: z.string().max(1024).nullable().default(null),
  private_key: z
    .string()
    .max(64 * 1024)
    .nullable()
    .default(null),
  passphrase: z.string().max(1024).nullable().default(null),
  /** What an authenticator app shows now, for servers that ask for it; good for one login. */
  one_time_code: z.string().max(64).nullable().default(null),
  /** Log in with the keys of the ssh-agent that the origin's own session has (SSH_AUTH_SOCK). */
  agent: z.boolean().default(false),
  /** `SHA256:...` of the host key that the user confirmed; null: one confirmed before, else show the key and go no further. */
  host_key_fingerprint: z.string().max(128).nullable().default(null),
}

/** One machine one logs in to: a jump host, or the box itself. */
const sshHopSchema = z.strictObject(loginFields)
export type SshHop = z.infer<typeof sshHopSchema>

/** How to reach a box over SSH. Secrets travel in the request body only and are kept in memory for this one call. */
export const sshTargetSchema = z.strictObject({
  ...loginFields,
  /** Machines to go through, the one nearest to the origin first, each with proofs and host key of its own. */
  jump: z.array(sshHopSchema).max(4).default([]),
})
export type SshTarget = z.infer<typeof sshTargetSchema>

/** What checks of a box are about. */
export const boxCheckGroupSchema = z.enum(['access', 'system', 'docker', 'network', 'kernel', 'cluster'])

/** Outcome of one check of a box: what was found, and what to do where it is not good. */
export const boxCheckSchema = z.object({
  /** Stable: its group and what is looked at, `docker.engine`. */
  id: z.string(),
  group: boxCheckGroupSchema.optional(),
  title: z.string(),
  outcome: z.enum(['pass', 'warn', 'block']),
  found: z.string(),
  /** What to do; null where nothing is to be done. */
  remedy: z.string().nullable(),
  /** A command for the box that settles it, where one does. */
  fix: z.object({ title: z.string(), command: z.string() }).optional(),
  /** `found`, `remedy` and the title of `fix` as they can be told in other languages; absent: by a version that had them in English alone. */
  sentences: z
    .object({ found: sentenceSchema, remedy: sentenceSchema.nullable(), fix: sentenceSchema.optional() })
    .optional(),
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
