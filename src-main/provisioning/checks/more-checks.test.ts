import { describe, expect, it } from 'vitest'
import type { CheckPlan } from '../check.ts'
import type { PortReach } from '../port-probe/probe-ports.ts'
import { dockerEngineCheck } from './docker-engine.ts'
import { firewallCheck } from './firewall.ts'
import { fromOutsideCheck } from './from-outside.ts'
import { interfaceCheck, parseAddresses } from './interface.ts'
import { kernelLimitsCheck } from './kernel-limits.ts'
import { nodeHereCheck } from './node-here.ts'
import { nodeNameCheck } from './node-name.ts'
import { originReachCheck, originTlsCheck, tlsCommand } from './origin-reach.ts'
import { otherContainersCheck, readContainers } from './other-containers.ts'
import { knownServices, otherServicesCheck } from './other-services.ts'
import { lockHolder, packageManagerCheck } from './package-manager.ts'
import { parseSs, portsCheck } from './ports.ts'

const plan: CheckPlan = {
  ports: [{ port: 1935, purpose: 'RTMP' }],
  udp_ports: [{ port: 443, purpose: 'QUIC relays' }],
  origin_url: null,
  cluster_id: 'main',
}

describe('ports', () => {
  const udp = parseSs('UNCONN 0 0 0.0.0.0:443 0.0.0.0:* users:(("caddy",pid=7,fd=3))')
  const held = udp.map((each) => ({ ...each, udp: true }))

  it('count for UDP by themselves, with the name of who holds them', () => {
    expect(portsCheck.judge(held, plan)).toMatchObject({
      outcome: 'block',
      found: 'Port 443/udp (QUIC relays) is in use by caddy (process 7).',
    })
    expect(
      portsCheck.judge(
        held.map(({ udp: _, ...tcp }) => tcp),
        plan,
      ).outcome,
    ).toBe('pass')
    const spare = { ...plan, udp_ports: [{ port: 443, purpose: 'QUIC relays', optional: true }] }
    expect(portsCheck.judge(held, spare).outcome).toBe('warn')
    expect(portsCheck.judge([], plan).found).toBe('Free: 1935 (RTMP), 443/udp (QUIC relays).')
  })

  it('that the node on the box holds are in nobody’s way', () => {
    const verdict = portsCheck.judge(
      held.map((each) => ({ ...each, ours: true })),
      plan,
    )
    expect(verdict).toMatchObject({ outcome: 'pass', found: expect.stringContaining('node on the box') as string })
  })
})

describe('a node that is there', () => {
  const free = {
    ...{ container: null, service: null, node_id: null, cluster_id: null, name: null, origin: null, files: false },
  } as const
  it.each([
    [{}, 'pass', 'The box is free.'],
    [{ container: 'running', cluster_id: 'main', files: true }, 'pass', 'runs there already'],
    [{ service: 'stopped', cluster_id: 'main', files: true }, 'warn', 'does not run'],
    [{ files: true }, 'warn', 'not all of it'],
    [
      { container: 'running', cluster_id: 'other', origin: 'http://10.9.9.9' },
      'block',
      'another cluster (other, http://10.9.9.9)',
    ],
  ] as const)('%o is %s', (differences, outcome, found) => {
    const verdict = nodeHereCheck.judge({ ...free, ...differences }, plan)
    expect(verdict).toMatchObject({ outcome, found: expect.stringContaining(found) as string })
  })
})

describe('a node of this cluster on the box', () => {
  const member = { id: 'n1', name: 'edge-1', version: '1.4.0', liveness: 'alive' }
  const nobody = { service: null, origin: null } as const
  const there = {
    ...nobody,
    ...({ container: 'running', node_id: 'n1', cluster_id: 'main', name: 'edge-1', files: true } as const),
  }
  it.each([
    ['1.4.0', 'pass', 'runs there already'],
    ['1.5.0', 'warn', 'in version 1.4.0, and this origin is 1.5.0'],
    ['1.3.9', 'warn', 'in version 1.4.0, and this origin is 1.3.9'],
  ] as const)('beside an origin of version %s: %s', (version, outcome, found) => {
    const verdict = nodeHereCheck.judge(there, { ...plan, version, members: [member] })
    expect(verdict).toMatchObject({ outcome, found: expect.stringContaining(found) as string })
  })

  it('keeps its own name, and nobody else gets it', () => {
    const named = { ...plan, node_name: 'edge-1', members: [member] }
    expect(nodeNameCheck.judge({ node_id: 'n1' }, named).outcome).toBe('pass')
    expect(nodeNameCheck.judge({ node_id: null }, named)).toMatchObject({
      outcome: 'block',
      found: 'Another node is called edge-1, and it is alive.',
    })
    expect(nodeNameCheck.judge({ node_id: null }, { ...named, node_name: 'edge-2' }).outcome).toBe('pass')
  })
})

