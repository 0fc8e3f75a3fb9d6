import { resolve } from 'node:path'
import type { Logger } from 'pino'
import type { CertificateState } from '#contract/certificates.ts'
import type { OriginConfig } from '#contract/config.ts'
import type { CertificatesApi } from '../api/features.ts'
import type { PlainHttpOptions } from '../api/plain-http.ts'
import { CertificateError } from '../certificates/certificate-error.ts'
import { CertificateFiles } from '../certificates/certificate-files.ts'
import { OwnCertificate } from '../certificates/own-certificate.ts'
import { ownCertificateKey } from '../certificates/own-certificate-key.ts'
import { ShownCertificates } from '../certificates/shown-certificates.ts'
import type { ActivityLog } from '../store/activity-log.ts'
import type { Store } from '../store/store.ts'
import type { Authority } from '../trust/authority/authority.ts'
import type { DataKey } from '../trust/data-key.ts'
import { acmeCertificates } from './acme-certificates.ts'
import { OriginError } from './origin-error.ts'
import type { OriginMediaCertificates } from './origin-media-certificates.ts'
import { type Named, originNames } from './origin-names.ts'

interface Surroundings {
  readonly store: Store
  readonly data_key: DataKey
  readonly authority: Authority
  readonly media_certificates: OriginMediaCertificates
  readonly activity: ActivityLog
  readonly log: Logger
}

/** The certificates of an origin; what has to be ordered is once the port is open. */
export interface OriginCertificates extends CertificatesApi {
  start(): void
}

/** Comes to certificates in the way that is configured, until `opened` is disposed of. @throws {OriginError} */
export async function openCertificates(
  config: Named & Pick<OriginConfig, 'tls'>,
  surroundings: Surroundings,
  opened: AsyncDisposableStack,
): Promise<OriginCertificates> {
  const { authority, activity, log } = surroundings
  const { tls } = config
  const { rule: http } = plainHttpRule(tls)
  const shown = new ShownCertificates()
  if (tls.mode === 'off') {
    const state = () => ({ mode: tls.mode, http, items: [] })
    return { shown, state, orderNow: null, httpProof: () => undefined, start: () => undefined }
  }

  const key = ownCertificateKey(surroundings.data_key)
  const own = await OwnCertificate.open({ signer: authority, shown, key, names: () => originNames(config), log })
  opened.defer(() => own.stop())
  const trustClients = () => shown.setClientAuthorities(authority.certificates)
  trustClients()
  opened.defer(authority.onChanged(trustClients))
  const files = await openFiles(config, shown, { activity, log })
  if (files !== null) opened.defer(() => files.stop())
  const acme = tls.mode === 'acme' ? await acmeCertificates(config, { ...surroundings, shown }) : null
  for (const certificate of [acme?.origin, acme?.nodes]) {
    if (certificate) opened.defer(() => certificate.stop())
  }
  const sources: readonly { state(): CertificateState }[] = [
    files,
    acme?.origin ?? null,
    acme?.nodes ?? null,
    own,
  ].filter((one) => one !== null)
  return {
    shown,
    state: () => ({ mode: tls.mode, http, items: sources.map((source) => source.state()) }),
    orderNow:
      acme === null
        ? null
        : () => {
            void acme.origin.orderNow()
            void acme.nodes?.orderNow()
          },
    httpProof: (token) => acme?.http_challenges?.answerOf(token),
    start: () => {
      acme?.origin.start()
      acme?.nodes?.start()
    },
  }
}

/** What is done with who comes without TLS, as it is in effect. */
export function plainHttpRule({ mode, http, hsts }: OriginConfig['tls']): Omit<PlainHttpOptions, 'certificates'> {
  return { rule: http ?? (mode === 'own' || mode === 'off' ? 'allow' : 'redirect'), hsts_ms: hsts }
}

async function openFiles(
  { tls }: Pick<OriginConfig, 'tls'>,
  shown: ShownCertificates,
  { activity, log }: Pick<Surroundings, 'activity' | 'log'>,
): Promise<CertificateFiles | null> {
  const { mode, certificate, key } = tls
  if (mode !== 'files' || certificate === undefined || key === undefined) return null
  return await CertificateFiles.open({
    ...{ certificate_file: resolve(certificate), key_file: resolve(key), shown, log },
    onLooked: ({ problem }) =>
      activity.record({
        type: problem === null ? 'certificate.changed' : 'certificate.not_changed',
        severity: problem === null ? 'info' : 'error',
        actor: 'origin',
        node_id: null,
        stream_path: null,
        message: problem ?? `New connections get the new certificate of ${certificate}.`,
        data: { source: 'files', valid_until: shown.of('files')?.valid_until ?? null },
      }),
  }).catch((error: unknown) => {
    if (!(error instanceof CertificateError)) throw error
    throw new OriginError('bad_certificate', error.message, null, { cause: error })
  })
}
