import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SshTarget } from '#contract/provisioning.ts'
import { checkBox } from './boxes.ts'
import type { CheckPlan } from './check.ts'
import { openSshConnection } from './ssh-connection.ts'
import type { SshError } from './ssh-errors.ts'
import { freePort, type LocalSshd, startLocalSshd, testKey, whyNoSshd } from './testing/local-sshd.ts'

const plan: CheckPlan = { ports: [{ port: 1, purpose: 'nothing' }], origin_url: null }
const never = new AbortController().signal
const check = (target: SshTarget, signal = never) => checkBox(target, plan, signal)
const failure = async (promise: Promise<unknown>): Promise<SshError> =>
  promise.then(
    () => {
      throw new Error('it did not fail')
    },
    (error: unknown) => error as SshError,
  )
const quick = { connect_ms: 500, handshake_ms: 500, login_ms: 5_000 }

const missing = whyNoSshd()
describe.skipIf(missing !== null)(
  `a look at a box over SSH${missing === null ? '' : ` [skipped: ${missing}]`}`,
  { timeout: 60_000 },
  () => {
    let sshd: LocalSshd
    beforeAll(async () => {
      sshd = await startLocalSshd()
    })
    afterAll(async () => {
      await sshd[Symbol.asyncDispose]()
    })

    it('shows the host key and goes no further until somebody confirmed it', async () => {
      await using own = await startLocalSshd()
      const report = await check(own.target({ host_key_fingerprint: null }))
      expect(report.host_key).toEqual({
        algorithm: 'ssh-ed25519',
        fingerprint: own.fingerprint('ed25519'),
        state: 'unconfirmed',
      })
      expect(report.outcome).toBe('block')
      expect(report.checks.map(({ id }) => id)).toEqual(['access.host_key'])
      expect(own.log()).not.toMatch(/Accepted|Failed|userauth/)
    })

    it('looks at everything once the key is confirmed', async () => {
      const report = await check(sshd.target())
      expect(report.host_key.state).toBe('confirmed')
      expect(report.checks.map(({ id }) => id)).toEqual([
        'access.shell',
        'access.privilege',
        'system.clock',
        'system.distribution',
        'system.architecture',
        'system.service_manager',
        'system.disk',
        'system.memory',
        'system.packages',
        'docker.engine',
        'docker.containers',
        'network.ports',
        'network.services',
        'network.firewall',
        'network.address',
        'kernel.limits',
        'cluster.node',
        'cluster.name',
        'network.outside',
      ])
      expect(report.checks.map(({ id, group }) => id.startsWith(`${group}.`))).not.toContain(false)
      const byId = new Map(report.checks.map((each) => [each.id, each]))
      expect(byId.get('system.clock')).toMatchObject({ outcome: 'pass', found: 'Agrees with the clock here.' })
      expect(byId.get('system.memory')?.found).toMatch(/of memory, \d+ processors?\.$/)
      for (const { outcome, remedy } of report.checks) expect(remedy === null).toBe(outcome === 'pass')
    })

    it('tells which program holds a port that the node wants', async () => {
      const server = createServer().listen(0, '127.0.0.1')
      await once(server, 'listening')
      try {
        const { port } = server.address() as { port: number }
        const report = await checkBox(sshd.target(), { ...plan, ports: [{ port, purpose: 'RTMP' }] }, never)
        const ports = report.checks.find(({ id }) => id === 'network.ports')
        expect(ports?.outcome).toBe('block')
        expect(ports?.found).toMatch(new RegExp(`^Port ${port} \\(RTMP\\) is in use by `))
      } finally {
        server.close()
      }
    })

    it('tries from here whether what is sent to the ports arrives: TCP, and UDP both ways', async () => {
      const [tcp, udp] = [await freePort(), await freePort()]
      const asked = {
        origin_url: null,
        ports: [{ port: tcp, purpose: 'RTMP' }],
        udp_ports: [{ port: udp, purpose: 'QUIC relays' }],
      }
      const report = await checkBox(sshd.target(), asked, never)
      expect(report.checks.at(-1)).toMatchObject({
        ...{ id: 'network.outside', outcome: 'pass', remedy: null },
        found: `${tcp}/tcp, ${udp}/udp are reached from this origin at 127.0.0.1.`,
      })
      // Nobody listens there any more.
      const server = createServer().listen(tcp, '0.0.0.0')
      await once(server, 'listening')
      try {
        // Another program is in the way, which another line says; the probe leaves it alone.
        const taken = await checkBox(sshd.target(), { ...asked, udp_ports: [] }, never)
        expect(taken.checks.at(-1)?.found).toBe('Not tried: a program holds them already.')
        // An address that nobody answers at.
        const elsewhere = await checkBox(sshd.target(), { ...asked, ports: [], outside_host: '127.0.0.9' }, never)
        expect(elsewhere.checks.at(-1)?.id).toBe('network.outside')
      } finally {
        server.close()
      }
    })

    it('says whether the box reaches the origin', async () => {
      const origin_url = `http://127.0.0.2:${await freePort()}`
      const loopback = await checkBox(sshd.target(), { ...plan, origin_url }, never)
      expect(loopback.checks.find(({ id }) => id === 'network.origin')?.outcome).toBe('warn')
    })

    it('is content with whichever of the server’s keys the user compared', async () => {
      const report = await check(sshd.target({ host_key_fingerprint: sshd.fingerprint('ecdsa') }))
      expect(report.host_key).toEqual({
        algorithm: 'ecdsa-sha2-nistp256',
        fingerprint: sshd.fingerprint('ecdsa'),
        state: 'confirmed',
      })
    })

    it('stops hard at another key than the confirmed one, before it says who it is', async () => {
      await using own = await startLocalSshd()
      const error = await failure(check(own.target({ host_key_fingerprint: sshd.fingerprint('ed25519') })))
      expect(error.code).toBe('ssh_host_key_changed')
      expect(error.details).toMatchObject({
        reference: 'HW-SSH-010',
        confirmed: sshd.fingerprint('ed25519'),
        shown: own.fingerprint('ed25519'),
      })
      expect(own.log()).not.toMatch(/Accepted|Failed|userauth/)
    })

    it('takes a mistyped fingerprint for what it is', async () => {
      const error = await failure(check(sshd.target({ host_key_fingerprint: 'SHA256:short' })))
      expect(error.code).toBe('ssh_fingerprint_malformed')
    })

    it('names the key that was refused, what the server accepts, and the line that lets the key in', async () => {
      const error = await failure(check(sshd.target({ private_key: testKey(sshd, 'stranger') })))
      expect(error.code).toBe('ssh_auth_refused')
      expect(error.message).toMatch(
        /^The server said no to user \S+ with key stranger\. Methods it accepts: publickey\.$/,
      )
      expect(error.hint).toContain('authorized_keys on the box: ssh-ed25519 AAAA')
    })

    it('says that a server takes keys only when all it is given is a password, and does not repeat the password', async () => {
      const error = await failure(check(sshd.target({ private_key: null, password: 'hunter2-secret' })))
      expect(error.code).toBe('ssh_auth_refused')
      expect(error.hint).toContain('Give a key')
      expect(JSON.stringify([error.message, error.hint, error.details])).not.toContain('hunter2')
    })

    it('asks for the passphrase of a locked key, notices a wrong one, and logs in with the right one', async () => {
      const private_key = testKey(sshd, 'locked')
      expect((await failure(check(sshd.target({ private_key })))).code).toBe('ssh_key_needs_passphrase')
      expect((await failure(check(sshd.target({ private_key, passphrase: 'wrong' })))).code).toBe(
        'ssh_key_wrong_passphrase',
      )
      expect((await check(sshd.target({ private_key, passphrase: 'correct horse' }))).host_key.state).toBe('confirmed')
    })

    it('gets by with one session at a time where the server allows no more', async () => {
      await using strict = await startLocalSshd('MaxSessions 1', 'AllowStreamLocalForwarding no')
      const report = await check(strict.target())
      expect(report.checks.filter(({ found }) => found.startsWith('Could not be looked at'))).toEqual([])
    })

    it('sends a stream whole also where its session was refused at first', async () => {
      await using strict = await startLocalSshd('MaxSessions 1')
      const opening = await openSshConnection(strict.target(), never)
      if (opening.state !== 'confirmed') throw new Error('not let in')
      await using connection = opening.connection
      const first = connection.run('sleep 1; echo first', {}, never)
      const sent = connection.run('cat', { stdin: Readable.from(['to the ', 'last byte']) }, never)
      expect((await sent).stdout).toBe('to the last byte')
      expect((await first).stdout).toBe('first\n')
    })

    it('reads past what a login script prints', async () => {
      await using noisy = await startLocalSshd(`ForceCommand echo 'Welcome, no tricks!'; eval "$SSH_ORIGINAL_COMMAND"`)
      const report = await check(noisy.target())
      expect(report.checks.find(({ id }) => id === 'system.architecture')?.outcome).toBe('pass')
    })

    it('says so when the login runs no commands', async () => {
      await using locked = await startLocalSshd('ForceCommand echo This account is currently not available.')
      const report = await check(locked.target())
      expect(report.checks.map(({ id }) => id)).toEqual(['access.shell'])
      expect(report.checks[0]?.found).toContain('it says: This account is currently not available.')
      expect(report.outcome).toBe('block')
    })

    it('ends at once when nobody waits for the answer any more', async () => {
      const caller = new AbortController()
      const ended = failure(check(sshd.target(), caller.signal))
      caller.abort(new Error('the browser went away'))
      expect((await ended).message).toBe('the browser went away')
    })

    describe('one connection', () => {
      const open = async (server: LocalSshd) => {
        const opening = await openSshConnection(server.target(), never)
        if (opening.state !== 'confirmed') throw new Error('not let in')
        return opening.connection
      }

      it('says that it broke off when the far end goes away in the middle', async () => {
        await using connection = await open(sshd)
        const error = await failure(connection.run('kill -9 $PPID; sleep 20', {}, never))
        expect(error.code).toBe('ssh_connection_lost')
        expect((await failure(connection.run('true', {}, never))).code).toBe('ssh_connection_lost')
      })

      it('gives up on a command that hangs, and stays of use', async () => {
        await using connection = await open(sshd)
        const error = await failure(connection.run('sleep 30', { timeout_ms: 200 }, never))
        expect(error.code).toBe('ssh_command_timed_out')
        expect((await connection.run('echo still here', {}, never)).stdout).toBe('still here\n')
      })

      it('keeps no more than 256 KiB of a command that never stops talking', async () => {
        await using connection = await open(sshd)
        const { stdout, exit_code } = await connection.run('head -c 5000000 /dev/zero', {}, never)
        expect(exit_code).toBe(0)
        expect(stdout.length).toBe(256 * 1024)
      })

      it('passes standard input on and tells the exit code', async () => {
        await using connection = await open(sshd)
        expect(await connection.run('cat; echo oops >&2; exit 3', { stdin: 'grüße' }, never)).toEqual({
          stdout: 'grüße',
          stderr: 'oops\n',
          exit_code: 3,
        })
      })
    })
  },
)