describe('containers of somebody else', () => {
  const said = { names: 'shop\nheadwater-node\nmail\n', live_restore: 'false', version: '', shims: '3' }
  const judge = (more: Partial<Parameters<typeof readContainers>[0]> = {}) =>
    otherContainersCheck.judge(readContainers({ ...said, ...more }), plan)

  it('are named where a restart of Docker would stop them', () => {
    expect(judge()).toMatchObject({
      outcome: 'pass',
      found: 'A restart of Docker would stop shop, mail. Headwater never restarts it.',
    })
    expect(judge({ version: '{"Version":"19.03.1","ApiVersion":"1.40"}' })).toMatchObject({
      outcome: 'warn',
      found: 'The upgrade that Docker needs restarts it, and that stops shop, mail.',
    })
    expect(judge({ live_restore: 'true' }).found).toContain('go on through a restart')
    expect(judge({ names: 'headwater-node' }).found).toBe('No other container runs there.')
  })

  it('are noticed where Docker does not answer', () => {
    expect(judge({ names: null })).toMatchObject({
      outcome: 'warn',
      found: 'Docker does not answer, and 3 containers run all the same.',
    })
    expect(judge({ names: null, shims: '0' }).outcome).toBe('pass')
  })
})

describe('ports seen from outside', () => {
  const quic: CheckPlan = { ...plan, udp_ports: [{ port: 8080, purpose: 'QUIC relays' }] }
  const reach = (tcp: PortReach, udp: PortReach) => ({
    host: '10.0.0.5',
    reaches: [
      { port: 1935, protocol: 'tcp', reach: tcp },
      { port: 8080, protocol: 'udp', reach: udp },
    ] as const,
  })
  const spare = { ...quic, udp_ports: [{ port: 8080, purpose: 'QUIC relays', optional: true }] }

  it.each([
    ['through', 'through', quic, 'pass', '1935/tcp, 8080/udp are reached from this origin at 10.0.0.5.'],
    ['shut', 'through', quic, 'warn', '1935/tcp is not reached from this origin at 10.0.0.5.'],
    ['through', 'shut', quic, 'warn', '8080/udp is not reached'],
    ['through', 'one_way', quic, 'warn', 'What is sent to 8080/udp arrives, and its answer does not come back.'],
    ['through', 'shut', spare, 'pass', '8080/udp is not reached, which relays over TLS do not need.'],
    ['taken', 'taken', quic, 'pass', 'a program holds them already'],
  ] as const)('TCP %s, UDP %s', (tcp, udp, planned, outcome, found) => {
    const verdict = fromOutsideCheck.judge(reach(tcp, udp), planned)
    expect(verdict).toMatchObject({ outcome, found: expect.stringContaining(found) as string })
    expect(verdict.remedy === null).toBe(outcome === 'pass')
  })

  it('are not judged from here where the box lies behind another machine', () => {
    expect(fromOutsideCheck.judge({ host: '10.0.0.5', reaches: 'behind_jump' }, quic).outcome).toBe('pass')
  })
})

describe('packages', () => {
  const locks = '1: POSIX  ADVISORY  WRITE 812 fe:01:4242 0 EOF\n2: FLOCK  ADVISORY  WRITE 9 00:19:7 0 EOF\n'
  it('tell who holds the lock, by the number of its file', () => {
    expect(lockHolder('4242', locks)).toBe(812)
    expect(lockHolder('42', locks)).toBeNull()
    expect(lockHolder('stat: no such file', locks)).toBeNull()
    const holder = { program: 'unattended-upgr', pid: 812 }
    expect(packageManagerCheck.judge({ holder, broken: false, present: true }, plan).found).toContain('unattended-upgr')
    expect(packageManagerCheck.judge({ holder: null, broken: true, present: true }, plan).fix?.command).toBe(
      'sudo dpkg --configure -a',
    )
    expect(packageManagerCheck.judge({ holder: null, broken: false, present: true }, plan).outcome).toBe('pass')
  })
})

