import { Anchor, Button, Loader } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useEffect } from 'react'
import type { Setting } from '#contract/settings.ts'
import { useRestartedSince, useRestartOrigin } from '../../../data/upkeep.ts'
import { FailureNotice } from '../../../parts/failure-notice.tsx'
import { Notice } from '../../../parts/notice.tsx'
import { nextAddress } from './next-address.ts'
import classes from './section.module.css'
import { texts } from './texts.ts'

/** What was chosen and is not in effect yet, and the restart that brings it there. Nothing where nothing waits. */
export function WaitingPart({ settings }: { readonly settings: readonly Setting[] }) {
  const waiting = settings.filter(({ choice }) => choice?.waits === true)
  const restart = useRestartOrigin()
  const there = nextAddress(settings, new URL(window.location.href))
  if (restart.isSuccess) {
    return <Restarting before={restart.data.started_at} there={there} onBack={restart.reset} />
  }
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
        {there !== null && <p>{texts.willBeAt(there)}</p>}
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

interface RestartingProps {
  readonly before: string
  /** Where the panel will be; null: where it is. */
  readonly there: string | null
  readonly onBack: () => void
}

function Restarting({ before, there, onBack }: RestartingProps) {
  const isBack = useRestartedSince(before)
  useEffect(() => {
    if (!isBack) return
    notifications.show({ message: texts.restarted })
    onBack()
  }, [isBack, onBack])
  return (
    <div className={classes.restarting} role="status">
      <Loader size="xs" type="dots" /> {texts.restarting}
      {there !== null && (
        <Anchor href={there} size="sm">
          {texts.openThere(there)}
        </Anchor>
      )}
    </div>
  )
}
