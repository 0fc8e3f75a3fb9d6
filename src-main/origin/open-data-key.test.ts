import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openStore, type Store } from '../store/store.ts'
import { dataKeyFile, fileSource, headlessKeySource } from './data-key-source.ts'
import { keysNeeded, openDataKey } from './open-data-key.ts'
import { rotateDataKey } from './rotate-data-key.ts'

const log = pino({ level: 'silent' })
let data_dir: string
let store: Store

beforeEach(() => {
  data_dir = mkdtempSync(join(tmpdir(), 'hw-data-key-'))
  store = openStore(join(data_dir, 'origin.db'))
})
afterEach(() => {
  store.close()
  rmSync(data_dir, { recursive: true, force: true })
})

/** Leaves a sealed value in the database, as a feature would. */
function keep(sealed: Buffer): void {
  store.sql
    .prepare(
      'INSERT INTO answered_requests (id, request_hash, sealed_answer, bytes, answered_at) VALUES (?, ?, ?, ?, ?)',
    )
    .run('one', 'hash', sealed, sealed.length, '2026-11-26T12:00:00.000Z')
}

describe('the data key of an origin', () => {
  it('is made at the first start, for its owner alone, and is the same at the next', async () => {
    const file = dataKeyFile(data_dir)
    const made = await openDataKey(fileSource(file), store.sql, log)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    keep(made.seal('test', Buffer.from('secret')))
    expect((await openDataKey(fileSource(file), store.sql, log)).id).toBe(made.id)
  })

  it('is not used where others may read it', async () => {
    const file = dataKeyFile(data_dir)
    await openDataKey(fileSource(file), store.sql, log)
    chmodSync(file, 0o640)
    await expect(openDataKey(fileSource(file), store.sql, log)).rejects.toMatchObject({
      code: 'data_key_exposed',
      hint: expect.stringContaining('chmod 600'),
    })
  })

  it('is not made anew where it is missing though secrets lie under it, and another one is refused', async () => {
    const file = dataKeyFile(data_dir)
    const key = await openDataKey(fileSource(file), store.sql, log)
    keep(key.seal('test', Buffer.from('secret')))
    rmSync(file)
    await expect(openDataKey(fileSource(file), store.sql, log)).rejects.toMatchObject({ code: 'data_key_missing' })
    expect(existsSync(file)).toBe(false)
    const other = join(data_dir, 'other.key')
    store.sql.prepare('DELETE FROM answered_requests').run()
    await openDataKey(fileSource(other), store.sql, log)
    keep(key.seal('test', Buffer.from('secret')))
    await expect(openDataKey(fileSource(other), store.sql, log)).rejects.toMatchObject({ code: 'data_key_wrong' })
  })

  it('is a credential of systemd where there is one, of the same form as the file', async () => {
    const made = await openDataKey(fileSource(dataKeyFile(data_dir)), store.sql, log)
    const credentials = mkdtempSync(join(tmpdir(), 'hw-credentials-'))
    const given = join(credentials, 'headwater-data-key')
    writeFileSync(given, readFileSync(dataKeyFile(data_dir)), { mode: 0o440 })
    rmSync(dataKeyFile(data_dir))
    const source = headlessKeySource(data_dir, { CREDENTIALS_DIRECTORY: credentials })
    expect((await openDataKey(source, store.sql, log)).id).toBe(made.id)
    expect(existsSync(dataKeyFile(data_dir))).toBe(false)
    rmSync(credentials, { recursive: true })
  })

  it('is rotated: all that was sealed is sealed by the new one, and what is in backups still opens until it is forgotten', async () => {
    const source = fileSource(dataKeyFile(data_dir))
    const first = await openDataKey(source, store.sql, log)
    const sealed = first.seal('test', Buffer.from('secret'))
    keep(sealed)
    const rotation = await rotateDataKey(source, store.sql, new Date(), false)
    expect(rotation).toMatchObject({ sealed_anew: 1, kept: 1 })
    const second = await openDataKey(source, store.sql, log)
    expect([second.id, keysNeeded(store.sql)]).toEqual([rotation.id, [rotation.id]])
    expect(second.open('test', sealed).toString()).toBe('secret')
    await rotateDataKey(source, store.sql, new Date(), true)
    const third = await openDataKey(source, store.sql, log)
    expect(() => third.open('test', sealed)).toThrow(/sealed by the data key/)
    const kept = store.sql.prepare('SELECT sealed_answer FROM answered_requests').pluck().get() as Buffer
    expect(third.open('test', kept).toString()).toBe('secret')
  })
})