describe('a box that cannot be reached', () => {
  const target = (port: number, host = '127.0.0.1'): SshTarget => ({
    host,
    port,
    user: 'edge',
    password: 'x',
    private_key: null,
    passphrase: null,
    one_time_code: null,
    agent: false,
    host_key_fingerprint: null,
    jump: [],
  })
  const serving = async (server: Server) => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as { port: number }).port
  }

  it('has nothing listening on the port', async () => {
    const port = await freePort()
    const error = await failure(check(target(port)))
    expect(error.message).toBe(`Nothing answers on port ${port} of 127.0.0.1.`)
    expect(error.hint).toContain('Is SSH running, or on another port?')
    expect(error.details).toMatchObject({ reference: 'HW-SSH-001' })
  })

  it('has a name that does not resolve', async () => {
    const error = await failure(check(target(22, 'edge1.headwater.invalid')))
    expect(error.message).toBe('The name edge1.headwater.invalid does not resolve from this computer.')
  })

  it('has something else than SSH on the port', async () => {
    const server = createServer((socket) => socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    try {
      const error = await failure(check(target(await serving(server))))
      expect(error.code).toBe('ssh_not_ssh')
      expect(error.message).toContain('it says: HTTP/1.1 400 Bad Request')
    } finally {
      server.close()
    }
  })

  it('takes the connection and says nothing', async () => {
    const server = createServer((socket) => socket.on('error', () => undefined).resume())
    try {
      const error = await failure(openSshConnection(target(await serving(server)), never, { deadlines: quick }))
      expect(error.code).toBe('ssh_not_ssh')
      expect(error.message).toContain('does not speak SSH')
    } finally {
      server.close()
    }
  })

  it('hangs up before SSH begins', async () => {
    const server = createServer((socket) => socket.on('error', () => undefined).destroy())
    try {
      const error = await failure(check(target(await serving(server))))
      expect(error.code).toBe('ssh_hung_up')
    } finally {
      server.close()
    }
  })
})
