import { z } from 'zod'
import { durationSchema } from './duration.ts'
import { streamPathSchema, timestampSchema } from './ids.ts'

/** Keep-outs that hold at once, at most; nodes are told of all. */
export const MAX_KEEP_OUTS = 500

const keptOut = {
  /** From what: publishing the stream, or watching it. */
  kind: z.enum(['publish', 'play']),
  stream_path: streamPathSchema,
}

/** Somebody who was sent away and may not come back to one stream for a while, as the API lists it. */
export const keepOutSchema = z.object({
  id: z.uuid(),
  ...keptOut,
  /** For people: the stream key, or the address; of a viewer's address only its network. */
  who: z.string(),
  until: timestampSchema,
  created_at: timestampSchema,
  created_by: z.string(),
})
export type KeepOut = z.infer<typeof keepOutSchema>

/** The same as nodes are told: by an address, or by a stream key. */
export const toldKeepOutSchema = z.object({
  ...keptOut,
  /** As `addressBlock` writes it; null: it is by the key. */
  address: z.string().max(64).nullable(),
  key_id: z.uuid().nullable(),
  until: timestampSchema,
})
export type ToldKeepOut = z.infer<typeof toldKeepOutSchema>

/** For how long somebody is kept out: a minute to a day. */
export const keepOutTimeSchema = durationSchema.pipe(z.number().min(60_000).max(86_400_000))

/** The body that ends a stream. */
export const endStreamSchema = z.object({
  reason: z.string().min(1).max(256).default('ended by an operator'),
  /** Its publisher does not come back to this stream for so long, known by its stream key or by its address. Null: it may. */
  keep_out: z
    .strictObject({ by: z.enum(['address', 'key']), for: keepOutTimeSchema })
    .nullable()
    .default(null),
  /** The stream key it came in by is revoked: whoever has it needs another one. */
  revoke_key: z.boolean().default(false),
})
export type EndStream = z.infer<typeof endStreamSchema>
