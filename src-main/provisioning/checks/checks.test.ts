import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CheckPlan } from '../check.ts'
import { compareVersions } from '../engine/engine.ts'
import { clockCheck, parseDate } from './clock.ts'
import { diskCheck, parseDf } from './disk.ts'
import { dockerEngineCheck, type EngineFacts } from './docker-engine.ts'
import { architectureCheck, distributionCheck, parseOsRelease } from './identity.ts'
import { memoryCheck, parseMeminfo, parseMemoryLimit, parseProcessorQuota } from './memory.ts'
import { isLoopbackHost, originReachCheck, reachCommands } from './origin-reach.ts'
import { parseProcNetTcp, parseSs, portsCheck } from './ports.ts'
import { privilegeCheck } from './privilege.ts'
import { serviceManagerCheck } from './service-manager.ts'

const plan: CheckPlan = { ports: [{ port: 1935, purpose: 'RTMP' }], origin_url: null }
const GIB = 1024 ** 3

describe('reading what a box says', () => {
  it('reads os-release with and without quotes', () => {
    const text = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n# note\nVERSION_ID=\'12\'\nX="a \\"b\\""\n'
    expect(Object.fromEntries(parseOsRelease(text))).toEqual({
      PRETTY_NAME: 'Debian GNU/Linux 12 (bookworm)',
      ID: 'debian',
      VERSION_ID: '12',
      X: 'a "b"',
    })
  })

  it('reads df, names with spaces and all', () => {
    const text = [
      'Filesystem     1024-blocks     Used Available Capacity Mounted on',
      '/dev/vda1         10255636  2348268   7364776      25% /',
      'overlay of stuff       100       90       -20     118% /var/lib/my docker',
    ].join('\n')
    expect(parseDf(text)).toEqual([
      { mounted_on: '/', size_bytes: 10_255_636 * 1024, free_bytes: 7_364_776 * 1024 },
      { mounted_on: '/var/lib/my docker', size_bytes: 102_400, free_bytes: 0 },
    ])
  })

  it('reads memory and the limits of both control group versions', () => {
    expect(parseMeminfo('MemTotal:        2014356 kB\nMemFree: 1 kB\n', 'MemTotal')).toBe(2_014_356 * 1024)
    expect(parseMemoryLimit('314572800')).toBe(314_572_800)
    expect(parseMemoryLimit('max')).toBeNull()
    expect(parseMemoryLimit('9223372036854771712')).toBeNull()
  })

  it('reads ss with and without the program’s name', () => {
    const text = [
      'LISTEN 0 511 0.0.0.0:8080 0.0.0.0:* users:(("nginx",pid=812,fd=6),("nginx",pid=813,fd=6))',
      'LISTEN 0 128 [::1]:631 [::]:*',
      'LISTEN 0 4096 127.0.0.53%lo:53 0.0.0.0:*',
      'LISTEN 0 128 *:22 *:*',
    ].join('\n')
    expect(parseSs(text)).toEqual([
      { port: 8080, loopback: false, program: 'nginx', pid: 812 },
      { port: 631, loopback: true, program: null, pid: null },
      { port: 53, loopback: true, program: null, pid: null },
      { port: 22, loopback: false, program: null, pid: null },
    ])
  })

  it('reads /proc/net/tcp, listening sockets only', () => {
    const text = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid',
      '   0: 00000000:078F 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0',
      '   1: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0',
      '   2: 0100007F:1F91 0100007F:1234 01 00000000:00000000 00:00000000 00000000     0',
      '   3: 00000000000000000000000001000000:0050 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0',
    ].join('\n')
    expect(parseProcNetTcp(text).map(({ port, loopback }) => [port, loopback])).toEqual([
      [1935, false],
      [8080, true],
      [80, true],
    ])
  })

  it('reads the time with and without nanoseconds, after whatever a login script printed', () => {
    expect(parseDate('1700000000.250000000\n')).toEqual({ time_ms: 1_700_000_000_250, resolution_ms: 0 })
    expect(parseDate('Welcome\n1700000000.%N\n')).toEqual({ time_ms: 1_700_000_000_500, resolution_ms: 500 })
    expect(parseDate('no idea')).toBeNull()
  })

  it('survives any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
        parseOsRelease(text)
        parseDf(text)
        parseSs(text)
        parseProcNetTcp(text)
        parseDate(text)
        parseMeminfo(text, 'MemTotal')
        parseMemoryLimit(text)
      }),
    )
  })

  it('compares versions by number', () => {
    expect(compareVersions('1.9', '1.41')).toBeLessThan(0)
    expect(compareVersions('1.41', '1.41')).toBe(0)
    expect(compareVersions('2', '1.99')).toBeGreaterThan(0)
  })
})

