import { z } from 'zod'
import {
  clusterIdSchema,
  type Fingerprint,
  fingerprintSchema,
  MAX_AUTHORITIES,
  nodeIdSchema,
  nodeNameSchema,
  pemSchema,
  timestampSchema,
} from './ids.ts'

/** Path that a fresh box posts an {@link EnrollmentRequest} to; it needs no other proof than the token. */
export const ENROLLMENT_PATH = '/api/v1/enrollments'

/**
 * An enrollment token: `enroll_` and 43 characters of base64url (32 random bytes), the secret, of which only the SHA-256 is stored; then, where
 * the origin has an authority of its own, a dot and the SHA-256 of that authority's public key in hexadecimal, which is no secret.
 */
export const enrollmentTokenSchema = z
  .string()
  .regex(
    /^enroll_[A-Za-z0-9_-]{43}(?:\.[0-9a-f]{64})?$/,
    'an enrollment token starts with enroll_ and was copied incompletely',
  )

/**
 * A cluster token as a box of ours enrols with it: what is shared among boxes (contract/cluster-token.ts), and behind a dot the same of the
 * authority. It lets a new node in, or one that is a member already; never one that was removed.
 */
const clusterTokenSchema = z.string().regex(/^clt_[A-Za-z0-9_-]{16,200}(?:\.[0-9a-f]{64})?$/)

/** Either of the tokens that a box enrols with. */
export const joinTokenSchema = z.union(
  [enrollmentTokenSchema, clusterTokenSchema],
  'a token starts with enroll_ or clt_ and was copied incompletely',
)

/** Whether a token is the one that many boxes share. */
export const isClusterToken = (token: string): boolean => token.startsWith('clt_')

/** The two parts of a token; of the second null where it has none. */
export function partsOfToken(token: string): { readonly secret: string; readonly authority: Fingerprint | null } {
  const [secret = '', authority = null] = token.split('.')
  return { secret, authority }
}

/** What lets a node speak for itself from then on: `node_` and 43 characters of base64url. Shown once, in the answer. */
export const nodeCredentialSchema = z.string().regex(/^node_[A-Za-z0-9_-]{43}$/, 'a node credential starts with node_')

/** A node's certificate, and those of all authorities that are trusted, the one that signs first; all PEM. */
export const nodeCertificateSchema = z.object({
  certificate_pem: pemSchema,
  authorities: z.array(pemSchema).min(1).max(MAX_AUTHORITIES),
})
export type NodeCertificate = z.infer<typeof nodeCertificateSchema>

export const enrollmentRequestSchema = z.object({
  token: joinTokenSchema,
  /** Wished name; the same name with the same relay fingerprint enrols the same node again. */
  name: nodeNameSchema,
  region: z.string().min(1).max(64).nullable(),
  version: z.string().max(64),
  relay_fingerprint: fingerprintSchema,
  /** PKCS #10 (RFC 2986), PEM: for the key of the certificate that `relay_fingerprint` is of. Absent: a node of a version that has none. */
  certificate_request: pemSchema.optional(),
})
export type EnrollmentRequest = z.infer<typeof enrollmentRequestSchema>

export const enrollmentAnswerSchema = z.object({
  node_id: nodeIdSchema,
  cluster_id: clusterIdSchema,
  name: nodeNameSchema,
  credential: nodeCredentialSchema,
  /** What the node proves itself with from then on, where it asked for it. */
  certificate: nodeCertificateSchema.optional(),
})
export type EnrollmentAnswer = z.infer<typeof enrollmentAnswerSchema>

/** From where, and under which names, a token may be used. */
export const enrollmentBoundsSchema = z.object({
  /** Networks, as CIDR, that the box may come from; null: from anywhere. */
  networks: z
    .array(z.union([z.cidrv4(), z.cidrv6()], 'a network as CIDR, for example 10.0.0.0/8 or 192.0.2.7/32'))
    .min(1)
    .max(16)
    .nullable()
    .default(null),
  /** The node's name, or the beginning of one with a star behind it (`edge-*`); null: any. */
  node_names: z
    .string()
    .max(64)
    .regex(/^[A-Za-z0-9._-]+\*?$/, 'a name, or the beginning of one with a * behind it: edge-*')
    .nullable()
    .default(null),
})

/** An enrollment token as the API lists it; its value is shown once, when it is made. */
export const enrollmentTokenInfoSchema = z.object({
  id: z.uuid(),
  /** First characters of the token, to tell one from another. */
  prefix: z.string(),
  cluster_id: clusterIdSchema,
  name: z.string().nullable(),
  usage_limit: z.number().int().positive(),
  usage_count: z.number().int().nonnegative(),
  created_by: z.string(),
  created_at: timestampSchema,
  expires_at: timestampSchema,
  revoked_at: timestampSchema.nullable(),
  ...enrollmentBoundsSchema.shape,
  state: z.enum(['active', 'consumed', 'expired', 'revoked']),
})
export type EnrollmentTokenInfo = z.infer<typeof enrollmentTokenInfoSchema>
