import { Skeleton } from '@mantine/core'
import IconCertificate from '@tabler/icons-react/dist/esm/icons/IconCertificate.mjs'
import type { CertificateState, Certificates } from '#contract/certificates.ts'
import { useRole } from '../../../data/queries.ts'
import { useCertificates } from '../../../data/trust.ts'
import { certificateLook } from '../../../parts/certificate-look.ts'
import { CopyField } from '../../../parts/copy.tsx'
import { Definition, Definitions } from '../../../parts/definition.tsx'
import { EmptyState } from '../../../parts/empty-state.tsx'
import { FailureNotice } from '../../../parts/failure-notice.tsx'
import { formatDateTime } from '../../../parts/format.ts'
import { LookBadge } from '../../../parts/look-badge.tsx'
import { Notice } from '../../../parts/notice.tsx'
import { Page } from '../../../parts/page.tsx'
import { Surface } from '../../../parts/surface.tsx'
import { useNow } from '../../../parts/use-now.ts'
import about from '../about.module.css'
import { AuthorityPart } from './authority-part.tsx'
import classes from './section.module.css'
import { texts } from './texts.ts'
import { ChangeTls, TlsWaiting } from './tls-part.tsx'

/** What the origin's port proves itself with, until when, and how the next one is coming along. */
export function Component() {
  const certificates = useCertificates()
  return (
    <Page title={texts.title}>
      {certificates.data === undefined &&
        (certificates.error === null ? (
          <Skeleton h={320} radius="md" />
        ) : (
          <FailureNotice title={texts.failed} error={certificates.error} onRetry={() => void certificates.refetch()} />
        ))}
      {certificates.data !== undefined && <Parts certificates={certificates.data} />}
      <AuthorityPart />
    </Page>
  )
}

function Parts({ certificates: { mode, http, items } }: { readonly certificates: Certificates }) {
  const is_owner = useRole() === 'owner'
  return (
    <>
      {is_owner && <TlsWaiting />}
      <Surface title={texts.how}>
        <dl className={classes.ways}>
          <Definition name={texts.mode}>{texts.modeOf(mode)}</Definition>
          {mode !== 'off' && <Definition name={texts.http}>{texts.httpOf(http)}</Definition>}
        </dl>
        {is_owner ? <ChangeTls /> : <p className={`${about.about} ${classes.set}`}>{texts.setBy}</p>}
      </Surface>
      {items.length === 0 && (
        <EmptyState icon={<IconCertificate size={22} />} title={texts.nothing} text={texts.nothingText} />
      )}
      {items.map((item) => (
        <CertificatePart key={`${item.source} ${item.shown_by}`} item={item} />
      ))}
    </>
  )
}

function CertificatePart({ item }: { readonly item: CertificateState }) {
  const now = useNow()
  const { source, shown_by, certificate, problem, next_try_at } = item
  return (
    <Surface title={texts.titleOf(source, shown_by)} aside={<LookBadge look={certificateLook(item, now)} />}>
      <div className={classes.parts}>
        {problem !== null && (
          <Notice tone={certificate === null ? 'bad' : 'warn'} title={texts.problem}>
            <p lang="en">{problem}</p>
          </Notice>
        )}
        {certificate === null ? (
          <p className={about.about}>{texts.noneYet}</p>
        ) : (
          <>
            <Definitions>
              <Definition name={texts.validUntil}>{formatDateTime(certificate.valid_until)}</Definition>
              <Definition name={texts.validFrom}>{formatDateTime(certificate.valid_from)}</Definition>
              <Definition name={texts.issuer}>{certificate.issuer}</Definition>
              <Definition name={texts.browsers}>
                {certificate.publicly_trusted ? texts.trusted : texts.untrusted}
              </Definition>
            </Definitions>
            <Definitions>
              <Definition name={texts.names}>{certificate.names.join(', ')}</Definition>
            </Definitions>
            <CopyField label={texts.fingerprint} value={certificate.fingerprint} />
          </>
        )}
        {next_try_at !== null && <p className={about.about}>{texts.nextTry(formatDateTime(next_try_at))}</p>}
      </div>
    </Surface>
  )
}
