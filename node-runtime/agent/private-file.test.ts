import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { loadIdentity } from './identity.ts'
import { readPrivateFile, writePrivateFile } from './private-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hw-private-'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

const at = (name: string) => join(folder, name)
const handOver = (letter: string, bytes = 32) => {
  writeFileSync(at('headwater-node-key'), letter.repeat(bytes))
  vi.stubEnv('CREDENTIALS_DIRECTORY', folder)
}

test('is for its owner alone, in the clear where systemd hands over no credential', async () => {
  await writePrivateFile(at('a'), 'text')
  expect(readFileSync(at('a'), 'utf8')).toBe('text')
  expect(statSync(at('a')).mode & 0o077).toBe(0)
  expect(await readPrivateFile(at('none'))).toBeNull()
})

test('is sealed by a credential of systemd, carried over from the clear, and opens with no other', async () => {
  const { key_pem } = await loadIdentity(folder)
  const file = at('identity/node.pem')
  expect(readFileSync(file, 'utf8')).toContain('PRIVATE KEY')
  handOver('a')
  expect((await loadIdentity(folder)).key_pem).toBe(key_pem)
  expect(readFileSync(file, 'utf8')).toMatch(/^headwater-sealed:1:/)
  expect(readFileSync(file, 'utf8')).not.toContain('PRIVATE KEY')
  expect(statSync(file).mode & 0o077).toBe(0)
  expect((await loadIdentity(folder)).key_pem).toBe(key_pem)
  handOver('b')
  await expect(loadIdentity(folder)).rejects.toMatchObject({ code: 'identity_damaged' })
  vi.unstubAllEnvs()
  await expect(loadIdentity(folder)).rejects.toThrow(/systemd has not handed over/)
})

test('and a credential that is too short is said to be so', async () => {
  handOver('a', 31)
  await expect(writePrivateFile(at('x'), 'text')).rejects.toThrow(/fewer than 32 bytes/)
})
