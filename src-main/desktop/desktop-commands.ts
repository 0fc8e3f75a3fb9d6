import { type DesktopAnswer, type DesktopCommand, desktopCommandSchema } from '#contract/desktop.ts'
import type { Language } from '#contract/language.ts'
import type { Words } from './languages/words.ts'
import type { PreferenceFile } from './preferences.ts'
import type { Updates } from './updates.ts'

/** What commands of the panel act on. */
export interface CommandedShell {
  readonly preferences: PreferenceFile
  readonly updates: Updates
  /** Asks, and installs the version that is ready. */
  readonly install: () => void
  readonly openExternally: (url: string) => void
  readonly pauseAlerts: (for_ms: number | null) => void
  readonly tryNotification: () => void
  readonly setStartAtLogin: (on: boolean) => void
  readonly chooseOrigin: () => void
  readonly setLanguage: (language: Language) => void
  /** Something changed that tray and panel show. */
  readonly refresh: () => void
  /** What the shell says now. */
  readonly words: () => Words
}

const done: DesktopAnswer = { ok: true }

/** Does what the panel asks for. @param raw whatever the page sent */
export async function doCommand(raw: unknown, shell: CommandedShell): Promise<DesktopAnswer> {
  const parsed = desktopCommandSchema.safeParse(raw)
  if (!parsed.success) return no(shell.words().updates.unknownCommand)
  const refusal = await act(parsed.data, shell)
  shell.refresh()
  return refusal === null ? done : no(refusal)
}

async function act(command: DesktopCommand, shell: CommandedShell): Promise<string | null> {
  const { preferences, updates } = shell
  switch (command.type) {
    case 'check_for_updates':
      return await updates.check()
    case 'set_checks_for_updates':
      preferences.change({ check_for_updates: command.on })
      return null
    case 'download_update':
      // The panel hears how it goes by the state; an answer would wait for minutes.
      return await Promise.race([updates.download(), soon()])
    case 'install_update': {
      const why = updates.whyNotInstall()
      if (why === null) shell.install()
      return why
    }
    case 'skip_version':
      return updates.skip(command.on)
    case 'open_downloads': {
      const { page } = updates
      if (page === null) return shell.words().updates.noPage
      shell.openExternally(page)
      return null
    }
    case 'pause_alerts':
      shell.pauseAlerts(command.for_ms)
      return null
    case 'try_notification':
      shell.tryNotification()
      return null
    case 'set_start_at_login':
      shell.setStartAtLogin(command.on)
      return null
    case 'set_close_to_tray':
      preferences.change({ close_to_tray: command.on })
      return null
    case 'choose_origin':
      shell.chooseOrigin()
      return null
    case 'set_language':
      shell.setLanguage(command.language)
      return null
    default:
      return command satisfies never
  }
}

/** A refusal comes at once. */
function soon(): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), 200))
}

function no(message: string): DesktopAnswer {
  return { ok: false, message }
}
