import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { originConfigSchema } from '#contract/config.ts'
import type { SettingText } from '#contract/settings.ts'
import type { NewActivity } from '../store/activity-log.ts'
import { openStore, type Store } from '../store/store.ts'
import { DataKey } from '../trust/data-key.ts'
import type { OtherNode } from './choice-refusals.ts'
import { ChosenSettings } from './chosen-settings.ts'
import { judgeChosenTls } from './chosen-tls.ts'
import { KeptChoices } from './kept-choices.ts'
import { findListenPlace } from './listen-place.ts'
import { OneRestart } from './restart.ts'
import { SettingsDesk } from './settings-desk.ts'

const PASSWORD = 'a-password-of-this-test'
let folder: string
let store: Store
let key: DataKey
let said: NewActivity[]
let told: (number | null)[]
let others: OtherNode[]
let from_here: boolean
let chosen: ChosenSettings
let desk: SettingsDesk
const servers: Server[] = []

/** The origin as it starts now, with what was chosen so far. */
function start(left_out: ConstructorParameters<typeof ChosenSettings>[3] = []): ChosenSettings {
  const config = originConfigSchema.parse({ data_dir: folder })
  return new ChosenSettings(new KeptChoices(store, key), config, () => ({ kind: 'default', where: null }), left_out)
}

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'hw-network-'))
  store = openStore(path.join(folder, 'origin.db'))
  key = DataKey.random()
  said = []
  told = []
  others = []
  from_here = true
  chosen = start()
  desk = new SettingsDesk({
    chosen,
    activity: {
      record: (entry) => {
        said.push(entry)
        return { ...entry, id: said.length, at: '2026-11-28T12:00:00.000Z' }
      },
    },
    restart: new OneRestart(() => undefined),
    file: path.join(folder, 'origin.db'),
    others: () => others,
    port: () => 8090,
    tellPort: (port) => void told.push(port),
  })
})
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
  store.close()
  rmSync(folder, { recursive: true })
})

const change = (changes: Record<string, SettingText | null>) =>
  desk.change({ changes }, { actor: 'operator:mira', host: '127.0.0.1', from_here })
const choiceOf = (name: string) => desk.list().find((setting) => setting.name === name)?.choice

