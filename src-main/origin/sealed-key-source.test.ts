import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newRing, readRing, ringText } from '../trust/data-key-ring.ts'
import { desktopKeySource, type Sealer } from './sealed-key-source.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hw-keyring-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string) => join(folder, name)
const text = ringText(newRing(new Date()))

/** A keyring that writes letters backwards; `lost` is what it says when it does not open. */
function keyring(is: { why?: string; reseal?: boolean; lost?: string } = {}) {
  let sealings = 0
  const sealer: Sealer = {
    whyNot: async () => is.why ?? null,
    seal: async (plain) => {
      sealings++
      return Buffer.from([...plain].reverse().join('')).toString('base64')
    },
    open: async (sealed) => {
      if (is.lost !== undefined) throw new Error(is.lost)
      const plain = [...Buffer.from(sealed, 'base64').toString()].reverse().join('')
      return { text: plain, reseal: is.reseal ?? false }
    },
  }
  return { sealer, sealings: () => sealings }
}

const told: string[] = []
const open = (sealer: Sealer) => desktopKeySource(folder, sealer, { environment: {}, onPlain: (why) => told.push(why) })

test('a key in the clear is carried over into the keyring, and its file is gone', async () => {
  writeFileSync(at('data.key'), text, { mode: 0o600 })
  const { sealer } = keyring()
  expect(await (await open(sealer)).read()).toBe(text)
  expect(existsSync(at('data.key'))).toBe(false)
  expect(readFileSync(at('data.key.sealed'), 'utf8')).not.toContain('datakey_')
  expect(statSync(at('data.key.sealed')).mode & 0o077).toBe(0)
  expect(await (await open(sealer)).read()).toBe(text)
})

test('a fresh key is never in the clear, and is sealed anew when the system has another key', async () => {
  const first = keyring()
  const source = await open(first.sealer)
  expect(await source.read()).toBeNull()
  await source.keep(text)
  expect(existsSync(at('data.key'))).toBe(false)
  const next = keyring({ reseal: true })
  expect(await (await open(next.sealer)).read()).toBe(text)
  expect(next.sealings()).toBe(1)
})

test('one that was put beside it in the clear opens what it sealed, too', async () => {
  const { sealer } = keyring()
  await (await open(sealer)).keep(text)
  const other = ringText(newRing(new Date()))
  writeFileSync(at('data.key'), other, { mode: 0o600 })
  const ring = readRing((await (await open(sealer)).read()) ?? '', 'here')
  expect(ring.map(({ key }) => key)).toEqual([text, other].map((one) => readRing(one, 'here')[0].key))
  expect(existsSync(at('data.key'))).toBe(false)
})

test('without a keyring it stays in its file, and that is said; one that is sealed is not taken for none', async () => {
  const none = keyring({ why: 'this desktop has no keyring' })
  const source = await open(none.sealer)
  await source.keep(text)
  expect(readFileSync(at('data.key'), 'utf8')).toBe(text)
  expect(told.at(-1)).toBe('this desktop has no keyring')
  await (await open(keyring().sealer)).read()
  await expect(open(none.sealer)).rejects.toMatchObject({ code: 'data_key_unreadable' })
  const locked = await open(keyring({ lost: 'it is locked' }).sealer)
  await expect(locked.read()).rejects.toMatchObject({ code: 'data_key_unreadable' })
})
