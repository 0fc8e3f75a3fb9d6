import { resolve } from 'node:path'
import type { Logger } from 'pino'
import type { TlsConfig } from '#contract/config.ts'
import type { CertificatesApi } from '../api/features.ts'
import { CertificateError } from '../certificates/certificate-error.ts'
import { CertificateFiles } from '../certificates/certificate-files.ts'
import { ShownCertificates } from '../certificates/shown-certificates.ts'
import type { ActivityLog } from '../store/activity-log.ts'
import { OriginError } from './origin-error.ts'

/** What comes to certificates in the way that is configured, until its owner disposes of `opened`. @throws {OriginError} */
export async function openCertificates(
  tls: TlsConfig,
  { activity, log }: { readonly activity: ActivityLog; readonly log: Logger },
  opened: AsyncDisposableStack,
): Promise<CertificatesApi> {
  const shown = new ShownCertificates()
  const { mode, http, certificate, key } = tls
  if (mode !== 'files' || certificate === undefined || key === undefined) {
    return { shown, state: () => ({ mode, http, items: [] }) }
  }
  const files = await CertificateFiles.open({
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
  opened.defer(() => files.stop())
  return { shown, state: () => ({ mode, http, items: [files.state()] }) }
}
