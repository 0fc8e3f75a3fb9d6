import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The switch that starts the program without its window; login items carry it. */
export const HIDDEN_SWITCH = '--hidden'

/** Whether the program starts when its user signs in to this computer. */
export interface StartAtLogin {
  /** null: this system, or this way to run the program, knows no such thing. */
  isOn(): boolean | null
  set(on: boolean): void
}

/** Where desktops of Linux look for what they start (Desktop Application Autostart Specification 0.5). */
export function autostartFile(environment: Readonly<Record<string, string | undefined>>, home: string): string {
  // Empty counts as not set, and a path that is not absolute is to be ignored (Base Directory Specification 0.8).
  const configured = environment.XDG_CONFIG_HOME ?? ''
  return join(configured.startsWith('/') ? configured : join(home, '.config'), 'autostart', 'headwater-desktop.desktop')
}

/** The file that a desktop of Linux starts the program by. */
export function autostartEntry(program: string): string {
  return `[Desktop Entry]
Type=Application
Version=1.5
Name=Headwater
Comment=Control room of a small live-streaming cluster
Exec=${quoted(program)} ${HIDDEN_SWITCH}
Icon=headwater-desktop
Terminal=false
X-GNOME-Autostart-enabled=true
`
}

/** Start at login on Linux: a file in the user's autostart folder. @param program what to start; an AppImage itself, not where it is mounted */
export function linuxStartAtLogin(file: string, program: string): StartAtLogin {
  return {
    isOn: () => existsSync(file),
    set: (on) => {
      if (!on) {
        rmSync(file, { force: true })
        return
      }
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, autostartEntry(program))
    },
  }
}

/** As an argument of `Exec` (Desktop Entry Specification 1.5): in quotes, reserved signs escaped, `%` doubled. */
function quoted(program: string): string {
  return `"${program.replace(/["`$\\]/g, '\\\\$&').replaceAll('%', '%%')}"`
}
