import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { NodeId } from '#contract/ids.ts'
import type { SshTarget } from '#contract/provisioning.ts'
import { SqliteActivityLog } from '../store/sqlite-activity-log.ts'
import { openStore, type Store } from '../store/store.ts'
import { HostKeys } from './host-keys.ts'
import { openSshConnection } from './ssh-connection.ts'
import type { SshError } from './ssh-errors.ts'
import { type LocalSshd, startLocalSshd, testKey, whyNoSshd } from './testing/local-sshd.ts'

const never = new AbortController().signal
const actor = 'operator:owner'
const NODE = '5f0c1f5e-8f7c-4f2e-9a51-0d6a3a0f7b11' as NodeId
const key = (letter: string, algorithm = 'ssh-ed25519') => ({ algorithm, fingerprint: `SHA256:${letter.repeat(43)}` })

let folder: string
let store: Store
let activity: SqliteActivityLog
let keys: HostKeys
let now: number

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'hw-host-keys-'))
  store = openStore(path.join(folder, 'headwater.db'))
  activity = new SqliteActivityLog(store, { log: pino({ level: 'silent' }) })
  now = Date.parse('2026-11-21T07:30:00Z')
  keys = new HostKeys(store, activity, () => now)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})
const recorded = () => activity.list({ limit: 10 }).map(({ type }) => type)

describe('host keys that are known', () => {
  it('are one of each kind for an address, confirmed by somebody at a time', () => {
    keys.confirm('Edge1.example.com', 22, key('a'), actor)
    keys.confirm('edge1.example.com', 22, key('a'), actor)
    keys.confirm('edge1.example.com', 22, key('b', 'ecdsa-sha2-nistp256'), actor)
    keys.confirm('[FD00::1]', 2222, key('c'), actor)
    expect(
      keys
        .find('EDGE1.example.com', 22)
        .map(({ algorithm }) => algorithm)
        .sort(),
    ).toEqual(['ecdsa-sha2-nistp256', 'ssh-ed25519'])
    expect(keys.find('edge1.example.com', 2222)).toEqual([])
    expect(keys.find('fd00::1', 2222)).toMatchObject([
      { ...key('c'), node_id: null, confirmed_at: '2026-11-21T07:30:00.000Z', confirmed_by: actor },
    ])
    expect(recorded()).toEqual(['host_key.confirmed', 'host_key.confirmed', 'host_key.confirmed'])
  })

  it('are never overwritten but by a replacement, which is on record with what was before and after', () => {
    keys.confirm('10.0.0.5', 22, key('a'), actor)
    keys.belongTo('10.0.0.5', 22, NODE)
    now += 86_400_000
    expect(() => keys.confirm('10.0.0.5', 22, key('b'), actor)).toThrow('another ssh-ed25519 host key')
    expect(keys.replace('10.0.0.5', 22, key('b'), actor)).toMatchObject([key('a')])
    expect(keys.find('10.0.0.5', 22)).toMatchObject([{ ...key('b'), node_id: NODE }])
    expect([keys.list({ node_id: NODE }), keys.list()].map(({ length }) => length)).toEqual([1, 1])
    expect(activity.list({ limit: 1 })[0]).toMatchObject({
      type: 'host_key.replaced',
      severity: 'warning',
      actor,
      data: { before: [key('a')], after: key('b') },
    })
    expect(keys.forget('10.0.0.5', 22, actor)).toMatchObject([key('b')])
    expect([keys.find('10.0.0.5', 22), keys.forget('10.0.0.5', 22, actor)]).toEqual([[], []])
    expect(activity.list({ limit: 1 })[0]).toMatchObject({ type: 'host_key.forgotten', actor })
  })
})

describe('a host key that somebody says', () => {
  it('is the only one of the address from then on, known before or not, and on record as what it was', () => {
    expect(keys.set('10.0.0.5', 22, key('a'), actor)).toMatchObject([key('a')])
    keys.confirm('10.0.0.5', 22, key('b', 'ecdsa-sha2-nistp256'), actor)
    expect(keys.set('10.0.0.5', 22, key('c'), actor)).toMatchObject([key('c')])
    expect(keys.set('10.0.0.5', 22, key('c'), actor)).toHaveLength(1)
    expect(recorded()).toEqual(['host_key.replaced', 'host_key.confirmed', 'host_key.confirmed'])
    expect(() => keys.set('10.0.0.5', 22, { ...key('c'), fingerprint: 'MD5:00' }, actor)).toThrow('not a SHA-256')
  })
})

