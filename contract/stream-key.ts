import { z } from 'zod'
import { durationSchema } from './duration.ts'
import { fingerprintSchema, nodeIdSchema, timestampSchema } from './ids.ts'
import { streamPatternSchema } from './stream-policy.ts'

/** Stream keys of an installation at most, those that are revoked left out; nodes are told of all. */
export const MAX_STREAM_KEYS = 2_000

/** A stream key: `stream_` and 43 characters of base64url (32 random bytes). Only its SHA-256 is kept. */
export const streamKeySecretSchema = z.string().regex(/^stream_[A-Za-z0-9_-]{43}$/, 'a stream key starts with stream_')

/** How publishers carry a stream key in an address: `rtmp://HOST/live/name?key=...`. By HTTP also as `Authorization: Bearer`. */
export const STREAM_KEY_PARAMETERS = ['key', 'streamkey', 'stream_key'] as const

/** What lets publishers in, as the API lists it; its value is shown once, when it is made. */
export const streamKeySchema = z.object({
  id: z.uuid(),
  /** First characters of the key, to tell one from another. */
  prefix: z.string(),
  /** The streams that it is good for: `app/name`, `app/prefix*`, `app/*` or `*`. */
  pattern: z.string(),
  /** For people: whose it is, or of which encoder. */
  label: z.string().nullable(),
  created_at: timestampSchema,
  created_by: z.string(),
  /** Null: it does not run out. */
  expires_at: timestampSchema.nullable(),
  revoked_at: timestampSchema.nullable(),
  /** The last publisher that came in by it; null: none yet. */
  last_used: z
    .object({
      at: timestampSchema,
      /** IP address of the publisher. */
      address: z.string(),
      stream_path: z.string(),
      node_id: nodeIdSchema,
    })
    .nullable(),
  /** Id of the key that took its place; null: none did. */
  replaced_by: z.uuid().nullable(),
  state: z.enum(['active', 'expired', 'revoked']),
})
export type StreamKey = z.infer<typeof streamKeySchema>

/** The body that makes one. */
export const createStreamKeySchema = z.strictObject({
  pattern: streamPatternSchema,
  label: z.string().trim().min(1).max(64).nullable().default(null),
  /** Null: it does not run out. */
  ttl: durationSchema.pipe(z.number().min(60_000)).nullable().default(null),
})
export type CreateStreamKey = z.infer<typeof createStreamKeySchema>

/** A key that was just made: the only time that it is shown. */
export const createdStreamKeySchema = streamKeySchema.extend({
  key: streamKeySecretSchema,
  /** What goes into the single field of OBS and encoders like it, for the streams of the pattern: `name?key=...`. */
  obs_stream_key: z.string(),
})

/** How a key is replaced by another. */
export const rotateStreamKeySchema = z.strictObject({
  /** How long publishers come in by the one of before, too; 0s: no more. */
  overlap: durationSchema.pipe(z.number().max(366 * 86_400_000)).prefault('24h'),
})

/** How a key is revoked. */
export const revokeStreamKeySchema = z.strictObject({
  /** Publishers that came in by it are ended too. */
  disconnect: z.boolean().default(true),
})

/** A key as nodes are told it. */
export const toldStreamKeySchema = z.object({
  id: z.uuid(),
  pattern: z.string().max(258),
  /** SHA-256 of the key, in hexadecimal. */
  digest: fingerprintSchema,
  expires_at: timestampSchema.nullable(),
})
export type ToldStreamKey = z.infer<typeof toldStreamKeySchema>
