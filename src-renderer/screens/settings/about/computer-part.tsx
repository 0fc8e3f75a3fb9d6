import { Checkbox } from '@mantine/core'
import type { DesktopState } from '#contract/desktop.ts'
import { useDesktopCommand } from '../../../data/desktop.ts'
import { Surface } from '../../../parts/surface.tsx'
import classes from './section.module.css'
import { texts } from './texts.ts'

/** How the desktop app behaves on this computer, as far as its system knows such things. */
export function ComputerPart({ state: { starts_at_login, closes_to_tray } }: { readonly state: DesktopState }) {
  const { ask } = useDesktopCommand()
  if (starts_at_login === null && closes_to_tray === null) return null
  return (
    <Surface title={texts.computer}>
      <div className={classes.parts}>
        {starts_at_login !== null && (
          <Checkbox
            label={texts.startAtLogin}
            description={texts.startAtLoginText}
            checked={starts_at_login}
            onChange={(event) => ask({ type: 'set_start_at_login', on: event.currentTarget.checked })}
          />
        )}
        {closes_to_tray !== null && (
          <Checkbox
            label={texts.closeToTray}
            description={texts.closeToTrayText}
            checked={closes_to_tray}
            onChange={(event) => ask({ type: 'set_close_to_tray', on: event.currentTarget.checked })}
          />
        )}
      </div>
    </Surface>
  )
}
