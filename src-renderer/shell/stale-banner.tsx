import { Button } from '@mantine/core'
import IconAlertTriangle from '@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs'
import { useConnection, useOutdated } from '../data/live-context.tsx'
import { formatDuration, formatTime } from '../parts/format.ts'
import { useLocalNow } from '../parts/use-now.ts'
import classes from './stale-banner.module.css'
import { texts } from './texts.ts'

/** Says that the origin was upgraded under the open panel; nothing while both are of one version. */
export function OutdatedBanner() {
  if (!useOutdated()) return null
  return (
    <div className={classes.banner}>
      <IconAlertTriangle size={18} aria-hidden="true" className={classes.icon} />
      <p className={classes.text}>
        <strong>{texts.outdatedTitle}</strong> {texts.outdatedText}{' '}
        <Button size="compact-xs" variant="default" onClick={() => window.location.reload()}>
          {texts.reload}
        </Button>
      </p>
    </div>
  )
}

/** Says over every screen that what it shows is old, and how old; nothing while the origin is heard. */
export function StaleBanner() {
  const connection = useConnection()
  if (connection.status !== 'away') return null
  return <Banner since={connection.since} />
}

function Banner({ since }: { readonly since: number }) {
  const now = useLocalNow()
  return (
    <div className={classes.banner}>
      <IconAlertTriangle size={18} aria-hidden="true" className={classes.icon} />
      <p className={classes.text}>
        <strong>{texts.staleTitle(formatDuration(now - since))}</strong> {texts.staleText(formatTime(since))}
      </p>
    </div>
  )
}
