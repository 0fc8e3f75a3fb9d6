import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readMoveBundle, writeMoveBundle } from './move-bundle.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hw-move-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const content = { cluster_id: 'main', version: '1.2.3', key_text: '{"headwater_data_key":1}\n' }
const passphrase = 'four words of my own'

it('holds key and database, opens with its passphrase alone, and shows neither', async () => {
  const at = (name: string) => join(folder, name)
  const database = randomBytes(300_000)
  writeFileSync(at('origin.db'), database)
  await writeMoveBundle(at('bundle'), at('origin.db'), content, passphrase)
  expect(await readMoveBundle(at('bundle'), passphrase, at('again.db'))).toEqual(content)
  expect(readFileSync(at('again.db'))).toEqual(database)
  const bundle = readFileSync(at('bundle'))
  expect(bundle.includes('headwater_data_key')).toBe(false)
  expect(bundle.includes(database.subarray(1_000, 1_032))).toBe(false)
  await expect(readMoveBundle(at('bundle'), 'four words of another', at('no.db'))).rejects.toMatchObject({
    code: 'bad_passphrase',
  })
  // Its first line is told to everybody, and nobody can change it.
  const [line = ''] = bundle.toString('latin1').split('\n')
  for (const changed of [line.replace('"main"', '"mine"'), line]) {
    const rest = Buffer.from(bundle.subarray(line.length))
    if (changed === line) rest[50_000] = (rest[50_000] ?? 0) ^ 1
    writeFileSync(at('changed'), Buffer.concat([Buffer.from(changed), rest]))
    await expect(readMoveBundle(at('changed'), passphrase, at(`${rest[50_000]}.db`))).rejects.toThrow(/was changed/)
  }
})

it('takes no short passphrase, writes over nothing, and tells what is none', async () => {
  const at = (name: string) => join(folder, name)
  writeFileSync(at('origin.db'), 'database')
  await expect(writeMoveBundle(at('bundle'), at('origin.db'), content, 'short')).rejects.toThrow(/fewer than 12/)
  await expect(writeMoveBundle(at('origin.db'), at('origin.db'), content, passphrase)).rejects.toThrow(/EEXIST/)
  await expect(readMoveBundle(at('origin.db'), passphrase, at('out.db'))).rejects.toMatchObject({ code: 'bad_bundle' })
  await expect(readMoveBundle(at('none'), passphrase, at('out.db'))).rejects.toMatchObject({ code: 'bad_bundle' })
})
