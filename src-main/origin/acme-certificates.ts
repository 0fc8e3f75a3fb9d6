import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import type { Logger } from 'pino'
import type { ShownCertificate } from '#contract/certificates.ts'
import type { OriginConfig } from '#contract/config.ts'
import type { TlsConfig } from '#contract/tls-config.ts'
import { AcmeCertificate } from '../certificates/acme/acme-certificate.ts'
import { newAccountKey, orderCertificate } from '../certificates/acme/acme-order.ts'
import { AcmeRows, type AcmeSeal } from '../certificates/acme/acme-rows.ts'
import { type ChallengeSolver, DnsChallenges, HttpChallenges } from '../certificates/acme/challenges.ts'
import { type CertificatePair, describeCertificate } from '../certificates/certificate-pair.ts'
import { DnsServer } from '../certificates/dns/dns-server.ts'
import type { ShownCertificates } from '../certificates/shown-certificates.ts'
import type { ActivityLog } from '../store/activity-log.ts'
import type { Store } from '../store/store.ts'
import { OriginError } from './origin-error.ts'
import type { OriginMediaCertificates } from './origin-media-certificates.ts'

interface Surroundings {
  readonly store: Store
  readonly data_key: AcmeSeal
  readonly shown: ShownCertificates
  readonly media_certificates: OriginMediaCertificates
  readonly activity: ActivityLog
  readonly log: Logger
}

/** What is ordered by ACME, and where its proofs over HTTP are. */
export interface AcmeCertificates {
  readonly origin: AcmeCertificate
  /** For the names of nodes; null: none are proved, or none are set. */
  readonly nodes: AcmeCertificate | null
  readonly http_challenges: HttpChallenges | null
}

type Wanted = Pick<OriginConfig, 'tls' | 'host' | 'advertise_host' | 'allowed_hosts'>

/** The names that an authority shall sign. */
export function acmeNames({ tls, advertise_host, allowed_hosts }: Omit<Wanted, 'host'>): string[] {
  const names = tls.acme_names.length > 0 ? tls.acme_names : [advertise_host ?? '', ...allowed_hosts]
  return [...new Set(names.map((name) => name.toLowerCase()))].filter((name) => isIP(name) === 0 && name.includes('.'))
}

/** The order of a certificate by ACME as it is configured; {@link AcmeCertificate.start} begins it. @throws {OriginError} */
export async function acmeCertificates(config: Wanted, surroundings: Surroundings): Promise<AcmeCertificates> {
  const { tls } = config
  const { store, data_key, shown, media_certificates, activity, log } = surroundings
  const names = acmeNames(config)
  if (names.length === 0) {
    const text = 'tls.mode is acme, but there is no name that an authority could sign.'
    throw new OriginError('bad_certificate', text, 'Set advertise_host or tls.acme_names to a DNS name.')
  }
  const authority = {
    directory_url: tls.acme_directory,
    ca_pem: tls.acme_ca === undefined ? null : await readAuthority(tls.acme_ca),
    email: tls.acme_email ?? null,
    binding:
      tls.acme_eab_key_id === undefined || tls.acme_eab_key === undefined
        ? null
        : { key_id: tls.acme_eab_key_id, hmac_key: tls.acme_eab_key },
  }
  const solver = solverOf(config, log)
  // The library that orders has one HTTP client.
  let before: Promise<unknown> = Promise.resolve()
  const inTurn = (order: () => Promise<CertificatePair>): Promise<CertificatePair> => {
    const mine = before.then(order)
    before = mine.catch(() => undefined)
    return mine
  }
  const rows = new AcmeRows(store, data_key)
  const ordered = (
    id: 'origin' | 'nodes',
    of: readonly string[],
    onCertificate: (pair: CertificatePair) => ShownCertificate,
  ) =>
    new AcmeCertificate({
      ...{ id, names: of, rows, newAccountKey, onCertificate, log },
      wish: JSON.stringify([of, wishOf(tls)]),
      account: [tls.acme_directory, tls.acme_email ?? '', tls.acme_eab_key_id ?? ''].join(' '),
      order: (wish) =>
        inTurn(async () => orderCertificate({ ...wish, account: await wish.account(), authority, solver })),
      onOrdered: ({ problem }) =>
        activity.record({
          type: problem === null ? 'certificate.changed' : 'certificate.not_changed',
          severity: problem === null ? 'info' : 'error',
          actor: 'origin',
          node_id: null,
          stream_path: null,
          message: problem ?? `New connections get a new certificate for ${of.join(', ')}.`,
          data: { source: 'acme', names: [...of] },
        }),
    })
  const node_names = tls.node_names.filter((name) => isIP(name) === 0)
  return {
    origin: ordered('origin', names, (pair) => shown.show('acme', pair)),
    nodes:
      node_names.length === 0 || tls.acme_challenge === 'http-01'
        ? null
        : ordered('nodes', node_names, (pair) => {
            media_certificates.handOver(pair)
            return describeCertificate(pair)
          }),
    http_challenges: solver instanceof HttpChallenges ? solver : null,
  }
}

/** Whatever may have been wrong when an order failed. */
function wishOf(tls: TlsConfig): unknown {
  const { acme_directory, acme_challenge, acme_http_port, dns_server, dns_tsig_name, dns_tsig_algorithm } = tls
  const secret = createHash('sha256')
    .update(tls.dns_tsig_secret ?? '')
    .digest('hex')
    .slice(0, 8)
  const dns = [dns_server ?? null, dns_tsig_name ?? null, dns_tsig_algorithm, secret]
  return [acme_directory, acme_challenge, acme_http_port ?? null, dns]
}

function solverOf({ tls, host }: Pick<Wanted, 'tls' | 'host'>, log: Logger): ChallengeSolver {
  const { acme_challenge, acme_http_port, dns_server, dns_tsig_name, dns_tsig_algorithm, dns_tsig_secret } = tls
  if (acme_challenge === 'http-01') {
    return new HttpChallenges(acme_http_port === undefined ? null : { host, port: acme_http_port }, log)
  }
  // The schema has seen to it that they are there.
  const key = {
    name: dns_tsig_name ?? '',
    algorithm: dns_tsig_algorithm,
    secret: Buffer.from(dns_tsig_secret ?? '', 'base64'),
  }
  return new DnsChallenges(new DnsServer({ ...placeOf(dns_server ?? ''), key }), tls.dns_wait)
}

function placeOf(server: string): { host: string; port: number } {
  const [, bracketed, name = '', port] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(server) ?? []
  return { host: bracketed ?? name, port: Number(port ?? 53) }
}

async function readAuthority(file: string): Promise<string> {
  return await readFile(resolve(file), 'utf8').catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error)
    const text = `${file} cannot be read: ${reason}.`
    throw new OriginError('bad_certificate', text, 'tls.acme_ca names a PEM file.', { cause: error })
  })
}
