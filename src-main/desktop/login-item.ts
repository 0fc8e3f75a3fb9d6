import { homedir } from 'node:os'
import { app } from 'electron'
import { autostartFile, HIDDEN_SWITCH, linuxStartAtLogin, type StartAtLogin } from './autostart.ts'

/** Start at login, by the means of each system. A program that runs from a repository does not offer it. */
export function startAtLogin(): StartAtLogin {
  if (!app.isPackaged) return { isOn: () => null, set: () => undefined }
  if (process.platform === 'linux') {
    // An AppImage is mounted somewhere else at each start; this is the file itself.
    const program = process.env.APPIMAGE ?? process.execPath
    return linuxStartAtLogin(autostartFile(process.env, homedir()), program)
  }
  // Windows asks for the arguments again to find the item; a Mac ignores them and says wasOpenedAtLogin.
  const args = [HIDDEN_SWITCH]
  return {
    isOn: () => app.getLoginItemSettings({ args }).openAtLogin,
    set: (on) => app.setLoginItemSettings({ openAtLogin: on, args }),
  }
}

/** Whether this start is one at login, so that no window is to be shown. */
export function isHiddenStart(): boolean {
  return (
    process.argv.includes(HIDDEN_SWITCH) ||
    (process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin)
  )
}
