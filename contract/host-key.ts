import { z } from 'zod'
import { nodeIdSchema, timestampSchema } from './ids.ts'

/** A host key that boxes are known by, one of each kind for an address: whoever shows another one there is not talked to. */
export const knownHostKeySchema = z.object({
  /** In small letters, IPv6 without brackets. */
  host: z.string(),
  port: z.number().int(),
  /** Such as `ssh-ed25519`. */
  algorithm: z.string(),
  /** `SHA256:...` */
  fingerprint: z.string(),
  /** The node that runs there; null: none has joined from there. */
  node_id: nodeIdSchema.nullable(),
  confirmed_at: timestampSchema,
  confirmed_by: z.string(),
})
export type KnownHostKey = z.infer<typeof knownHostKeySchema>

/** `GET /api/v1/host-keys` */
export const hostKeysQuerySchema = z.object({ node_id: nodeIdSchema.optional() })
export type HostKeysQuery = z.infer<typeof hostKeysQuerySchema>

/** Of which address, as SSH reaches it: `/api/v1/host-keys/:host/:port` */
export const hostKeyPlaceSchema = z.object({
  host: z.string().min(1).max(255),
  port: z.coerce.number().int().min(1).max(65_535),
})

/** `PUT /api/v1/host-keys/:host/:port`: the one key that the address is known by from now on. */
export const setHostKeySchema = z.strictObject({
  /** `SHA256:...`, as somebody compared it on the box itself. */
  fingerprint: z.string().max(128),
  algorithm: z
    .string()
    .regex(/^[\w@.-]{1,64}$/)
    .default('ssh-ed25519'),
})
