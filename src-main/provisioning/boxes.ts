import { setMaxListeners } from 'node:events'
import type { BoxCheck, BoxReport, SshTarget } from '#contract/provisioning.ts'
import type { BoxCheckId } from '#contract/provisioning-ids.ts'
import { Box } from './box.ts'
import type { BoxInspection, CheckPlan, PlannedPort } from './check.ts'
import { inspection } from './check.ts'
import { clockCheck } from './checks/clock.ts'
import { diskCheck } from './checks/disk.ts'
import { dockerEngineCheck } from './checks/docker-engine.ts'
import { firewallCheck } from './checks/firewall.ts'
import { fromOutsideCheck } from './checks/from-outside.ts'
import { architectureCheck, distributionCheck } from './checks/identity.ts'
import { interfaceCheck } from './checks/interface.ts'
import { kernelLimitsCheck } from './checks/kernel-limits.ts'
import { mediaReachCheck } from './checks/media-reach.ts'
import { memoryCheck } from './checks/memory.ts'
import { nodeHereCheck } from './checks/node-here.ts'
import { nodeNameCheck } from './checks/node-name.ts'
import { originReachCheck, originTlsCheck } from './checks/origin-reach.ts'
import { otherContainersCheck } from './checks/other-containers.ts'
import { otherServicesCheck } from './checks/other-services.ts'
import { packageManagerCheck } from './checks/package-manager.ts'
import { portsCheck } from './checks/ports.ts'
import { privilegeCheck } from './checks/privilege.ts'
import { serviceManagerCheck } from './checks/service-manager.ts'
import { shellCheck } from './checks/shell.ts'
import type { HostKey } from './host-key.ts'
import type { HostKeys } from './host-keys.ts'
import { type OpeningOptions, openSshConnection } from './ssh-connection.ts'
import { SshError } from './ssh-errors.ts'
import type { NodePorts } from './steps/node-place.ts'

/** What a node listens on. */
function nodePorts({ rtmp_port, media_port }: NodePorts): readonly PlannedPort[] {
  return [
    { port: rtmp_port, purpose: 'RTMP' },
    { port: media_port, purpose: 'HTTP media and relay' },
  ]
}

/** What a node listens on for relays over QUIC: the number of its media port. @param optional relays go over TLS here */
function nodeUdpPorts({ media_port }: Pick<NodePorts, 'media_port'>, optional: boolean): readonly PlannedPort[] {
  return [{ port: media_port, purpose: 'QUIC relays', optional }]
}

/** What it listens on unless it is told otherwise. */
export const defaultPorts: NodePorts = { rtmp_port: 1935, media_port: 8080 }

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
  inspection(packageManagerCheck),
  inspection(dockerEngineCheck),
  inspection(otherContainersCheck),
  inspection(portsCheck),
  inspection(otherServicesCheck),
  inspection(firewallCheck),
  inspection(interfaceCheck),
  inspection(kernelLimitsCheck),
  inspection(nodeHereCheck),
  inspection(nodeNameCheck),
]
const reach: readonly BoxInspection[] = [
  inspection(originReachCheck),
  inspection(originTlsCheck),
  inspection(mediaReachCheck),
]

/** Once it is seen who has the ports: it listens there itself. */
const last: BoxInspection = inspection(fromOutsideCheck)

/** The longest a look at a box may take, from the first packet to the report. */
const WHOLE_LOOK_MS = 90_000

/** What a look knows of the origin that asks, beside the box and what is to run there. */
export type OriginFacts = Pick<
  CheckPlan,
  'origin_authorities' | 'cluster_id' | 'origin_media_url' | 'version' | 'members' | 'broughtBytes'
> & { readonly relays_over_quic?: boolean }

/** What {@link Boxes} is made from. */
export interface BoxesOptions {
  /** Base URL under which boxes must reach this origin, read at each look; null: that is not looked at. */
  readonly originUrl: () => string | null
  /** Which host keys are known; those that a look confirms are kept there. */
  readonly host_keys: HostKeys
  /** Read at each look. */
  readonly known?: () => OriginFacts
}

