import { Skeleton } from '@mantine/core'
import IconUserOff from '@tabler/icons-react/dist/esm/icons/IconUserOff.mjs'
import { useAccount } from '../../data/account.ts'
import { useSession } from '../../data/queries.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { Page } from '../../parts/page.tsx'
import { NamePart } from './name-part.tsx'
import { PasskeysPart } from './passkeys-part.tsx'
import { PasswordPart } from './password-part.tsx'
import classes from './screen.module.css'
import { SecondFactorPart } from './second-factor-part.tsx'
import { SessionsPart } from './sessions-part.tsx'
import { texts } from './texts.ts'

/** Oneself: how one is called, how one signs in, and where one is signed in. */
export function Component() {
  const { data: session } = useSession()
  const is_operator = session?.by === 'session'
  const account = useAccount(is_operator)
  if (session !== undefined && !is_operator) {
    return (
      <Page title={texts.title}>
        <EmptyState icon={<IconUserOff size={22} />} title={texts.notYours} text={texts.notYoursText} />
      </Page>
    )
  }
  return (
    <Page title={texts.title}>
      {account.data === undefined ? (
        account.error === null ? (
          <Skeleton h={420} radius="md" />
        ) : (
          <FailureNotice title={texts.failed} error={account.error} onRetry={() => void account.refetch()} />
        )
      ) : (
        <div className={classes.parts}>
          <NamePart key={account.data.name} account={account.data} />
          <PasswordPart account={account.data} />
          <SecondFactorPart account={account.data} />
          <PasskeysPart />
          <SessionsPart />
        </div>
      )}
    </Page>
  )
}