describe('what is made of it', () => {
  it('knows the systems that nodes are made for, and refuses all others clearly', () => {
    const facts = { kernel: 'Linux', distribution: 'debian', version: '12', pretty_name: 'Debian 12' }
    expect(distributionCheck.judge(facts, plan)).toMatchObject({ outcome: 'pass', found: 'Debian 12' })
    for (const version of ['22.04', '24.04', '26.04'])
      expect(distributionCheck.judge({ ...facts, distribution: 'ubuntu', version }, plan).outcome).toBe('pass')
    expect(distributionCheck.judge({ ...facts, version: '13' }, plan).outcome).toBe('pass')
    for (const other of [{ version: '99' }, { distribution: 'fedora', version: '43' }, { distribution: 'raspbian' }])
      expect(distributionCheck.judge({ ...facts, ...other }, plan)).toMatchObject({
        outcome: 'block',
        remedy: expect.stringContaining('Debian 12, 13; Ubuntu 22.04, 24.04, 26.04') as string,
      })
    expect(distributionCheck.judge({ ...facts, kernel: 'Darwin' }, plan).outcome).toBe('block')
  })

  it('refuses 32-bit systems, also on 64-bit processors', () => {
    expect(architectureCheck.judge({ machine: 'aarch64', long_bits: 64 }, plan).outcome).toBe('pass')
    expect(architectureCheck.judge({ machine: 'aarch64', long_bits: 32 }, plan).outcome).toBe('block')
    expect(architectureCheck.judge({ machine: 'armv7l', long_bits: 32 }, plan).outcome).toBe('block')
  })

  it.each([
    ['is_root', null, false, 'pass'],
    ['sudo', null, true, 'pass'],
    ['sudo_with_password', null, true, 'pass'],
    ['none', 'no_sudo', false, 'block'],
    ['none', 'password_not_given', true, 'warn'],
    ['none', 'password_not_given', false, 'block'],
    ['none', 'password_refused', true, 'block'],
  ] as const)('rights: %s, %s, in an admin group %s: %s', (access, obstacle, in_admin_group, outcome) => {
    expect(privilegeCheck.judge({ user: 'edge', access, obstacle, in_admin_group }, plan).outcome).toBe(outcome)
  })

  const root = { mounted_on: '/', size_bytes: 100 * GIB, free_bytes: 50 * GIB }
  const apart = { mounted_on: '/var/lib/docker', size_bytes: 5 * GIB, free_bytes: 2 * GIB }
  const brought = { form: 'container', brought_bytes: 100 * 1024 ** 2, brought_before: false } as const

  it('measures the disk that is tightest', () => {
    expect(diskCheck.judge({ ...brought, root, brought_to: root }, plan).outcome).toBe('pass')
    expect(diskCheck.judge({ ...brought, root, brought_to: apart }, plan)).toMatchObject({
      outcome: 'warn',
      found: '2.0 GiB of 5.0 GiB free on /var/lib/docker.',
    })
    expect(diskCheck.judge({ ...brought, root: { ...root, free_bytes: 1 }, brought_to: apart }, plan).outcome).toBe(
      'block',
    )
    expect(diskCheck.judge({ ...brought, root: null, brought_to: apart }, plan).outcome).toBe('warn')
  })

  it('wants two and a half times the image where Docker keeps images, and the rest of what a node needs on /', () => {
    const free = (mib: number) => ({ ...apart, free_bytes: mib * 1024 ** 2 })
    const judge = (mib: number, more = {}) =>
      diskCheck.judge({ ...brought, root, brought_to: free(mib), ...more }, plan)
    expect(judge(251).outcome).toBe('warn')
    expect(judge(249)).toMatchObject({
      outcome: 'block',
      found: 'Only 249 MiB of 5.0 GiB free on /var/lib/docker.',
      remedy: expect.stringContaining('The node’s image takes 100 MiB, and 250 MiB leave room') as string,
    })
    // One file system for both holds both.
    const one = { ...root, free_bytes: 700 * 1024 ** 2 }
    expect(diskCheck.judge({ ...brought, root: one, brought_to: one }, plan)).toMatchObject({
      outcome: 'block',
      remedy: expect.stringContaining('At least 762 MiB') as string,
    })
    // A node that is there is not told that it does not fit.
    expect(judge(100, { brought_before: true }).outcome).toBe('warn')
  })

  it('counts the memory and processors the box may use, not what its host has', () => {
    const facts = { total_bytes: 16 * GIB, limit_bytes: GIB / 2, processors: 1 }
    expect(memoryCheck.judge(facts, plan)).toMatchObject({ outcome: 'warn', found: '512 MiB of memory, 1 processor.' })
    expect(memoryCheck.judge({ ...facts, limit_bytes: null }, plan).outcome).toBe('pass')
    expect(memoryCheck.judge({ ...facts, limit_bytes: 1 }, plan).outcome).toBe('block')
    expect(memoryCheck.judge({ ...facts, limit_bytes: null, processors: 0.25 }, plan)).toMatchObject({
      outcome: 'warn',
      found: '16 GiB of memory, 0.25 processors.',
    })
    expect([parseProcessorQuota('25000 100000'), parseProcessorQuota('150000\n100000')]).toEqual([0.25, 1.5])
    expect([parseProcessorQuota('max 100000'), parseProcessorQuota('-1 100000')]).toEqual([null, null])
  })

  it('does not blame a clock for a slow line', () => {
    const judge = (offset_ms: number, uncertainty_ms: number) =>
      clockCheck.judge({ offset_ms, uncertainty_ms }, plan).outcome
    expect(judge(2_100, 300)).toBe('pass')
    expect(judge(2_400, 300)).toBe('warn')
    expect(judge(-61_000, 300)).toBe('block')
  })

  it('is content with systemd, even with a failed service, and warns without it', () => {
    const judge = (systemd_runs: boolean, state: string | null) =>
      serviceManagerCheck.judge({ systemd_runs, state, init: 'systemd' }, plan).outcome
    expect([judge(true, 'running'), judge(true, 'degraded')]).toEqual(['pass', 'pass'])
    expect([judge(true, 'starting'), judge(false, null)]).toEqual(['warn', 'warn'])
  })

  const engine: EngineFacts = {
    user: 'edge',
    command: 'docker',
    socket: 'open',
    in_docker_group: true,
    engine: { version: '20.10.24', api_version: '1.41' },
    via: 'socket',
    socket_failure: null,
  }
  it.each([
    [{}, 'pass', 'Docker 20.10.24 (API 1.41).'],
    [{ engine: { version: '19.03', api_version: '1.40' } }, 'block', 'Docker 19.03 (API 1.40) is too old.'],
    [{ engine: null, command: null, socket: 'absent', via: null }, 'warn', 'Docker is not installed.'],
    [{ engine: null, socket: 'absent', via: null }, 'warn', 'Docker is installed, but its engine does not answer.'],
    [{ engine: null, socket: 'forbidden', via: null }, 'warn', 'Docker is there, but user edge may not use it.'],
    [{ command: 'podman' }, 'block', 'The docker command there is Podman’s stand-in.'],
    [{ command: 'snap' }, 'block', 'Docker was installed as a snap, which keeps it from files it needs.'],
    [{ via: 'root' }, 'pass', 'Docker 20.10.24 (API 1.41), used through sudo.'],
  ] as const)('Docker: %o is %s', (differences, outcome, found) => {
    expect(dockerEngineCheck.judge({ ...engine, ...differences }, plan)).toMatchObject({ outcome, found })
  })

  it('says who holds a port', () => {
    const nginx = { port: 1935, loopback: false, program: 'nginx', pid: 812 }
    expect(portsCheck.judge([nginx], plan)).toMatchObject({
      outcome: 'block',
      found: 'Port 1935 (RTMP) is in use by nginx (process 812).',
    })
    expect(portsCheck.judge([{ ...nginx, port: 80 }], plan).outcome).toBe('pass')
    expect(portsCheck.judge(null, plan).outcome).toBe('warn')
  })

  it('knows that an address of this machine means the box itself on the box', () => {
    for (const host of ['localhost', '127.0.0.1', '[::1]', '0.0.0.0']) expect(isLoopbackHost(host)).toBe(true)
    for (const host of ['10.0.0.1', 'origin.example.com', '[fd00::1]']) expect(isLoopbackHost(host)).toBe(false)
    const facts = { url: 'http://10.0.0.1:8090', tool: 'curl', said: '(7) refused' } as const
    expect(originReachCheck.judge({ ...facts, result: 'failed' }, plan).outcome).toBe('block')
    expect(originReachCheck.judge({ ...facts, result: 'answered' }, plan).outcome).toBe('pass')
  })

  it('keeps an address from becoming a command', () => {
    const commands = Object.values(reachCommands(new URL("http://h/';touch /tmp/x;'")))
    for (const command of commands) expect(command).not.toContain(';touch')
  })
})