/** A look at boxes over SSH that changes nothing on them, before any run is begun. */
export class Boxes {
  readonly #originUrl: () => string | null
  readonly #host_keys: HostKeys
  readonly #known: () => OriginFacts

  constructor({ originUrl, host_keys, known = () => ({}) }: BoxesOptions) {
    this.#known = known
    this.#originUrl = originUrl
    this.#host_keys = host_keys
  }

  /** Looks at a box. @throws {SshError} where it cannot be reached, or does not let us in */
  check(target: SshTarget, actor: string, signal: AbortSignal): Promise<BoxReport> {
    const plan = planFor({ ...defaultPorts, origin_url: this.#originUrl() }, this.#known())
    return checkBox(target, plan, signal, { known_hosts: this.#host_keys.knownTo(actor) })
  }
}

/** What a box is looked at for, of what is to run there and what the origin knows. */
export function planFor(
  { rtmp_port, media_port, ...node }: NodePorts & Pick<CheckPlan, 'origin_url' | 'outside_host' | 'node_name' | 'form'>,
  { relays_over_quic = false, ...origin }: OriginFacts,
): CheckPlan {
  return {
    ports: nodePorts({ rtmp_port, media_port }),
    udp_ports: nodeUdpPorts({ media_port }, !relays_over_quic),
    ...node,
    ...origin,
  }
}

/**
 * Looks at a box over one SSH connection and changes nothing on it. Without a confirmed fingerprint the report holds the
 * host key, and the one check that asks to compare it.
 * @throws {SshError} where the box cannot be reached, shows another key than the confirmed one, or does not let us in
 */
export async function checkBox(
  target: SshTarget,
  plan: CheckPlan,
  signal: AbortSignal,
  options: OpeningOptions = {},
): Promise<BoxReport> {
  const deadline = AbortSignal.timeout(WHOLE_LOOK_MS)
  const ended = AbortSignal.any([signal, deadline])
  try {
    const opening = await openSshConnection(target, ended, options)
    if (opening.state === 'unconfirmed')
      return report(opening, opening.host_key, 'unconfirmed', [toConfirm(opening.host_key)])
    await using connection = opening.connection
    return await lookAtBox(new Box(connection, target.password), target.host, connection.host_key, plan, ended)
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

/** Looks at a box that one is logged in to, and changes nothing on it. @param host as it was named to us */
export async function lookAtBox(
  box: Box,
  host: string,
  host_key: HostKey,
  plan: CheckPlan,
  signal: AbortSignal,
): Promise<BoxReport> {
  return report({ host }, host_key, 'confirmed', await lookAt(box, plan, signal))
}

async function lookAt(box: Box, plan: CheckPlan, signal: AbortSignal): Promise<readonly BoxCheck[]> {
  const checks = [await gate.inspect(box, plan, signal)]
  if (checks[0]?.outcome === 'block') return checks
  for (const check of alone) checks.push(await check.inspect(box, plan, signal))
  const rest = plan.origin_url === null ? together : [...together, ...reach]
  // One that fails takes the others along: only a lost connection or the end of time gets here.
  const over = new AbortController()
  const each = AbortSignal.any([signal, over.signal])
  // One for each check, which are more than Node takes for a leak.
  setMaxListeners(2 * rest.length, each)
  try {
    checks.push(...(await Promise.all(rest.map((check) => check.inspect(box, plan, each)))))
    return [...checks, await last.inspect(box, plan, each)]
  } finally {
    over.abort()
  }
}

function toConfirm({ algorithm, fingerprint }: HostKey): BoxCheck {
  const file = `/etc/ssh/ssh_host_${/ed25519|ecdsa|rsa/.exec(algorithm)?.[0] ?? '*'}_key.pub`
  return {
    id: 'access.host_key' satisfies BoxCheckId,
    group: 'access',
    title: 'Host key',
    outcome: 'block',
    found: `The server shows the ${algorithm} key ${fingerprint}. Nothing else was looked at, and nothing was sent to it.`,
    remedy: `Compare it with what the box itself says on its console (ssh-keygen -lf ${file}) or your provider shows, then confirm it.`,
  }
}

function report(
  { host }: Pick<SshTarget, 'host'>,
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
