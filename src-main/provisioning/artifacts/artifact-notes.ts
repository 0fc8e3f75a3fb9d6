import { z } from 'zod'

/** Architectures that nodes run on, as `uname -m` says it but for `aarch64`. */
export type Architecture = 'x86_64' | 'arm64'

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/)
const digestSchema = z.string().regex(/^sha256:[0-9a-f]{64}$/)

const common = {
  version: z.string().min(1),
  arch: z.enum(['x86_64', 'arm64']),
  /** Name of the artifact, in the folder of this JSON. */
  file: z.string().regex(/^[\w.-]+$/),
  bytes: z.number().int().positive(),
  sha256: sha256Schema,
  /** What it takes on a box; artifacts of before do not say. */
  unpacked_bytes: z.number().int().positive().optional(),
}

/** The small JSON beside an artifact, as `scripts/packaging/artifact-files.mjs` writes it: named like it, with `.json` behind. */
export const imageNotesSchema = z.object({
  ...common,
  kind: z.literal('image'),
  tag: z.string().min(1),
  id: digestSchema,
  layers: z
    .array(
      z.object({
        diff_id: digestSchema,
        digest: digestSchema,
        bytes: z.number().int().positive(),
        file: z.string().min(1),
      }),
    )
    .min(1),
})

export const packageNotesSchema = z.object({ ...common, kind: z.enum(['deb', 'archive']) })

/** Of either, what they take. */
export const sizeNotesSchema = z.object({ unpacked_bytes: common.unpacked_bytes })
