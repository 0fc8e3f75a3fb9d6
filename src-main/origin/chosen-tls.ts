import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { OriginConfig } from '#contract/config.ts'
import { tlsContradictions } from '#contract/tls-config.ts'
import { CertificateError } from '../certificates/certificate-error.ts'
import { loadCertificateFiles } from '../certificates/certificate-files.ts'
import type { NewActivity } from '../store/activity-log.ts'
import { acmeNames } from './acme-certificates.ts'
import { CHOOSABLE_TLS } from './choosable-settings.ts'
import type { ChosenSettings } from './chosen-settings.ts'

type Judged = Pick<OriginConfig, 'tls' | 'advertise_host' | 'allowed_hosts'>

/** Why an origin could not start with these certificates; null: it can. Orders that fail later do not count: until then another is shown. */
export async function tlsFailure(config: Judged): Promise<string | null> {
  const { tls } = config
  const [wrong] = tlsContradictions(tls)
  if (wrong !== undefined) return `${wrong.message}.`
  const { mode, certificate, key, acme_ca } = tls
  if (mode === 'files' && certificate !== undefined && key !== undefined) {
    try {
      await loadCertificateFiles({ certificate_file: resolve(certificate), key_file: resolve(key) })
    } catch (error) {
      if (!(error instanceof CertificateError)) throw error
      return error.message
    }
  }
  if (mode !== 'acme') return null
  if (acmeNames(config).length === 0) return 'tls.mode is acme, and there is no name that an authority could sign.'
  if (acme_ca === undefined) return null
  return await readFile(resolve(acme_ca)).then(
    () => null,
    (error: Error) => `${acme_ca} cannot be read: ${error.message}. tls.acme_ca names a PEM file.`,
  )
}

/** What was chosen of certificates and cannot come into effect at this start. */
export interface TlsLeftOut {
  readonly left_out: typeof CHOOSABLE_TLS | readonly []
  /** For Activity; null: all is as it was chosen. */
  readonly refusal: NewActivity | null
}

/** Whoever chose certificates that the origin could not start with (a file is gone since) must get back to where they are taken back. */
export async function judgeChosenTls({ config, sourceOf }: ChosenSettings): Promise<TlsLeftOut> {
  const is_chosen = CHOOSABLE_TLS.some((name) => sourceOf(name.split('.')).kind === 'chosen')
  const why = is_chosen ? await tlsFailure(config) : null
  if (why === null) return { left_out: [], refusal: null }
  return {
    left_out: CHOOSABLE_TLS,
    refusal: {
      ...{ type: 'setting.not_in_effect', severity: 'warning', actor: 'origin', node_id: null, stream_path: null },
      message: `What was chosen of tls could not come into effect; the origin started without it. ${why}`,
      data: { setting: 'tls', value: config.tls.mode, why },
    },
  }
}
