import { Button, Loader } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useEffect } from 'react'
import type { Setting } from '#contract/settings.ts'
import { useRestartedSince, useRestartOrigin } from '../../../data/upkeep.ts'
import { FailureNotice } from '../../../parts/failure-notice.tsx'
import { Notice } from '../../../parts/notice.tsx'
import classes from './section.module.css'
import { texts } from './texts.ts'

/** What was chosen and is not in effect yet, and the restart that brings it there. Nothing where nothing waits. */
export function WaitingPart({ settings }: { readonly settings: readonly Setting[] }) {
  const waiting = settings.filter(({ choice }) => choice?.waits === true)
  const restart = useRestartOrigin()
  if (restart.isSuccess) return <Restarting before={restart.data.started_at} onBack={restart.reset} />
  if (waiting.length === 0) return null
  return (
    <>
      <Notice tone="warn" title={texts.waitTitle(waiting.length)}>
        <ul className={classes.waiting}>
          {waiting.map(({ name }) => (
            <li key={name}>
              <code>{name}</code>
            </li>
          ))}
        </ul>
        <p>{texts.waitText}</p>
        <Button
          size="compact-sm"
          variant="default"
          className={classes.restart ?? ''}
          loading={restart.isPending}
          onClick={() => restart.mutate()}
        >
          {texts.restart}
        </Button>
      </Notice>
      {restart.error !== null && <FailureNotice title={texts.restartFailed} error={restart.error} />}
    </>
  )
}

function Restarting({ before, onBack }: { readonly before: string; readonly onBack: () => void }) {
  const isBack = useRestartedSince(before)
  useEffect(() => {
    if (!isBack) return
    notifications.show({ message: texts.restarted })
    onBack()
  }, [isBack, onBack])
  return (
    <div className={classes.restarting} role="status">
      <Loader size="xs" type="dots" /> {texts.restarting}
    </div>
  )
}