/** A port that another program has. */
async function takenPort(): Promise<number> {
  const server = createServer()
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

describe('the port', () => {
  test('is tried before it is kept, and nodes are told where the origin will be', async () => {
    const taken = await takenPort()
    await expect(change({ port: taken })).rejects.toThrowError(`Port ${taken}, which panel and API would listen on`)
    await expect(change({ port: 0 })).rejects.toThrowError('a number from 1 to 65535')
    expect([told, choiceOf('port')?.chosen]).toEqual([[], null])
    const free = await takenPort()
    servers.splice(-1).map((server) => server.close())
    others = [{ name: 'edge-1', is_here: false, hears: true }]
    await change({ port: free })
    expect([told, choiceOf('port')]).toMatchObject([[free], { chosen: free, waits: true }])
    await change({ port: null })
    expect(told).toEqual([free, null])
  })

  test('stays while a node would look for the origin there and cannot be told', async () => {
    others = [
      { name: 'edge-1', is_here: false, hears: true },
      { name: 'edge-2', is_here: false, hears: false },
    ]
    await expect(change({ port: 18_090 })).rejects.toThrowError('edge-2 could not be told')
    expect(told).toEqual([])
  })

  test('is where it was when another program has it at the start', async () => {
    const taken = await takenPort()
    servers.splice(-1).map((server) => server.close())
    await change({ port: taken })
    const other = createServer()
    servers.push(other)
    await new Promise<void>((done) => other.listen(taken, '127.0.0.1', done))
    const last = await takenPort()
    servers.splice(-1).map((server) => server.close())
    const place = await findListenPlace(start, last)
    expect([place.port, place.chosen.sourceOf(['port']).kind]).toEqual([last, 'default'])
    expect(place.refusal?.message).toContain(
      `port was chosen to be ${taken}, and could not come into effect; the origin listens on 127.0.0.1:${last}`,
    )
    expect(place.chosen.choiceOf('port')).toMatchObject({ chosen: taken, waits: true })
  })
})

describe('certificates', () => {
  test('are chosen whole or not at all', async () => {
    await expect(change({ 'tls.mode': 'files' })).rejects.toThrowError('tls.certificate and tls.key name the PEM files')
    await expect(change({ 'tls.mode': 'acme' })).rejects.toThrowError('terms of service')
    const agreed = { 'tls.mode': 'acme', 'tls.acme_terms_agreed': true }
    await expect(change(agreed)).rejects.toThrowError('no name that an authority could sign')
    await change({ ...agreed, 'tls.acme_names': ['origin.example.com'], 'tls.acme_email': 'studio@example.com' })
    const next = start()
    expect(next.config.tls).toMatchObject({ mode: 'acme', acme_names: ['origin.example.com'] })
    expect((await judgeChosenTls(next)).refusal).toBeNull()
  })

  test('in files are read before they are kept', async () => {
    const files = { 'tls.certificate': path.join(folder, 'cert.pem'), 'tls.key': path.join(folder, 'key.pem') }
    await expect(change({ 'tls.mode': 'files', ...files })).rejects.toThrowError('cert.pem cannot be read')
    writeFileSync(files['tls.certificate'], 'no certificate')
    writeFileSync(files['tls.key'], 'no key')
    await expect(change({ 'tls.mode': 'files', ...files })).rejects.toThrowError('holds no certificate in PEM')
    expect(choiceOf('tls.mode')?.chosen).toBeNull()
  })

  test('that are no good any more at the start are left out, and it is said', async () => {
    await change({
      ...{ 'tls.mode': 'acme', 'tls.acme_terms_agreed': true, 'tls.acme_names': ['origin.example.com'] },
      'tls.http': 'redirect',
    })
    // As if it had been chosen by another version, or a file were gone since.
    new KeptChoices(store, key).setAll([['tls.mode', 'files']], 'operator:mira')
    const { left_out, refusal } = await judgeChosenTls(start())
    expect(refusal?.message).toContain('could not come into effect; the origin started without it. tls.mode is files')
    const started = start(left_out)
    expect([started.config.tls.mode, started.config.tls.http]).toEqual(['own', undefined])
    expect(started.choiceOf('tls.mode')).toMatchObject({ chosen: 'files', waits: true })
  })

  test('are not given up by who is elsewhere, or while nodes are', async () => {
    from_here = false
    await expect(change({ 'tls.mode': 'off' })).rejects.toThrowError('cross the network in the clear')
    from_here = true
    others = [{ name: 'edge-1', is_here: false, hears: true }]
    await expect(change({ 'tls.mode': 'off' })).rejects.toThrowError('edge-1 may know this origin as https://')
    await expect(change({ 'tls.http': 'refuse' })).rejects.toThrowError('edge-1 may know this origin as http://')
    await change({ 'tls.http': 'redirect' })
    others = []
    await change({ 'tls.mode': 'off' })
    expect(start().config.tls).toMatchObject({ mode: 'off', http: 'redirect' })
  })

  test('have secrets that are kept sealed, and shown to nobody', async () => {
    const secret = Buffer.from(PASSWORD).toString('base64')
    await change({ 'tls.dns_tsig_secret': secret, 'tls.acme_eab_key': PASSWORD })
    expect(start().config.tls).toMatchObject({ dns_tsig_secret: secret, acme_eab_key: PASSWORD })
    expect(choiceOf('tls.dns_tsig_secret')).toMatchObject({ input: 'secret', chosen: '(set)', waits: true })
    const everything = JSON.stringify([desk.list(), said, store.sql.prepare('SELECT * FROM settings').all()])
    expect(everything).not.toContain(secret)
    expect(everything).not.toContain(PASSWORD)
    expect(store.sql.serialize().includes(PASSWORD)).toBe(false)
    await expect(change({ 'tls.acme_eab_key': '(set)' })).rejects.toThrowError('stand for a secret')
    // Another key opens nothing, and keeps nobody from starting.
    const moved = new KeptChoices(store, DataKey.random())
    expect(moved.get('tls.acme_eab_key')).toBeNull()
  })
})

describe('the Redis', () => {
  let server: ChildProcess
  let port: number
  const redis = (password: string) => `redis://:${password}@127.0.0.1:${port}/0`

  beforeEach(async () => {
    port = await takenPort()
    servers.splice(-1).map((one) => one.close())
    server = spawn('redis-server', ['-'], { stdio: ['pipe', 'pipe', 'inherit'], cwd: folder })
    server.stdin?.end(`bind 127.0.0.1\nport ${port}\nsave ""\nrequirepass ${PASSWORD}\n`)
    for await (const chunk of server.stdout ?? []) if (String(chunk).includes('Ready to accept')) break
  })
  afterEach(async () => {
    const ended = once(server, 'exit')
    server.kill()
    await ended
  })

  test('is asked before it is kept, and its password is nowhere to be seen', async () => {
    await change({ redis: redis(PASSWORD) })
    expect(choiceOf('redis')?.chosen).toBe(`redis://:***@127.0.0.1:${port}/0`)
    expect(start().config.redis).toBe(redis(PASSWORD))
    const started = new SettingsDesk({
      ...{
        chosen: start(),
        activity: { record: () => expect.unreachable() },
        restart: new OneRestart(() => undefined),
      },
      ...{ file: '', others: () => [], port: () => 8090, tellPort: () => undefined },
    })
    expect(JSON.stringify([started.list(), desk.list(), said])).not.toContain(PASSWORD)
    await expect(change({ redis: redis('***') })).rejects.toThrowError('stand for a secret')
    await change({ redis: 'memory' })
    expect(start().config.redis).toBe('memory')
  })

  test('that wants another password, or is not there, is refused with the reason', async () => {
    await expect(change({ redis: redis('another') })).rejects.toThrowError('refuses the user or the password')
    await expect(change({ redis: redis('') })).rejects.toThrowError('wants a password')
    await expect(change({ redis: 'redis://127.0.0.1:1' })).rejects.toThrowError('ECONNREFUSED')
    await expect(change({ redis: 'http://127.0.0.1' })).rejects.toThrowError('auto, memory, or a redis')
    expect(choiceOf('redis')?.chosen).toBeNull()
  })
})
