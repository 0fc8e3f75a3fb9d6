import type { StepFailureCode } from '#contract/failure-code.ts'
import { type BoxCheck, type BoxReport, boxCheckGroupSchema } from '#contract/provisioning.ts'
import type { BoxCheckId, RunStepId } from '#contract/provisioning-ids.ts'
import type { ProvisioningStep, RunKind, ShownHostKey, StepFailure } from '#contract/provisioning-run.ts'
import { asItIs, render, type Sentence, say, together } from '#contract/sentence.ts'
import { block, pass, type Verdict, warn, withFix } from '../../src-main/provisioning/check.ts'

const MIB = 1024 * 1024

/** What the double's boxes are like, told by their host names. */
export type Box = 'good' | 'warns' | 'blocked' | 'fails' | 'changed'

/** `blocked.example` is blocked, and so on; any other host is good. */
export function boxOf(host: string): Box {
  const words: readonly Box[] = ['warns', 'blocked', 'fails', 'changed']
  return words.find((word) => host.includes(word)) ?? 'good'
}

/** Whether the key of such a box was confirmed before. */
export const isKnown = (host: string) => host.includes('known')

/** One step of a fake run. */
export interface ScriptedStep {
  readonly id: RunStepId
  readonly title: string
  readonly ms: number
  readonly found: string
  readonly lines: readonly string[]
  /** It sends so many bytes. */
  readonly bytes?: number
  readonly skip?: boolean
}

const connect: ScriptedStep = {
  ...{ id: 'connect', title: 'Connect', ms: 700, found: 'Logged in as ubuntu, OpenSSH 9.2' },
  lines: ['Connecting …', 'Host key confirmed', 'Logged in as ubuntu by publickey'],
}
const privilege: ScriptedStep = {
  ...{ id: 'privilege', title: 'Administrator rights', ms: 400, found: 'sudo without a password' },
  lines: ['sudo -n true: exit 0'],
}
const preflight: ScriptedStep = {
  ...{ id: 'preflight', title: 'Look at the box', ms: 1_200, found: '14 checks' },
  lines: ['pass  System: Debian 12, x86_64', 'pass  Ports: 1935 and 8080 are free', 'pass  Disk: 17.2 GiB free'],
}
const install: readonly ScriptedStep[] = [
  {
    ...{ id: 'docker', title: 'Docker', ms: 2_500, found: 'Docker 20.10.24 installed' },
    lines: [
      'apt-get update',
      'Get:1 http://deb.debian.org/debian bookworm InRelease [151 kB]',
      'Reading package lists... Done',
      'apt-get install --no-install-recommends docker.io',
      'The following NEW packages will be installed: containerd docker.io runc',
      ...Array.from({ length: 60 }, (_, index) => `Unpacking package ${index + 1} of 60 ...`),
      'Engine answers: 20.10.24, API 1.41',
    ],
  },
  {
    ...{ id: 'image', title: 'Image', ms: 9_000, bytes: 114 * MIB, found: '114 MiB sent in 9 s' },
    lines: ['The engine has none of 3 layers', 'Sending 114 MiB', 'Loaded sha256:5f1c0d2c'],
  },
  {
    ...{ id: 'configure', title: 'Configuration', ms: 600, found: '/etc/headwater written, 0600' },
    lines: ['/etc/headwater/node.json written over SFTP'],
  },
  {
    ...{ id: 'start', title: 'Start', ms: 900, found: 'Container headwater-node runs' },
    lines: ['Created headwater-node', 'Started'],
  },
  {
    ...{ id: 'join', title: 'Join', ms: 1_100, found: 'Joined, heartbeat seen' },
    lines: ['Waiting for the first heartbeat', 'Seen'],
  },
  {
    ...{ id: 'verify', title: 'Verify', ms: 1_400, found: 'A test stream came back in 0.8 s' },
    lines: ['Publishing a test stream', 'First media after 812 ms from 203.0.113.5:8080'],
  },
  {
    ...{ id: 'firewall', title: 'Firewall', ms: 200, found: 'No firewall is at work', skip: true },
    lines: [],
  },
]

const step = (id: RunStepId, title: string, ms: number, found: string, lines: readonly string[]): ScriptedStep => ({
  ...{ id, title, ms, found, lines },
})
const leaves = step('drain', 'Drain', 1_500, '41 viewers left', ['41 viewers', '12 viewers', '0 viewers'])

/** What each kind of run does. */
export const scripts: Readonly<Record<RunKind, readonly ScriptedStep[]>> = {
  provision: [connect, privilege, preflight, ...install],
  adopt: [
    connect,
    privilege,
    step('adopt', 'Claim', 1_500, 'It trusts this origin', ['New identity written']),
    ...install.slice(3, 6),
  ],
  upgrade: [connect, privilege, ...install.slice(1, 2), leaves, ...install.slice(3, 6)],
  reconfigure: [connect, privilege, leaves, ...install.slice(2, 6)],
  restart: [connect, privilege, leaves, ...install.slice(3, 6)],
  rotate_identity: [
    connect,
    privilege,
    step('rotate', 'New identity', 1_500, 'The old certificate is revoked', ['Key made on the node']),
  ],
  diagnostics: [
    connect,
    privilege,
    step('collect', 'Collect', 2_000, '1.4 MiB collected', ['Logs', 'Configuration, masked', 'Versions']),
  ],
  decommission: [
    connect,
    privilege,
    leaves,
    step('remove', 'Remove', 2_000, 'Nothing of it is left', ['Container removed', 'Image removed', 'Files removed']),
  ],
}

