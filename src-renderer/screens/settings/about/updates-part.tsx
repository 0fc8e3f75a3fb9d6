import { Button, Checkbox, Progress } from '@mantine/core'
import type { DesktopCommand, DesktopState, UpdateState } from '#contract/desktop.ts'
import { useDesktopCommand } from '../../../data/desktop.ts'
import { formatDateTime } from '../../../parts/format.ts'
import { Notice } from '../../../parts/notice.tsx'
import { Surface } from '../../../parts/surface.tsx'
import about from '../about.module.css'
import classes from './section.module.css'
import { texts } from './texts.ts'

type Ask = (command: DesktopCommand) => void

/** Where the desktop app is with a newer version of itself, and what can be done about it. */
export function UpdatesPart({ state }: { readonly state: DesktopState }) {
  const { ask, refused } = useDesktopCommand()
  const { update, update_waits, checks_for_updates, language } = state
  if (update.kind === 'none') {
    return (
      <Surface title={texts.updates} aside={texts.none}>
        <p className={about.about} lang={language}>
          {update.why}
        </p>
      </Surface>
    )
  }
  const wants_quiet = update.kind === 'ready' || (update.kind === 'available' && update.installs)
  return (
    <Surface title={texts.updates}>
      <div className={classes.parts}>
        {refused !== null && (
          <Notice tone="bad" title={texts.refused} alert>
            <p lang={language}>{refused}</p>
          </Notice>
        )}
        <div role="status">
          <Where update={update} language={language} />
        </div>
        {wants_quiet && update_waits !== null && (
          <Notice tone="warn" title={texts.waits}>
            <p lang={language}>{update_waits}</p>
          </Notice>
        )}
        <Actions update={update} waits={update_waits !== null} ask={ask} />
        <Checkbox
          label={texts.byItself}
          description={texts.byItselfText}
          checked={checks_for_updates}
          onChange={(event) => ask({ type: 'set_checks_for_updates', on: event.currentTarget.checked })}
        />
      </div>
    </Surface>
  )
}

type Looking = Exclude<UpdateState, { kind: 'none' }>

function Where({ update, language }: { readonly update: Looking } & Pick<DesktopState, 'language'>) {
  switch (update.kind) {
    case 'idle':
      return update.checked_at === null ? (
        <p className={about.about}>{texts.notChecked}</p>
      ) : (
        <>
          <p className={classes.state}>{texts.newest}</p>
          <p className={about.about}>{texts.checkedAt(formatDateTime(update.checked_at))}</p>
        </>
      )
    case 'checking':
      return <p className={classes.state}>{texts.checking}</p>
    case 'available':
      return (
        <>
          <p className={classes.state}>
            {update.skipped ? texts.skipped(update.version) : texts.available(update.version)}
          </p>
          <p className={about.about}>{update.installs ? texts.installs : texts.elsewhere}</p>
        </>
      )
    case 'downloading':
      return (
        <>
          <p className={classes.state}>{texts.downloading(update.version)}</p>
          <Progress
            aria-label={texts.downloading(update.version)}
            value={update.percent ?? 100}
            animated={update.percent === null}
            className={classes.progress ?? ''}
          />
          {update.percent !== null && <p className={about.about}>{texts.percent(update.percent)}</p>}
        </>
      )
    case 'ready':
      return (
        <>
          <p className={classes.state}>{texts.ready(update.version)}</p>
          <p className={about.about}>{texts.readyText}</p>
        </>
      )
    case 'failed':
      return (
        <Notice tone="bad" title={texts.failed}>
          <p lang={language}>{update.message}</p>
        </Notice>
      )
    default:
      return update satisfies never
  }
}

interface ActionsProps {
  readonly update: Looking
  readonly waits: boolean
  readonly ask: Ask
}

function Actions({ update, waits, ask }: ActionsProps) {
  switch (update.kind) {
    case 'idle':
    case 'checking':
      return (
        <div className={classes.actions}>
          <Button loading={update.kind === 'checking'} onClick={() => ask({ type: 'check_for_updates' })}>
            {texts.check}
          </Button>
        </div>
      )
    case 'available':
      return (
        <div className={classes.actions}>
          {update.installs ? (
            <Button disabled={waits} onClick={() => ask({ type: 'download_update' })}>
              {texts.download}
            </Button>
          ) : (
            <Button onClick={() => ask({ type: 'open_downloads' })}>{texts.openDownloads}</Button>
          )}
          <Button variant="default" onClick={() => ask({ type: 'skip_version', on: !update.skipped })}>
            {update.skipped ? texts.unskip : texts.skip}
          </Button>
        </div>
      )
    case 'ready':
      return (
        <div className={classes.actions}>
          <Button disabled={waits} onClick={() => ask({ type: 'install_update' })}>
            {texts.install}
          </Button>
        </div>
      )
    case 'failed':
      return (
        <div className={classes.actions}>
          <Button onClick={() => ask({ type: update.version === null ? 'check_for_updates' : 'download_update' })}>
            {texts.tryAgain}
          </Button>
        </div>
      )
    case 'downloading':
      return null
    default:
      return update satisfies never
  }
}
