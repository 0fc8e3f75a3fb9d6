import { Anchor, Button, Loader } from '@mantine/core'
import { Link } from 'react-router'
import type { SetupState } from '#contract/setup.ts'
import { useLetOthersIn, useRestartedSince } from '../../data/upkeep.ts'
import { CopyField } from '../../parts/copy.tsx'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { Notice } from '../../parts/notice.tsx'
import classes from './screen.module.css'
import { isSetElsewhere } from './set-elsewhere.ts'
import { texts } from './texts.ts'

type Listening = Pick<SetupState['address'], 'listen_host' | 'listen_source'>

/** Says that nobody on another machine comes in, and lets them in: by a click, or by hand where a file, a variable or a flag decides. */
export function OnlyHere({ listen_host, listen_source }: Listening) {
  const open = useLetOthersIn()
  if (open.isSuccess) return <Opening before={open.data.started_at} />
  return (
    <>
      <Notice tone="warn" title={texts.closedTitle}>
        {isSetElsewhere(listen_source) ? (
          <>
            <p>{texts.closedText(listen_host)}</p>
            <CopyField label={texts.closedFile} value={'origin:\n  host: 0.0.0.0'} wrap />
            <CopyField label={texts.closedVariable} value="HEADWATER_ORIGIN_HOST=0.0.0.0" />
          </>
        ) : (
          <>
            <p>{texts.closedByDefault(listen_host)}</p>
            <Button
              variant="default"
              className={classes.letIn ?? ''}
              loading={open.isPending}
              onClick={() => open.mutate()}
            >
              {texts.letIn}
            </Button>
          </>
        )}
      </Notice>
      {open.error !== null && <FailureNotice title={texts.notLetIn} error={open.error} />}
    </>
  )
}

/** Gone when the origin is back and listens to others, because then there is nothing to say any more. */
function Opening({ before }: { readonly before: string }) {
  const isBack = useRestartedSince(before)
  if (!isBack) {
    return (
      <p className={classes.fact} role="status">
        <Loader size="xs" type="dots" /> {texts.lettingIn}
      </p>
    )
  }
  return (
    <Notice tone="bad" alert title={texts.notLetIn}>
      <p>{texts.stayedClosed}</p>
      <Anchor component={Link} to="/activity?kind=setting" size="sm">
        {texts.openActivity}
      </Anchor>
    </Notice>
  )
}
