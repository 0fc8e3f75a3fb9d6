import { z } from 'zod'
import { fingerprintSchema, portSchema } from './ids.ts'

/**
 * A node and its QUIC sidecar: the small program on Bun that carries relays over QUIC, because Node has none. The node
 * starts it and writes lines of JSON to its standard input; the sidecar answers with lines on its standard output and
 * ends when its input does. The bytes of each relay go over a connection of their own, which the sidecar dials to the
 * node's Unix socket (a named pipe on Windows) and begins with one line, {@link sidecarLinkHeadSchema}; what follows is
 * the relay's own framing in both directions.
 */
export const SIDECAR_MAX_LINE_BYTES = 64 * 1024

/** What the node says. */
export const sidecarOrderSchema = z.discriminatedUnion('do', [
  /** First, and once. */
  z.object({
    do: z.literal('start'),
    /** Every link begins with it: nobody else's connection is taken for the sidecar's. */
    token: z.string().min(32),
    socket_path: z.string().min(1),
    key_pem: z.string(),
    certificate_pem: z.string(),
    /** Of the authority, for the same key; null: there is none. */
    vouched_pem: z.string().nullable(),
    /** IP address and UDP port to serve relays on; port 0 takes any free one. */
    address: z.string().min(1),
    port: z.number().int().min(0).max(65_535),
  }),
  /** This is the certificate of the authority from now on; connections that are open go on. */
  z.object({ do: z.literal('renew'), vouched_pem: z.string().nullable() }),
  /** Open a stream to this node, and a link for it. */
  z.object({
    do: z.literal('dial'),
    link: z.uuid(),
    /** An IP address. */
    address: z.string().min(1),
    port: portSchema,
    /** The only certificate that the other side may show. */
    fingerprint: fingerprintSchema,
  }),
])
export type SidecarOrder = z.infer<typeof sidecarOrderSchema>

/** What the sidecar says. */
export const sidecarWordSchema = z.discriminatedUnion('said', [
  z.object({ said: z.literal('listening'), port: portSchema }),
  /** It has not got the port, and ends. */
  z.object({ said: z.literal('unavailable'), reason: z.string() }),
  z.object({
    said: z.literal('dial_failed'),
    link: z.uuid(),
    code: z.enum(['unreachable', 'wrong_certificate']),
    reason: z.string(),
  }),
  z.object({ said: z.literal('log'), level: z.enum(['debug', 'warn']), event: z.string(), message: z.string() }),
])
export type SidecarWord = z.infer<typeof sidecarWordSchema>

/** First line of a link. */
export const sidecarLinkHeadSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('dialled'),
    token: z.string(),
    link: z.uuid(),
    /** The certificate of an authority that the source has for the key it proved, in DER, base64; null: it named none. Not judged yet. */
    vouched: z.base64().max(8192).nullable(),
  }),
  /** A puller that proved the key of this certificate (DER, base64), from this address. Whose it is is not judged yet. */
  z.object({
    kind: z.literal('accepted'),
    token: z.string(),
    certificate: z.base64().max(8192),
    address: z.string(),
  }),
])
export type SidecarLinkHead = z.infer<typeof sidecarLinkHeadSchema>
