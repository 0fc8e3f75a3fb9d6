import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Enrolled, loadEnrolled, loadIdentity, saveEnrolled } from './identity.ts'

let data_dir: string
beforeEach(async () => {
  data_dir = await mkdtemp(join(tmpdir(), 'headwater-identity-'))
})
afterEach(async () => {
  await rm(data_dir, { recursive: true, force: true })
})

const enrolled = {
  node_id: '0b7e1d0e-3f5d-4a55-9d0c-4d2f5b0f7a11',
  cluster_id: 'main',
  name: 'edge-1',
  origin: 'http://127.0.0.1:8090',
  credential: `node_${'a'.repeat(43)}`,
} as Enrolled

describe('the identity of a node', () => {
  test('is made once, and is the same after every restart', async () => {
    const first = await loadIdentity(data_dir)
    expect(first.fingerprint).toMatch(/^[0-9a-f]{64}$/)
    expect(await loadIdentity(data_dir)).toEqual(first)
  })

  test.skipIf(process.platform === 'win32')(
    'can be read by its user alone, also when somebody opened it up',
    async () => {
      await loadIdentity(data_dir)
      await saveEnrolled(data_dir, enrolled)
      for (const name of ['node.pem', 'enrolled.json']) {
        const { mode } = await stat(join(data_dir, 'identity', name))
        expect(mode & 0o777).toBe(0o600)
      }
      expect((await stat(join(data_dir, 'identity'))).mode & 0o777).toBe(0o700)
    },
  )

  test('that is damaged is named and kept, not replaced', async () => {
    await loadIdentity(data_dir)
    const file = join(data_dir, 'identity', 'node.pem')
    const damaged = (await readFile(file, 'utf8')).slice(0, 150)
    await writeFile(file, damaged)
    await expect(loadIdentity(data_dir)).rejects.toMatchObject({
      code: 'identity_damaged',
      hint: expect.stringContaining('backup'),
    })
    expect(await readFile(file, 'utf8')).toBe(damaged)
  })

  test('remembers what the origin gave, and never puts the credential into an error', async () => {
    expect(await loadEnrolled(data_dir)).toBeNull()
    await saveEnrolled(data_dir, enrolled)
    expect(await loadEnrolled(data_dir)).toEqual(enrolled)
    await writeFile(join(data_dir, 'identity', 'enrolled.json'), JSON.stringify({ ...enrolled, node_id: 'x' }))
    const error = await loadEnrolled(data_dir).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'identity_damaged' })
    expect(String(error)).not.toContain(enrolled.credential)
  })
})
