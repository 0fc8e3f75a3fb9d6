import { z } from 'zod'

/**
 * How much room the disk has that the origin's data is on.
 * `low`: a warning. `critical`: the activity log waits in memory, so that what must be kept still has room. `full`: a write has failed; what
 * has to be kept is refused with 507. Streams go on in all of them.
 */
export const storageStateSchema = z.enum(['ok', 'low', 'critical', 'full'])
export type StorageState = z.infer<typeof storageStateSchema>

/** What whoever watches the cluster has to know of the origin's disk. */
export const storageSummarySchema = z.object({
  state: storageStateSchema,
  /** Since when, RFC 3339. */
  since: z.string(),
  /** In words, for a person: what it means and what to do; empty while all is well. */
  detail: z.string(),
  free_bytes: z.number().int().min(0),
  total_bytes: z.number().int().min(0),
  /** Entries of the activity log that wait in memory for room, and those of this run of the origin that were dropped because too many waited. */
  activity_waiting: z.number().int().min(0),
  activity_dropped: z.number().int().min(0),
})
export type StorageSummary = z.infer<typeof storageSummarySchema>

/** Answer of `GET /api/v1/storage`. */
export const storageStatusSchema = storageSummarySchema.extend({
  data_dir: z.string(),
  /** Bytes that the origin takes there, by what. */
  used: z.object({
    database: z.number().int().min(0),
    backups: z.number().int().min(0),
    /** Databases that were put aside: damaged ones, those from before a restore or a migration. */
    put_aside: z.number().int().min(0),
    logs: z.number().int().min(0),
    node: z.number().int().min(0),
    other: z.number().int().min(0),
  }),
  /** From how much free room on it is low. */
  low_below_bytes: z.number().int().min(0),
})
export type StorageStatus = z.infer<typeof storageStatusSchema>
