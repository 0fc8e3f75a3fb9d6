import type { BoxCheck, BoxReport, SshTarget } from '#contract/provisioning.ts'
import { Box } from './box.ts'
import type { BoxInspection, CheckPlan, PlannedPort } from './check.ts'
import { inspection } from './check.ts'
import { clockCheck } from './checks/clock.ts'
import { dockerEngineCheck } from './checks/docker-engine.ts'
import { architectureCheck, distributionCheck } from './checks/identity.ts'
import { originReachCheck } from './checks/origin-reach.ts'
import { portsCheck } from './checks/ports.ts'
import { privilegeCheck } from './checks/privilege.ts'
import { diskCheck, memoryCheck } from './checks/resources.ts'
import { serviceManagerCheck } from './checks/service-manager.ts'
import { shellCheck } from './checks/shell.ts'
import type { HostKey } from './host-key.ts'
import { openSshConnection, type SshConnection } from './ssh-connection.ts'
import { SshError } from './ssh-errors.ts'

/** What a node listens on unless it is told otherwise. */
export const defaultNodePorts: readonly PlannedPort[] = [
  { port: 1935, purpose: 'RTMP' },
  { port: 8080, purpose: 'HTTP media and relay' },
]

/** Whether the box can be looked at any further. */
const gate: BoxInspection = inspection(shellCheck)

/**
 * One after the other, before the rest: how the rest gets root's rights, and the clock, which is measured the better the
 * less the box is asked at the same time.
 */
const alone: readonly BoxInspection[] = [inspection(privilegeCheck), inspection(clockCheck)]

/** Everything else a box is looked at for, all at once. */
const together: readonly BoxInspection[] = [
  inspection(distributionCheck),
  inspection(architectureCheck),
  inspection(serviceManagerCheck),
  inspection(diskCheck),
  inspection(memoryCheck),
  inspection(dockerEngineCheck),
  inspection(portsCheck),
]
const reach: BoxInspection = inspection(originReachCheck)

/** The longest a look at a box may take, from the first packet to the report. */
const WHOLE_LOOK_MS = 90_000

/** What {@link Boxes} is made from. */
export interface BoxesOptions {
  /** Base URL under which boxes must reach this origin, read at each look; null: that is not looked at. */
  readonly originUrl: () => string | null
  readonly ports?: readonly PlannedPort[]
}

/** Provisioning as far as it goes today: looks at boxes over SSH and changes nothing on them. */
export class Boxes {
  readonly #originUrl: () => string | null
  readonly #ports: readonly PlannedPort[]

  constructor({ originUrl, ports = defaultNodePorts }: BoxesOptions) {
    this.#originUrl = originUrl
    this.#ports = ports
  }

  /** Looks at a box. @throws {SshError} where it cannot be reached, or does not let us in */
  check(target: SshTarget, signal: AbortSignal): Promise<BoxReport> {
    return checkBox(target, { ports: this.#ports, origin_url: this.#originUrl() }, signal)
  }
}

/**
 * Looks at a box over one SSH connection and changes nothing on it. Without a confirmed fingerprint the report holds the
 * host key, and the one check that asks to compare it.
 * @throws {SshError} where the box cannot be reached, shows another key than the confirmed one, or does not let us in
 */
export async function checkBox(target: SshTarget, plan: CheckPlan, signal: AbortSignal): Promise<BoxReport> {
  const deadline = AbortSignal.timeout(WHOLE_LOOK_MS)
  const ended = AbortSignal.any([signal, deadline])
  try {
    const opening = await openSshConnection(target, ended)
    if (opening.state === 'unconfirmed')
      return report(target, opening.host_key, 'unconfirmed', [toConfirm(opening.host_key)])
    await using connection = opening.connection
    return report(target, connection.host_key, 'confirmed', await lookAt(connection, target, plan, ended))
  } catch (error) {
    if (!deadline.aborted || signal.aborted) throw error
    throw tooSlow(target, error)
  }
}

function tooSlow({ host, port }: SshTarget, cause: unknown): SshError {
  return new SshError(
    'ssh_command_timed_out',
    `${host} was not looked at completely within ${WHOLE_LOOK_MS / 1000} s.`,
    'The box or the network to it is very slow. Nothing was changed on it; check again.',
    { host, port },
    { cause },
  )
}

async function lookAt(
  connection: SshConnection,
  target: SshTarget,
  plan: CheckPlan,
  signal: AbortSignal,
): Promise<readonly BoxCheck[]> {
  const box = new Box(connection, target.password)
  const checks = [await gate.inspect(box, plan, signal)]
  if (checks[0]?.outcome === 'block') return checks
  for (const check of alone) checks.push(await check.inspect(box, plan, signal))
  const rest = plan.origin_url === null ? together : [...together, reach]
  // One that fails takes the others along: only a lost connection or the end of time gets here.
  const over = new AbortController()
  const each = AbortSignal.any([signal, over.signal])
  try {
    return [...checks, ...(await Promise.all(rest.map((check) => check.inspect(box, plan, each))))]
  } finally {
    over.abort()
  }
}

function toConfirm({ algorithm, fingerprint }: HostKey): BoxCheck {
  const file = `/etc/ssh/ssh_host_${/ed25519|ecdsa|rsa/.exec(algorithm)?.[0] ?? '*'}_key.pub`
  return {
    id: 'access.host_key',
    title: 'Host key',
    outcome: 'block',
    found: `The server shows the ${algorithm} key ${fingerprint}. Nothing else was looked at, and nothing was sent to it.`,
    remedy: `Compare it with what the box itself says on its console (ssh-keygen -lf ${file}) or your provider shows, then confirm it.`,
  }
}

function report(
  { host }: SshTarget,
  host_key: HostKey,
  state: BoxReport['host_key']['state'],
  checks: readonly BoxCheck[],
): BoxReport {
  const has = (outcome: BoxCheck['outcome']) => checks.some((check) => check.outcome === outcome)
  return {
    host,
    host_key: { ...host_key, state },
    checks: [...checks],
    outcome: has('block') ? 'block' : has('warn') ? 'warn' : 'pass',
  }
}