describe('the network of a box', () => {
  it('is seen with its own addresses, and with translation before it', () => {
    const text = [
      '1: lo    inet 127.0.0.1/8 scope host lo',
      '2: eth0    inet 10.0.0.5/24 brd 10.0.0.255 scope global eth0',
      '2: eth0    inet6 fd00::5/64 scope global',
      '2: eth0    inet6 fe80::1/64 scope link',
    ].join('\n')
    const addresses = parseAddresses(text)
    expect(addresses).toEqual(['10.0.0.5', 'fd00::5'])
    const judge = (host: string, mtu = 1500) => interfaceCheck.judge({ host, addresses, mtu }, plan)
    expect(judge('10.0.0.5').outcome).toBe('pass')
    expect(judge('edge1.example.com').outcome).toBe('pass')
    expect(judge('203.0.113.5').found).toContain('translates addresses')
    expect(judge('10.0.0.5', 1200).outcome).toBe('warn')
  })

  it('says which servers run beside the node', () => {
    expect(knownServices('systemd\nnginx\nnginx\nrtsp-simple-se\nsrs-exporter\n')).toEqual({
      web: ['nginx'],
      media: ['rtsp-simple-se'],
    })
    expect(otherServicesCheck.judge({ web: ['nginx'], media: [] }, plan).outcome).toBe('pass')
    expect(otherServicesCheck.judge({ web: [], media: ['srs'] }, plan).outcome).toBe('warn')
  })

  it('names what the box cannot resolve', () => {
    const said = 'curl: (6) Could not resolve host: origin.example.com'
    const facts = { url: 'http://origin.example.com:8090', result: 'failed', tool: 'curl', said } as const
    expect(originReachCheck.judge(facts, plan).found).toContain('does not know the name origin.example.com')
  })

  it('is asked over TLS with the origin’s authority pinned, and is refused where something opens it in between', () => {
    const command = tlsCommand(new URL('https://10.0.0.1:8090/health'), [
      '-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n',
    ])
    expect(command).toContain("--cacert /dev/fd/3 'https://10.0.0.1:8090/health' 3<<'HEADWATER-END'\n-----BEGIN")
    const judge = (result: 'own' | 'public' | 'untrusted' | 'plain' | 'failed') =>
      originTlsCheck.judge({ url: 'https://10.0.0.1:8090', result, said: '' }, plan).outcome
    expect([judge('own'), judge('public'), judge('untrusted'), judge('plain')]).toEqual([
      'pass',
      'pass',
      'block',
      'warn',
    ])
  })
})

describe('limits of the kernel', () => {
  it('are a word of advice with a command, never more', () => {
    const facts = { rmem_max: 212_992, wmem_max: 7_000_000, somaxconn: 4_096, nofile: 524_288, shm: 67_108_864 }
    const verdict = kernelLimitsCheck.judge(facts, plan)
    expect(verdict).toMatchObject({ outcome: 'warn', found: 'net.core.rmem_max is 212992, 5000000 is better.' })
    expect(verdict.fix?.command).toContain("'net.core.rmem_max = 5000000' | sudo tee /etc/sysctl.d/90-headwater.conf")
    expect(kernelLimitsCheck.judge({ ...facts, rmem_max: null }, plan).outcome).toBe('pass')
    const small = kernelLimitsCheck.judge({ ...facts, rmem_max: null, shm: 16_777_216 }, plan)
    expect([small.outcome, small.found, small.fix]).toEqual([
      ...['warn', '/dev/shm in bytes is 16777216, 67108864 is better.', undefined],
    ])
    expect(small.remedy).toContain('remount,size=64M')
    expect(kernelLimitsCheck.judge({ ...facts, nofile: 1_024, shm: 0 }, plan).remedy).toMatch(/NOFILE.*\/dev\/shm/)
    const missing = kernelLimitsCheck.judge({ ...facts, rmem_max: null, shm: 0 }, plan)
    expect([missing.found, missing.remedy]).toEqual([
      '/dev/shm is not mounted.',
      expect.stringContaining('mount -t tmpfs'),
    ])
  })
})

describe('what is made of a firewall and of a broken Docker', () => {
  it('names the ports that are kept out, and the command that opens them', () => {
    const shut = [{ port: 1935, protocol: 'tcp' }] as const
    const state = { manager: 'ufw', closed: true, shut, refused: [], certain: true } as const
    const verdict = firewallCheck.judge(state, plan)
    expect(verdict).toMatchObject({ outcome: 'warn', fix: { command: 'sudo ufw allow 1935/tcp' } })
    expect(firewallCheck.judge({ ...state, shut: [] }, plan).outcome).toBe('pass')
    const refused = firewallCheck.judge({ ...state, refused: shut }, plan)
    expect([refused.found, refused.fix]).toEqual(['A rule of ufw refuses 1935/tcp.', undefined])
    expect(firewallCheck.judge(null, plan).outcome).toBe('warn')
  })

  it('says what the engine’s service complained of', () => {
    const facts = {
      user: 'root',
      socket: 'absent',
      in_docker_group: false,
      engine: null,
      via: null,
      socket_failure: null,
    } as const
    expect(dockerEngineCheck.judge({ ...facts, command: 'docker', failure: 'unable to configure' }, plan).found).toBe(
      'Docker is installed, but its engine does not answer: unable to configure',
    )
  })
})
