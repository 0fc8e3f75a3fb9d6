import { z } from 'zod'

/** A backup of the origin's database. */
export const backupSchema = z.object({
  /** Name of its file, in `backups/` in the data directory. */
  name: z.string(),
  made_at: z.string(),
  size_bytes: z.number().int().min(0),
})
export type Backup = z.infer<typeof backupSchema>

/** Put a backup in the place of the database. */
export const restoreRequestSchema = z.object({
  /** The backup's name once more: what came after it is gone from the database. */
  confirm: z.string().max(100),
})

/** A restore that has begun: the origin ends and starts again in place, within seconds. */
export const restoreBegunSchema = z.object({
  backup: backupSchema,
  /** Where to look until it is over: it answers 200 again once the origin takes work. */
  ready_url: z.string(),
})
