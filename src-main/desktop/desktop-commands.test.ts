import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { doCommand } from './desktop-commands.ts'
import { wordsFor } from './languages/words.ts'
import { PreferenceFile } from './preferences.ts'
import { Updates } from './updates.ts'

const words = () => wordsFor('en', [])
let done: string[]
let preferences: PreferenceFile
let waits: string | null
let ask: (command: unknown) => ReturnType<typeof doCommand>
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-commands-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  ;[done, waits] = [[], null]
  preferences = new PreferenceFile(join(folder, 'desktop.json'), () => undefined)
  const updates = new Updates({
    policy: { kind: 'install', page: 'https://downloads.example.com' },
    feed: { check: async () => '2.0.0', download: async () => undefined, install: () => done.push('installed') },
    looksByItself: () => false,
    skippedVersion: () => preferences.current.skipped_version,
    skip: (skipped_version) => preferences.change({ skipped_version }),
    waits: () => waits,
    tell: () => undefined,
    onChanged: () => undefined,
    note: () => undefined,
    words,
  })
  ask = (command) =>
    doCommand(command, {
      preferences,
      updates,
      install: () => done.push('asked to install'),
      openExternally: (url) => done.push(url),
      pauseAlerts: (for_ms) => done.push(`paused ${for_ms}`),
      tryNotification: () => done.push('notified'),
      setStartAtLogin: (on) => done.push(`login ${on}`),
      chooseOrigin: () => done.push('choosing'),
      setLanguage: (language) => done.push(`speaks ${language}`),
      words,
      refresh: () => undefined,
    })
})

it('the panel downloads and installs a version that was found; the app itself asks before it installs', async () => {
  expect(await ask({ type: 'install_update' })).toMatchObject({ ok: false })
  expect(await ask({ type: 'check_for_updates' })).toEqual({ ok: true })
  waits = 'A stream is live.'
  expect(await ask({ type: 'download_update' })).toEqual({ ok: false, message: 'A stream is live.' })
  waits = null
  expect(await ask({ type: 'download_update' })).toEqual({ ok: true })
  expect(await ask({ type: 'install_update' })).toEqual({ ok: true })
  expect(done).toEqual(['asked to install'])
})

it('what the user wishes is kept', async () => {
  await ask({ type: 'check_for_updates' })
  await ask({ type: 'skip_version', on: true })
  await ask({ type: 'set_checks_for_updates', on: true })
  await ask({ type: 'set_close_to_tray', on: false })
  expect(preferences.current).toMatchObject({
    ...{ skipped_version: '2.0.0', check_for_updates: true, close_to_tray: false },
  })
})

it.each([
  [{ type: 'pause_alerts', for_ms: 3_600_000 }, 'paused 3600000'],
  [{ type: 'pause_alerts', for_ms: null }, 'paused null'],
  [{ type: 'try_notification' }, 'notified'],
  [{ type: 'set_start_at_login', on: true }, 'login true'],
  [{ type: 'choose_origin' }, 'choosing'],
  [{ type: 'set_language', language: 'de' }, 'speaks de'],
  [{ type: 'open_downloads' }, 'https://downloads.example.com'],
])('%o is done', async (command, what) => {
  expect(await ask(command)).toEqual({ ok: true })
  expect(done).toEqual([what])
})

it.each([
  null,
  'install_update',
  { type: 'run', path: '/bin/sh' },
  { type: 'open_downloads', url: 'https://evil.example' },
  { type: 'set_close_to_tray', on: 'yes' },
  { type: 'pause_alerts', for_ms: -1 },
  { type: 'set_language', language: 'klingon' },
])('%o is refused, and nothing happens', async (command) => {
  expect(await ask(command)).toMatchObject({ ok: false })
  expect(done).toEqual([])
})
