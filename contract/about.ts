import { z } from 'zod'
import { timestampSchema } from './ids.ts'
import { storageStatusSchema } from './storage.ts'

/** What this origin is: its versions, where it keeps what, and under which licence it is. */
export const aboutSchema = z.object({
  version: z.string(),
  /** Of Node.js, or of the Node.js within Electron. */
  node_version: z.string(),
  sqlite_version: z.string(),
  /** Number of the newest migration of the database. */
  schema_version: z.number().int(),
  platform: z.string(),
  arch: z.string(),
  os: z.string(),
  started_at: timestampSchema,
  data_dir: z.string(),
  used: storageStatusSchema.shape.used,
  licence: z.literal('Apache-2.0'),
})
export type About = z.infer<typeof aboutSchema>

/** One file of the diagnostics, as it will be saved. */
export const diagnosticsFileSchema = z.object({
  name: z.string(),
  /** What it tells, in words. */
  what: z.string(),
  bytes: z.number().int().nonnegative(),
  /** Its beginning, for a look before it is given away. */
  head: z.string(),
})

/** Diagnostics that were collected; kept for a while, so that what was looked at is what is saved. */
export const diagnosticsSchema = z.object({
  id: z.uuid(),
  collected_at: timestampSchema,
  /** When it is gone. */
  kept_until: timestampSchema,
  files: z.array(diagnosticsFileSchema),
})
export type Diagnostics = z.infer<typeof diagnosticsSchema>
