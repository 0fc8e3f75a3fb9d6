import { z } from 'zod'
import { durationSchema } from './duration.ts'
import { type StreamPath, timestampSchema } from './ids.ts'
import { streamPatternSchema } from './stream-policy.ts'

/** Signing keys of an installation at most, those that are revoked left out; nodes are told of all. */
export const MAX_SIGNING_KEYS = 32

/** A signing key: `sign_` and 43 characters of base64url (32 random bytes). The whole text is the key of the HMAC. */
export const signingKeySecretSchema = z.string().regex(/^sign_[A-Za-z0-9_-]{43}$/, 'a signing key starts with sign_')

/** `addresses`: addresses of streams are signed with it; `webhooks`: what nodes ask webhooks. */
const useSchema = z.enum(['addresses', 'webhooks'])

/** What addresses of streams are signed with, as the API lists it; its value is shown once, when it is made. */
export const signingKeySchema = z.object({
  id: z.uuid(),
  /** First characters of the key, to tell one from another. */
  prefix: z.string(),
  use: useSchema,
  /** The streams that it is for. */
  pattern: z.string(),
  /** For people: who signs with it. */
  label: z.string().nullable(),
  created_at: timestampSchema,
  created_by: z.string(),
  revoked_at: timestampSchema.nullable(),
})
export type SigningKey = z.infer<typeof signingKeySchema>

/** The body that makes one. */
export const createSigningKeySchema = z.strictObject({
  use: useSchema.default('addresses'),
  pattern: streamPatternSchema,
  label: z.string().trim().min(1).max(64).nullable().default(null),
})
export type CreateSigningKey = z.infer<typeof createSigningKeySchema>

/** A key that was just made: the only time that it is shown. */
export const createdSigningKeySchema = signingKeySchema.extend({ key: signingKeySecretSchema })

/** A key as nodes are told it. */
export const toldSigningKeySchema = z.object({
  id: z.uuid(),
  use: useSchema,
  pattern: z.string().max(258),
  /** Secret. */
  key: signingKeySecretSchema,
})
export type ToldSigningKey = z.infer<typeof toldSigningKeySchema>

/** What a signature is of. */
export interface SignedFacts {
  readonly kind: 'play' | 'publish'
  readonly path: StreamPath
  /** Unix time, in seconds, as it stands in the address. */
  readonly expire: string
  /** IP address or network (CIDR) of the client, as it stands in the address; null: any. */
  readonly ip: string | null
}

/**
 * What HMAC-SHA256 is made of, with the signing key as it is written: `play:live/test:1767225600`, with a bound behind that
 * `:203.0.113.7`. Paths and times have no colon, so that no two addresses have the same text.
 */
export function signedText({ kind, path, expire, ip }: SignedFacts): string {
  return `${kind}:${path}:${expire}${ip === null ? '' : `:${ip}`}`
}

const boundSchema = z.union(
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
  'an IP address or a network as CIDR, for example 203.0.113.7 or 203.0.113.0/24',
)

/** The body that has an address signed. */
export const signAddressSchema = z.strictObject({
  kind: z.enum(['play', 'publish']).default('play'),
  /** For how long somebody may begin with it; who has begun goes on. */
  ttl: durationSchema
    .pipe(
      z
        .number()
        .min(1_000)
        .max(366 * 86_400_000),
    )
    .default(3_600_000),
  /** Who may come with it; null: anybody. */
  ip: boundSchema.nullable().default(null),
})
export type SignAddress = z.infer<typeof signAddressSchema>

/** A signed address. */
export const signedAddressSchema = z.object({
  /** What stands behind the question mark, in any address of the stream. */
  query: z.string(),
  expires_at: timestampSchema,
  signing_key_id: z.uuid(),
  /** Where the stream plays from the best node; null for publishing. */
  urls: z.object({ hls: z.url(), flv: z.url() }).nullable(),
  /** What goes behind `rtmp://NODE/APP/`. */
  stream_name: z.string(),
})
export type SignedAddress = z.infer<typeof signedAddressSchema>
