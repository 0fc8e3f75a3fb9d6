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

/** Have all that another machine needs to be this origin written into one sealed file. */
export const moveExportRequestSchema = z.strictObject({
  /** What the file is sealed by. Secret. */
  passphrase: z.string().min(12, 'at least 12 characters: take several words').max(1_024),
  /** Where the origin will be: its nodes dial there when nobody answers here any more. Null: they are told nothing. */
  next_origin: z
    .url({ protocol: /^https?$/, error: 'an address of http or https, such as http://10.0.0.11:8090' })
    .max(512)
    .nullable()
    .default(null),
})

/** A bundle that was handed over, as its first line says; nobody has vouched for that yet. */
export const moveUploadSchema = z.object({
  id: z.uuid(),
  cluster_id: z.string(),
  /** When, and by which version, it was made. */
  made_at: z.string(),
  made_by: z.string(),
  size_bytes: z.number().int().min(0),
})
export type MoveUpload = z.infer<typeof moveUploadSchema>

/** Become the origin that is in a bundle. */
export const moveImportRequestSchema = z.strictObject({
  /** Secret. */
  passphrase: z.string().min(1).max(1_024),
  /** The id of its cluster once more: what this origin keeps now is put aside. */
  confirm: z.string().max(64),
})

/** It was opened and found good; the origin ends and starts again as the one that is in it. */
export const moveBegunSchema = z.object({ cluster_id: z.string(), ready_url: z.string() })
