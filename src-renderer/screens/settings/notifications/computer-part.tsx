import { Button } from '@mantine/core'
import type { DesktopState } from '#contract/desktop.ts'
import { useDesktop, useDesktopCommand } from '../../../data/desktop.ts'
import { formatDateTime } from '../../../parts/format.ts'
import { Notice } from '../../../parts/notice.tsx'
import { Surface } from '../../../parts/surface.tsx'
import about from '../about.module.css'
import classes from './section.module.css'
import { texts } from './texts.ts'

const HOUR_MS = 3_600_000

/** What the desktop app around this panel tells on this computer; nothing in a browser. */
export function ComputerPart() {
  const around = useDesktop()
  return around.kind === 'there' ? <Telling state={around.state} /> : null
}

function Telling({ state }: { readonly state: DesktopState }) {
  const { alerts_paused_until: paused_until, language } = state
  const { ask, refused } = useDesktopCommand()
  return (
    <Surface title={texts.computer}>
      <div className={classes.parts}>
        <p className={about.about}>{texts.computerAbout}</p>
        {refused !== null && (
          <Notice tone="bad" title={texts.computerRefused} alert>
            <p lang={language}>{refused}</p>
          </Notice>
        )}
        {paused_until !== null && <Notice tone="warn" title={texts.pausedUntil(formatDateTime(paused_until))} />}
        <div className={classes.actions}>
          <Button
            variant="default"
            onClick={() => ask({ type: 'pause_alerts', for_ms: paused_until === null ? HOUR_MS : null })}
          >
            {paused_until === null ? texts.pause : texts.resume}
          </Button>
          <Button variant="default" onClick={() => ask({ type: 'try_notification' })}>
            {texts.tryOne}
          </Button>
        </div>
      </div>
    </Surface>
  )
}
