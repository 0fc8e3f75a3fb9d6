import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { PreferenceFile } from './preferences.ts'

let folder: string
let notes: string[]
const open = () => new PreferenceFile(join(folder, 'sub', 'desktop.json'), (text) => notes.push(text))

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headwater-preferences-'))
  notes = []
})
afterEach(() => rmSync(folder, { recursive: true }))

it('what the user wishes is there at the next start, for them alone', () => {
  expect(open().current).toMatchObject({
    origin: { kind: 'local' },
    check_for_updates: false,
    close_to_tray: null,
    language: null,
  })
  open().change({ skipped_version: '2.0.0', close_to_tray: true, language: 'de' })
  expect(open().current).toMatchObject({ skipped_version: '2.0.0', close_to_tray: true, language: 'de' })
  const file = join(folder, 'sub', 'desktop.json')
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(notes).toEqual([])
})

it('what cannot be understood in the file counts as not said, and the rest holds', () => {
  open().change({ skipped_version: '2.0.0' })
  const file = join(folder, 'sub', 'desktop.json')
  const held = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(
    file,
    JSON.stringify({
      ...held,
      alerts_paused_until: 'later',
      language: 'klingon',
      origin: { kind: 'remote', url: 'file:///x' },
    }),
  )
  expect(open().current).toMatchObject({ skipped_version: '2.0.0', origin: { kind: 'local' } })
  expect(open().current.alerts_paused_until).toBeNull()
  expect(open().current.language).toBeNull()
  writeFileSync(file, 'not json')
  expect(open().current.skipped_version).toBeNull()
  expect(notes).toHaveLength(1)
})
