import { Skeleton } from '@mantine/core'
import { useNotifications } from '../../../data/alerts.ts'
import { FailureNotice } from '../../../parts/failure-notice.tsx'
import { Page } from '../../../parts/page.tsx'
import about from '../about.module.css'
import { AlertsPart } from './alerts-part.tsx'
import { ChannelsPart } from './channels-part.tsx'
import { ComputerPart } from './computer-part.tsx'
import { DeliveriesPart } from './deliveries-part.tsx'
import { RulesPart } from './rules-part.tsx'
import { SilencesPart } from './silences-part.tsx'
import { texts } from './texts.ts'

/** What is the matter, who is told of it and how, and what was sent. */
export function Component() {
  const { data, error, refetch } = useNotifications()
  return (
    <Page title={texts.title}>
      <p className={about.about}>{texts.about}</p>
      <AlertsPart />
      {data !== undefined && (
        <>
          <ChannelsPart channels={data.channels} />
          <ComputerPart />
          <RulesPart rules={data.rules} />
          <SilencesPart silences={data.silences} />
          <DeliveriesPart channels={data.channels} />
        </>
      )}
      {data === undefined &&
        (error === null ? (
          <Skeleton h={420} radius="md" />
        ) : (
          <FailureNotice title={texts.failed} error={error} onRetry={() => void refetch()} />
        ))}
    </Page>
  )
}
