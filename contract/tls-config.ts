import { z } from 'zod'
import { durationSchema } from './duration.ts'

/** A name that an authority can sign: at least two labels, the first of them `*` where all below are meant. */
const dnsName = z
  .string()
  .regex(
    /^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i,
    'a DNS name such as origin.example.com',
  )
/** `host`, `host:port` or `[ipv6]:port`. */
const dnsServer = z
  .string()
  .regex(
    /^(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i,
    'the address of a DNS server, with :port where it is not 53',
  )
const base64 = z.string().regex(/^[A-Za-z0-9+/]{8,}={0,2}$/, 'a secret in base64, as tsig-keygen prints it')

const tlsFields = z.strictObject({
  /** Where the certificate comes from; for names that it is not for, the own authority's is shown in every mode but `off`. */
  mode: z.enum(['off', 'own', 'files', 'acme']).default('own'),
  /** PEM files, for the mode `files`. */
  certificate: z.string().min(1).optional(),
  key: z.string().min(1).optional(),
  /**
   * What becomes of who comes from another machine without TLS; `redirect` sends pages on and takes programs, nodes among them. Not set, it
   * is `allow` with certificates of the own authority, which browsers know only once they were told, and `redirect` with others.
   */
  http: z.enum(['allow', 'redirect', 'refuse']).optional(),
  /** How long browsers shall come by https alone, to every port of this name; only with a certificate that all of them trust. */
  hsts: durationSchema.prefault('0s'),
  /** The authority that signs, by its directory, and PEM of who signed the directory's own certificate where nobody knows it. */
  acme_directory: z
    .url({ protocol: /^https$/, error: 'the https:// URL of the directory of an ACME authority' })
    .default('https://acme-v02.api.letsencrypt.org/directory'),
  acme_ca: z.string().min(1).optional(),
  /** Whether somebody has read the authority's terms of service and agrees to them. */
  acme_terms_agreed: z.boolean().default(false),
  /** Whom the authority writes to. */
  acme_email: z.email().optional(),
  /** Names on the certificate; none: advertise_host and allowed_hosts, as far as they are DNS names. */
  acme_names: z.array(dnsName).default([]),
  /**
   * Names or addresses that nodes of this cluster are reached by, besides the address that each of them comes from: for these they get
   * certificates. With acme and dns-01 the authority signs the names, and the origin hands key and certificate to the nodes over TLS.
   */
  node_names: z.array(z.union([dnsName, z.ipv4(), z.ipv6()], 'a DNS name or an IP address')).default([]),
  /** How the names are proved. */
  acme_challenge: z.enum(['http-01', 'dns-01']).default('http-01'),
  /** Where http-01 is answered besides the origin's own port, while an order is under way; authorities ask at 80. */
  acme_http_port: z.number().int().min(1).max(65_535).optional(),
  /** What an authority gives to those who have an account there already (external account binding). */
  acme_eab_key_id: z.string().min(1).optional(),
  acme_eab_key: z.string().min(1).optional(),
  /** The primary DNS server of the zone, which takes updates by the key below (RFC 2136, RFC 8945). */
  dns_server: dnsServer.optional(),
  dns_tsig_name: z.string().min(1).optional(),
  dns_tsig_algorithm: z.enum(['hmac-sha256', 'hmac-sha384', 'hmac-sha512']).default('hmac-sha256'),
  dns_tsig_secret: base64.optional(),
  /** How long the other servers of the zone may take to have what the primary one has. */
  dns_wait: durationSchema.prefault('5s'),
})

/** How panel and API prove themselves to browsers and nodes, on the one port that takes HTTP and HTTPS. */
export const tlsSchema = tlsFields.superRefine((tls, context) => {
  for (const { field, message } of tlsContradictions(tls)) {
    context.addIssue({ code: 'custom', path: [field], message })
  }
})
export type TlsConfig = z.infer<typeof tlsFields>

/** What of these settings is missing beside the others, by the field to be mended; none: they fit together. */
export function tlsContradictions(tls: TlsConfig): { readonly field: keyof TlsConfig; readonly message: string }[] {
  const found: { field: keyof TlsConfig; message: string }[] = []
  const wrong = (field: keyof TlsConfig, message: string) => found.push({ field, message })
  if (tls.mode === 'files' && (tls.certificate === undefined || tls.key === undefined)) {
    wrong('certificate', 'tls.mode is files: tls.certificate and tls.key name the PEM files, both of them')
  }
  if (tls.mode !== 'acme') return found
  if (!tls.acme_terms_agreed) {
    wrong(
      'acme_terms_agreed',
      "tls.mode is acme: read the authority's terms of service, and say true here if you agree to them",
    )
  }
  if ((tls.acme_eab_key_id === undefined) !== (tls.acme_eab_key === undefined)) {
    wrong('acme_eab_key', 'tls.acme_eab_key_id and tls.acme_eab_key belong together: set both, or neither')
  }
  if (tls.acme_challenge === 'http-01' && tls.acme_names.some((name) => name.startsWith('*.'))) {
    wrong('acme_names', 'names with * are proved by dns-01 only: set tls.acme_challenge')
  }
  const { dns_server, dns_tsig_name, dns_tsig_secret } = tls
  if (tls.acme_challenge === 'dns-01' && (!dns_server || !dns_tsig_name || !dns_tsig_secret)) {
    wrong(
      'dns_server',
      'tls.acme_challenge is dns-01: tls.dns_server, tls.dns_tsig_name and tls.dns_tsig_secret say where and by which key records are put',
    )
  }
  return found
}
