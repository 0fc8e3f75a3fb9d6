import { z } from 'zod'

/** A backup of the origin's database. */
export const backupSchema = z.object({
  /** Name of its file, in `backups/` in the data directory. */
  name: z.string(),
  made_at: z.string(),
  size_bytes: z.number().int().min(0),
})
export type Backup = z.infer<typeof backupSchema>
