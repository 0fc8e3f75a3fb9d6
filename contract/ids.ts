import { z } from 'zod'

/** Identifier of one node-runtime installation; minted by the origin when the node enrols, kept on the node's disk. */
export const nodeIdSchema = z.uuid().brand<'NodeId'>()
export type NodeId = z.infer<typeof nodeIdSchema>

/** Slug of a cluster, chosen once: lower-case letters, digits and dashes, 1 to 63 characters. */
export const clusterIdSchema = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'lower-case letters, digits and dashes, 1 to 63 characters')
  .brand<'ClusterId'>()
export type ClusterId = z.infer<typeof clusterIdSchema>

/** Identifier of one live publication of a stream, minted by the node that took the publisher. */
export const sessionIdSchema = z.uuid().brand<'SessionId'>()
export type SessionId = z.infer<typeof sessionIdSchema>

/** Identifier of one relay: one node pulling one stream from another. Minted by the pulling node. */
export const relayIdSchema = z.uuid().brand<'RelayId'>()
export type RelayId = z.infer<typeof relayIdSchema>

const pathSegment = '[A-Za-z0-9_-][A-Za-z0-9._~-]{0,127}'

/**
 * Path of a stream, `app/name`, without a leading slash. Each of the two segments has 1 to 128 characters of
 * `A-Z a-z 0-9 . _ ~ -` and does not start with a dot, so that it can stand in a URL and in a file name unchanged.
 */
export const streamPathSchema = z
  .string()
  .regex(
    new RegExp(`^${pathSegment}/${pathSegment}$`),
    'a stream path is app/name; each part 1 to 128 letters, digits, dots, dashes or underscores',
  )
  .brand<'StreamPath'>()
export type StreamPath = z.infer<typeof streamPathSchema>

/** Name of a node as people read it; unique within its cluster. */
export const nodeNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'letters, digits, dots, dashes and underscores, 1 to 64 characters')

/** A point in time as RFC 3339 in UTC, for example `2026-11-21T07:30:00.000Z`. */
export const timestampSchema = z.iso.datetime()
export type Timestamp = z.infer<typeof timestampSchema>

/** A SHA-256 of a certificate in DER, as 64 lower-case hexadecimal digits. */
export const fingerprintSchema = z.string().regex(/^[0-9a-f]{64}$/, '64 lower-case hexadecimal digits')
export type Fingerprint = z.infer<typeof fingerprintSchema>

/** A TCP port that something listens on. */
export const portSchema = z.number().int().min(1).max(65_535)

/** A certificate or a request for one, as PEM (RFC 7468). */
export const pemSchema = z
  .string()
  .max(4096)
  .regex(/^-----BEGIN [A-Z ]+-----/, 'PEM text begins with -----BEGIN')

/** Authorities that are trusted at the same time, at most. */
export const MAX_AUTHORITIES = 8
