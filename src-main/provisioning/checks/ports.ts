import { type Sentence, say, together } from '#contract/sentence.ts'
import type { Box } from '../box.ts'
import { block, type Check, type CheckPlan, type PlannedPort, pass, warn } from '../check.ts'

/** One TCP port that something listens on. */
export interface ListeningPort {
  readonly port: number
  /** Only reachable from the box itself. */
  readonly loopback: boolean
  /** Name of the program that holds it; null: the box would not tell. */
  readonly program: string | null
  readonly pid: number | null
}

const LOOPBACK = /^(127\.|\[?::1\]?$|\[?::ffff:127\.)/

/** Reads `ss -Hltnp`, or `ss -Hlunp` for UDP (iproute2): state, two queue lengths, local address:port, peer, users:(("name",pid=1,fd=2)). */
export function parseSs(text: string): readonly ListeningPort[] {
  return text.split('\n').flatMap((line) => {
    const [, address, port, rest] =
      /^(?:LISTEN|UNCONN)\s+\d+\s+\d+\s+(\S+):(\d{1,5})\s+\S+(.*)$/.exec(line.trim()) ?? []
    if (address === undefined || port === undefined) return []
    const [, program, pid] = /\(\("([^"]{1,64})",pid=(\d{1,10})/.exec(rest ?? '') ?? []
    return [
      {
        port: Number(port),
        loopback: LOOPBACK.test(address.replace(/%.*$/, '')),
        program: program ?? null,
        pid: pid === undefined ? null : Number(pid),
      },
    ]
  })
}

/**
 * Reads /proc/net/tcp and tcp6 (proc(5)): the second field is address:port in hexadecimal, the fourth the state, 0A for
 * listening. Addresses are words in the machine's own byte order, little-endian on all that Headwater runs on.
 */
export function parseProcNetTcp(text: string): readonly ListeningPort[] {
  return text.split('\n').flatMap((line) => {
    const [, address, port] =
      /^\s*\d+:\s+([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})\s+[0-9A-F]+:[0-9A-F]+\s+0A\s/.exec(line) ?? []
    if (address === undefined || port === undefined) return []
    const loopback =
      (address.length === 8 && address.endsWith('7F')) ||
      address === '00000000000000000000000001000000' ||
      (address.startsWith('0000000000000000FFFF0000') && address.endsWith('7F'))
    return [{ port: Number.parseInt(port, 16), loopback, program: null, pid: null }]
  })
}

/** One port that is taken, and by whom. */
export interface HeldPort extends ListeningPort {
  /** Absent: TCP. */
  readonly udp?: boolean
  /** Held by the Headwater node that is on the box: no other one is in its way. */
  readonly ours?: boolean
}

/** Whether the ports a node wants are free there; where not, who holds them. null: the box would not tell. */
export const portsCheck: Check<readonly HeldPort[] | null> = {
  id: 'network.ports',
  title: 'Ports for media',
  async look(box, plan, signal) {
    // Only root is told whose the sockets of other users are.
    const commands = { ss: 'ss -Hltnp', udp: 'ss -Hlunp', proc: 'cat /proc/net/tcp /proc/net/tcp6' }
    const outputs = await box.readAsRoot(commands, signal)
    const ss = outputs.get('ss')
    if (ss?.exit_code !== 0) {
      const proc = outputs.get('proc')
      return proc?.text.includes('local_address') ? parseProcNetTcp(proc.text) : null
    }
    const udp = parseSs(outputs.get('udp')?.text ?? '').map((each) => ({ ...each, udp: true }))
    const held = [...parseSs(ss.text), ...udp].filter((each) => wantedBy(plan, each) !== undefined)
    const ours = await processesOfNode(box, held, signal)
    return held.map((each) => (each.pid !== null && ours.has(each.pid) ? { ...each, ours: true } : each))
  },
  judge(held, plan) {
    if (held === null) {
      return warn(
        say`The box does not say which ports are in use.`,
        together([say`Look for yourself: sudo ss -ltnp.`, wanted(plan)]),
      )
    }
    const taken = new Map<string, HeldPort & { readonly purpose: string }>()
    for (const each of held) {
      const purpose = wantedBy(plan, each)
      const key = name(each)
      // One port is held once for each address; the entry that names its program is the one to show.
      if (purpose !== undefined && (taken.get(key)?.program ?? null) === null) taken.set(key, { ...each, purpose })
    }
    const busy = [...taken.values()].filter(({ ours }) => ours !== true)
    const first = busy[0]
    if (first === undefined) {
      return pass(
        taken.size === 0
          ? say`Free: ${list(plan)}.`
          : say`The Headwater node on the box holds its ports: ${list(plan)}.`,
      )
    }
    const stop =
      first.program === null
        ? say`Stop what holds it (find it with: ${`sudo ss -l${first.udp ? 'u' : 't'}np 'sport = :${first.port}'`}), or give the node other ports.`
        : say`Stop ${first.program} (where it is a service: ${`sudo systemctl disable --now ${first.program}`}), or give the node other ports.`
    const verdict = busy.every((each) => plannedPort(plan, each)?.optional === true) ? warn : block
    return verdict(together(busy.map(heldBy)), together([stop, wanted(plan)]))
  },
}

function heldBy(held: HeldPort & { readonly purpose: string }): Sentence {
  const { program, pid, purpose } = held
  if (program === null) return say`Port ${name(held)} (${purpose}) is in use by a program the box does not name.`
  return say`Port ${name(held)} (${purpose}) is in use by ${pid === null ? program : say`${program} (process ${pid})`}.`
}

/** What the plan wants this port for; undefined: nothing. */
function wantedBy(plan: CheckPlan, held: HeldPort): string | undefined {
  return plannedPort(plan, held)?.purpose
}

function plannedPort({ ports, udp_ports = [] }: CheckPlan, { port, udp }: HeldPort): PlannedPort | undefined {
  return (udp ? udp_ports : ports).find((each) => each.port === port)
}

/** Which of the processes that hold ports belong to the node's container or service, by the control groups they are in. */
async function processesOfNode(box: Box, held: readonly HeldPort[], signal: AbortSignal): Promise<ReadonlySet<number>> {
  const pids = [...new Set(held.flatMap(({ pid }) => pid ?? []))].slice(0, 20)
  if (pids.length === 0) return new Set()
  const outputs = await box.readAsRoot(
    {
      container: `timeout 5 docker inspect --type container -f '{{.Id}}' headwater-node`,
      ...Object.fromEntries(pids.map((pid) => [`p${pid}`, `cat /proc/${pid}/cgroup`])),
    },
    signal,
  )
  const container = outputs.get('container')
  const id = container?.exit_code === 0 ? (/^[0-9a-f]{64}$/.exec(container.text)?.[0] ?? null) : null
  return new Set(
    pids.filter((pid) => {
      const groups = outputs.get(`p${pid}`)?.text ?? ''
      return groups.includes('/headwater-node.service') || (id !== null && groups.includes(id))
    }),
  )
}

function name({ port, udp }: HeldPort): string {
  return udp ? `${port}/udp` : String(port)
}

function list({ ports, udp_ports = [] }: CheckPlan): string {
  return [
    ...ports.map(({ port, purpose }) => `${port} (${purpose})`),
    ...udp_ports.map(({ port, purpose }) => `${port}/udp (${purpose})`),
  ].join(', ')
}

function wanted(plan: CheckPlan): Sentence {
  return say`The node listens on TCP ${list(plan)}.`
}
