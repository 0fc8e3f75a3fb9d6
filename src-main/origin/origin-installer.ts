import type { Logger } from 'pino'
import type { OriginConfig } from '#contract/config.ts'
import type { CertificatesApi } from '../api/features.ts'
import { Installer, type InstallerArtifacts } from '../provisioning/installer/installer.ts'
import type { Authority } from '../trust/authority/authority.ts'

/** The one-line installer of this origin. */
export function originInstaller(parts: {
  readonly tls: OriginConfig['tls']
  readonly version: string
  readonly artifacts: InstallerArtifacts
  readonly joinUrl: () => string
  /** What other machines call this one; null where none can come in. */
  readonly outside_host: () => string | null
  readonly certificates: Pick<CertificatesApi, 'shown'>
  readonly authority: Pick<Authority, 'fingerprint'>
  readonly log: Logger
}): Installer {
  const { tls, version, artifacts, joinUrl, outside_host, certificates, authority, log } = parts
  return new Installer({
    ...{ version, artifacts, joinUrl },
    get reachable_from_outside() {
      return outside_host() !== null
    },
    authority: () => (tls.mode === 'off' ? null : authority.fingerprint),
    shownFor: (name) => certificates.shown.shownFor(name),
    onMissing: (error) =>
      log.warn(
        { event: 'installer.file_missing', err: error },
        'the one-line installer lacks a file that boxes download',
      ),
  })
}