export const shownKey = (changed: boolean): ShownHostKey => ({
  algorithm: 'ssh-ed25519',
  fingerprint: 'SHA256:uNiVztksCsDhcc0u9e8BrvzJ0BRF0uXNR8qYz0TF3ic',
  seen_at: new Date().toISOString(),
  pinned: changed
    ? {
        ...{ algorithm: 'ssh-ed25519', fingerprint: 'SHA256:p2QAMXNIC1TJYWeIOttrVc98/R1BUFWu3/LiyKgUfQM' },
        since: '2026-08-02T09:14:21.000Z',
      }
    : null,
})

/** The group of a check is the first word of its id. */
const groupOf = (id: BoxCheckId) => boxCheckGroupSchema.parse(id.split('.')[0])

const check = (id: BoxCheckId, title: string, verdict: Verdict): BoxCheck => ({
  ...{ id, title, group: groupOf(id) },
  ...verdict,
})

/** What a look at such a box finds, in the words of a real look. */
export function reportOf(host: string, box: Box): BoxReport {
  const ufw = withFix(
    warn(
      say`${'ufw'} is active and keeps out ${'1935/tcp, 8080/tcp, 8080/udp'}.`,
      say`Nobody else would reach the node. ${'sudo ufw allow 1935/tcp'}. Or let Headwater open them when it adds the node. A provider’s own firewall comes on top.`,
    ),
    say`Open the node’s ports`,
    'sudo ufw allow 1935/tcp\nsudo ufw allow 8080/tcp\nsudo ufw allow 8080/udp',
  )
  const checks = [
    check('access.shell', 'Running commands', pass(say`User ${'ubuntu'} may run commands.`)),
    check('access.privilege', 'Administrator rights', pass(say`User ${'ubuntu'} may use sudo without a password.`)),
    check('system.distribution', 'Operating system', pass(asItIs('Debian GNU/Linux 12 (bookworm)'))),
    check(
      'system.clock',
      'Clock',
      box === 'warns'
        ? warn(
            say`${say`${'7.4'} s`} behind the clock here.`,
            say`Switch time synchronisation on: sudo timedatectl set-ntp true (or install chrony), then check again.`,
          )
        : pass(say`Agrees with the clock here.`),
    ),
    check('system.disk', 'Free disk space', pass(say`${say`${'17 GiB'} of ${'40 GiB'} free on ${'/'}`}.`)),
    check('system.memory', 'Memory and processors', pass(say`${say`${'3.8 GiB'} of memory, ${2} processors`}.`)),
    check('docker.containers', 'Other containers', pass(say`No other container runs there.`)),
    check(
      'network.ports',
      'Ports for media',
      box === 'blocked'
        ? block(
            say`Port ${1935} (${'RTMP'}) is in use by ${say`${'nginx'} (process ${812})`}.`,
            say`Stop ${'nginx'} (where it is a service: ${'sudo systemctl disable --now nginx'}), or give the node other ports.`,
          )
        : pass(say`Free: ${'1935 (RTMP), 8080 (HTTP)'}.`),
    ),
    check('network.origin', 'Way to the origin', pass(say`The origin answers at ${'https://192.168.10.5:7443'}.`)),
    check('network.firewall', 'Firewall', box === 'warns' ? ufw : pass(say`Nothing is filtered on the box itself.`)),
  ]
  return {
    ...{ host, checks },
    host_key: { algorithm: 'ssh-ed25519', fingerprint: shownKey(false).fingerprint, state: 'confirmed' },
    outcome: box === 'blocked' ? 'block' : box === 'warns' ? 'warn' : 'pass',
  }
}

const told = (code: StepFailureCode, message: Sentence, hint: Sentence) => ({
  ...{ code, message: render(message), hint: render(hint) },
  sentences: { message, hint },
})

/** Why a step of such a box fails; null: it does not. */
export function failureOf(host: string, box: Box, { id }: Pick<ProvisioningStep, 'id'>): StepFailure | null {
  if (box === 'blocked' && id === 'preflight') {
    const held = say`Port ${1935} (${'RTMP'}) is in use by ${say`${'nginx'} (process ${812})`}.`
    return {
      ...told(
        'preflight_blocked',
        say`${host} cannot become a node as it is. ${held}`,
        together([
          say`Stop ${'nginx'} (where it is a service: ${'sudo systemctl disable --now nginx'}), or give the node other ports.`,
          say`Then resume the run: the box is looked at again.`,
        ]),
      ),
      output: [],
    }
  }
  if (box !== 'fails' || id !== 'docker') return null
  return {
    ...told(
      'apt_failed',
      say`${'Docker'} could not be installed on ${host}.`,
      say`Another program on ${host} has held the package manager for two minutes (updates at boot do that). Resume the run when it is done.`,
    ),
    output: [
      ...Array.from(
        { length: 8 },
        (_, at) =>
          `Waiting for cache lock: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 4312 (unattended-upgr)... ${at}s`,
      ),
      'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 4312 (unattended-upgr)',
      'E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?',
    ],
  }
}