const missing = whyNoSshd()
describe.skipIf(missing !== null)(
  `the way to a box${missing === null ? '' : ` [skipped: ${missing}]`}`,
  { timeout: 60_000 },
  () => {
    const open = (target: SshTarget) => openSshConnection(target, never, { known_hosts: keys.knownTo(actor) })
    const reach = async (target: SshTarget): Promise<string> => {
      const opening = await open(target)
      if (opening.state === 'unconfirmed') return `unconfirmed ${opening.host}:${opening.port}`
      await using connection = opening.connection
      return (await connection.run('echo in', {}, never)).stdout.trim()
    }
    const failure = async (promise: Promise<unknown>): Promise<SshError> =>
      promise.then(
        () => {
          throw new Error('it did not fail')
        },
        (error: unknown) => error as SshError,
      )
    const unnamed = { host_key_fingerprint: null }
    const hop = (sshd: LocalSshd) => {
      const { jump, ...rest } = sshd.target()
      return rest
    }

    it('is open without a word once its key was confirmed, and shut at any other key until that is replaced', async () => {
      await using sshd = await startLocalSshd()
      const { port } = sshd
      expect(await reach(sshd.target(unnamed))).toBe(`unconfirmed 127.0.0.1:${port}`)
      expect(await reach(sshd.target({ host_key_fingerprint: sshd.fingerprint('ecdsa') }))).toBe('in')
      expect(keys.find('127.0.0.1', port)).toMatchObject([{ algorithm: 'ecdsa-sha2-nistp256' }])
      // By itself it would show its Ed25519 key, which nobody has compared.
      expect(await reach(sshd.target(unnamed))).toBe('in')

      keys.replace('127.0.0.1', port, key('x'), actor)
      const error = await failure(reach(sshd.target({ host_key_fingerprint: sshd.fingerprint('ed25519') })))
      expect(error.code).toBe('ssh_host_key_changed')
      expect(error.hint).toContain('reinstalled, or when someone intercepts the connection')
      expect(error.details).toMatchObject({
        confirmed: key('x').fingerprint,
        confirmed_at: '2026-11-21T07:30:00.000Z',
        shown: sshd.fingerprint('ed25519'),
        shown_algorithm: 'ssh-ed25519',
      })
      expect(error.details.shown_at).toMatch(/^\d{4}-/)
      keys.replace('127.0.0.1', port, { algorithm: 'ssh-ed25519', fingerprint: sshd.fingerprint('ed25519') }, actor)
      expect(await reach(sshd.target(unnamed))).toBe('in')
    })

    it('leads through jump hosts, each with a key and a proof of its own', async () => {
      await using first = await startLocalSshd()
      await using second = await startLocalSshd()
      const jump = [{ ...hop(first), ...unnamed }]
      expect(await reach(second.target({ jump }))).toBe(`unconfirmed 127.0.0.1:${first.port}`)
      expect(await reach(second.target({ jump: [hop(first)] }))).toBe('in')
      // Both are known now.
      expect(await reach(second.target({ ...unnamed, jump }))).toBe('in')
      expect(second.log()).toContain('Accepted publickey')
      const wrong = [{ ...hop(first), private_key: testKey(first, 'stranger') }]
      expect((await failure(reach(second.target({ jump: wrong })))).code).toBe('ssh_auth_refused')
      const nowhere = await failure(reach(second.target({ port: 1, jump })))
      expect(nowhere.message).toContain('seen from 127.0.0.1')
    })

    it('says so when the jump host lets nothing through', async () => {
      await using first = await startLocalSshd('AllowTcpForwarding no')
      await using second = await startLocalSshd()
      const error = await failure(reach(second.target({ jump: [hop(first)] })))
      expect(error.code).toBe('ssh_jump_refused')
      expect(error.hint).toContain('AllowTcpForwarding')
    })

    it('opens with the keys of an agent, only when asked', async () => {
      await using sshd = await startLocalSshd()
      const socket = path.join(folder, 'agent')
      const pid = /SSH_AGENT_PID=(\d+)/.exec(execFileSync('ssh-agent', ['-a', socket], { encoding: 'utf8' }))?.[1]
      const before = process.env.SSH_AUTH_SOCK
      process.env.SSH_AUTH_SOCK = socket
      try {
        const target = sshd.target({ private_key: null, agent: true })
        expect((await failure(reach(target))).code).toBe('ssh_agent_unusable')
        const stdio = 'ignore'
        execFileSync('ssh-add', [path.join(sshd.folder, 'friend')], { env: { SSH_AUTH_SOCK: socket }, stdio })
        expect(await reach(target)).toBe('in')
        expect((await failure(reach({ ...target, agent: false }))).code).toBe('ssh_no_credentials')
      } finally {
        if (before === undefined) delete process.env.SSH_AUTH_SOCK
        else process.env.SSH_AUTH_SOCK = before
        process.kill(Number(pid))
      }
    })
  },
)
