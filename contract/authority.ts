import { z } from 'zod'
import { fingerprintSchema, timestampSchema } from './ids.ts'

/** A certificate authority of the installation, as an operator sees it. */
export const authorityInfoSchema = z.object({
  id: z.uuid(),
  /** `signing` is the one; `trusted` is one before it, whose certificates are good until it is dropped. */
  state: z.enum(['signing', 'trusted']),
  /** SHA-256 of its public key: what enrollment tokens carry. */
  key_fingerprint: fingerprintSchema,
  /** SHA-256 of its certificate in DER. */
  certificate_fingerprint: fingerprintSchema,
  certificate_pem: z.string(),
  created_at: timestampSchema,
  not_after: timestampSchema,
  /** Since when another one signs; null: it signs itself. */
  replaced_at: timestampSchema.nullable(),
  /** How many nodes hold a certificate of it. */
  nodes: z.number().int().nonnegative(),
})
export type AuthorityInfo = z.infer<typeof authorityInfoSchema>

/** The authorities that are trusted, the one that signs first. */
export const authorityStateSchema = z.object({
  authorities: z.array(authorityInfoSchema),
  /** How long certificates of nodes last, in ms; they are renewed at two thirds of that. */
  node_certificate_life_ms: z.number().int().positive(),
})
export type AuthorityState = z.infer<typeof authorityStateSchema>
