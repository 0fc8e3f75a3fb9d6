/** Headwater on a desktop: entry of the Electron main process. */
import { app, dialog } from 'electron'
import { exitCode } from '#contract/program-output.ts'
import { hearDeepLinks } from './deep-links.ts'
import { DesktopShell } from './desktop-shell.ts'
import { wordsFor } from './languages/words.ts'
import { isHiddenStart } from './login-item.ts'
import { systemLanguages } from './system-languages.ts'

// Before anything is ready: every renderer runs in Chromium's sandbox, whatever its window asks for.
app.enableSandbox()
// What Windows knows toasts and the taskbar by; electron-builder.yml names the same.
app.setAppUserModelId('org.headwater.desktop')
if (app.requestSingleInstanceLock()) {
  let shell: DesktopShell | null = null
  let wanted: string | null = null
  hearDeepLinks(
    (path) => {
      wanted = path
      shell?.openAt(path)
    },
    () => shell?.open(),
  )
  void app
    .whenReady()
    .then(() => {
      shell = new DesktopShell()
      shell.start(isHiddenStart() && wanted === null)
      if (wanted !== null) shell.openAt(wanted)
    })
    .catch((error: unknown) => {
      // What was chosen in the panel may be what could not be read.
      const { pages } = wordsFor(null, systemLanguages())
      dialog.showErrorBox(pages.programFailed, error instanceof Error ? error.message : String(error))
      app.exit(exitCode.failed)
    })
} else {
  // The one that runs comes to the front (deep-links.ts).
  app.exit(exitCode.ok)
}
