import { Anchor } from '@mantine/core'
import IconAlertTriangle from '@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs'
import { Link } from 'react-router'
import { useCluster } from '../data/queries.ts'
import { useCertificates } from '../data/trust.ts'
import { certificateWarning } from '../parts/certificate-look.ts'
import { useNow } from '../parts/use-now.ts'
import classes from './stale-banner.module.css'
import { texts } from './texts.ts'

interface BannerProps {
  readonly tone: 'warn' | 'bad'
  readonly title: string
  readonly text: string
  /** The text is the origin's, and so in English. */
  readonly by_origin: boolean
  readonly to: string
  readonly more: string
}

/** Says over every screen that the origin's disk is running out of room; nothing while it has some. */
export function StorageBanner() {
  const storage = useCluster().data?.storage
  if (storage === undefined || storage.state === 'ok') return null
  const tone = storage.state === 'low' ? 'warn' : 'bad'
  return (
    <Banner
      tone={tone}
      title={texts.storageTitles[storage.state]}
      text={storage.detail}
      by_origin
      to="/settings/cluster"
      more={texts.storageMore}
    />
  )
}

/** Says over every screen that a certificate has ended, or will unless somebody does something. */
export function CertificateBanner() {
  const { data: certificates } = useCertificates()
  const now = useNow()
  const warning = certificates === undefined ? null : certificateWarning(certificates, now)
  if (warning === null) return null
  return <Banner {...warning} to="/settings/certificates" more={texts.certificatesMore} />
}

function Banner({ tone, title, text, by_origin, to, more }: BannerProps) {
  return (
    <div className={classes.banner} data-tone={tone} role="status">
      <IconAlertTriangle size={18} aria-hidden="true" className={classes.icon} />
      <p className={classes.text}>
        <strong>{title}</strong> <span lang={by_origin ? 'en' : undefined}>{text}</span>{' '}
        <Anchor component={Link} to={to} underline="always">
          {more}
        </Anchor>
      </p>
    </div>
  )
}
