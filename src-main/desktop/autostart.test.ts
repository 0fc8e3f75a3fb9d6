import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { autostartEntry, autostartFile, linuxStartAtLogin } from './autostart.ts'

it('on Linux a file in the autostart folder starts the program, hidden, and is gone when it is not wanted', () => {
  const home = mkdtempSync(join(tmpdir(), 'headwater-autostart-'))
  const file = autostartFile({}, home)
  expect(file).toBe(join(home, '.config/autostart/headwater-desktop.desktop'))
  const starts = linuxStartAtLogin(file, '/opt/Headwater/headwater-desktop')
  expect(starts.isOn()).toBe(false)
  starts.set(true)
  expect(starts.isOn()).toBe(true)
  expect(readFileSync(file, 'utf8')).toContain('\nExec="/opt/Headwater/headwater-desktop" --hidden\n')
  starts.set(false)
  starts.set(false)
  expect(starts.isOn()).toBe(false)
  rmSync(home, { recursive: true })
})

it('the folder is the one the desktop says, where it is a whole path', () => {
  expect(autostartFile({ XDG_CONFIG_HOME: '/c' }, '/home/me')).toBe('/c/autostart/headwater-desktop.desktop')
  expect(autostartFile({ XDG_CONFIG_HOME: 'c' }, '/home/me')).toBe(
    '/home/me/.config/autostart/headwater-desktop.desktop',
  )
})

it('a path with signs that mean something there is written so that it means itself', () => {
  expect(autostartEntry('/home/me/My $App 100%.AppImage')).toContain(
    'Exec="/home/me/My \\\\$App 100%%.AppImage" --hidden',
  )
})
