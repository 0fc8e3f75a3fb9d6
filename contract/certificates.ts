import { z } from 'zod'

/** Where a certificate comes from: the installation's own authority, two files that somebody renews, or an authority that speaks ACME. */
export const certificateSourceSchema = z.enum(['own', 'files', 'acme'])
export type CertificateSource = z.infer<typeof certificateSourceSchema>

/** A certificate as it is shown to whoever connects. */
export const shownCertificateSchema = z.object({
  /** DNS names and addresses that it is for. */
  names: z.array(z.string()),
  /** Who signed it. */
  issuer: z.string(),
  valid_from: z.string(),
  valid_until: z.string(),
  /** SHA-256 of its DER form, in lower-case hex. */
  fingerprint: z.string(),
  /** SHA-256 of its public key (SubjectPublicKeyInfo), base64: what `curl --pinnedpubkey sha256//` takes (RFC 7469 2.4). */
  key_pin: z.string(),
  /** Whether browsers trust who signed it without having been told to. */
  publicly_trusted: z.boolean(),
})
export type ShownCertificate = z.infer<typeof shownCertificateSchema>

/** One way by which this origin comes to a certificate, and how that goes. */
export const certificateStateSchema = z.object({
  source: certificateSourceSchema,
  /** Who shows it: the port of panel and API, or the media ports of nodes. */
  shown_by: z.enum(['origin', 'nodes']),
  /** Null: there is none yet. */
  certificate: shownCertificateSchema.nullable(),
  /** What went wrong last, in plain words and with what to do; null: nothing is wrong. */
  problem: z.string().nullable(),
  /** When it is looked at or asked for next; null: when something changes. */
  next_try_at: z.string().nullable(),
})
export type CertificateState = z.infer<typeof certificateStateSchema>

/** How the port of panel and API proves itself. */
export const certificatesSchema = z.object({
  /** As `tls.mode`. */
  mode: z.enum(['off', 'own', 'files', 'acme']),
  /** As `tls.http`: what becomes of who comes without TLS, from other machines. */
  http: z.enum(['allow', 'redirect', 'refuse']),
  items: z.array(certificateStateSchema),
})
export type Certificates = z.infer<typeof certificatesSchema>
