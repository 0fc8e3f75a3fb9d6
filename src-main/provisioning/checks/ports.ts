import { block, type Check, type CheckPlan, pass, warn } from '../check.ts'

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

/** Reads `ss -Hltnp` (iproute2): state, two queue lengths, local address:port, peer, users:(("name",pid=1,fd=2)). */
export function parseSs(text: string): readonly ListeningPort[] {
  return text.split('\n').flatMap((line) => {
    const [, address, port, rest] = /^LISTEN\s+\d+\s+\d+\s+(\S+):(\d{1,5})\s+\S+(.*)$/.exec(line.trim()) ?? []
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

/** Whether the ports a node wants are free there; where not, who holds them. null: the box would not tell. */
export const portsCheck: Check<readonly ListeningPort[] | null> = {
  id: 'network.ports',
  title: 'Ports for media',
  async look(box, _plan, signal) {
    // Only root is told whose the sockets of other users are.
    const outputs = await box.readAsRoot({ ss: 'ss -Hltnp', proc: 'cat /proc/net/tcp /proc/net/tcp6' }, signal)
    const ss = outputs.get('ss')
    if (ss?.exit_code === 0) return parseSs(ss.text)
    const proc = outputs.get('proc')
    return proc?.text.includes('local_address') ? parseProcNetTcp(proc.text) : null
  },
  judge(listening, plan) {
    if (listening === null) {
      return warn('The box does not say which ports are in use.', `Look for yourself: sudo ss -ltnp. ${wanted(plan)}`)
    }
    const busy = plan.ports.flatMap(({ port, purpose }) => {
      const holders = listening.filter((each) => each.port === port)
      const holder = holders.find(({ program }) => program !== null) ?? holders[0]
      return holder === undefined ? [] : [{ purpose, ...holder }]
    })
    const first = busy[0]
    if (first === undefined) return pass(`Free: ${list(plan)}.`)
    const found = busy.map(
      ({ port, purpose, program, pid }) =>
        `port ${port} (${purpose}) is in use by ${program === null ? 'a program the box does not name' : `${program}${pid === null ? '' : ` (process ${pid})`}`}`,
    )
    const stop =
      first.program === null
        ? `Stop what holds it (find it with: sudo ss -ltnp 'sport = :${first.port}')`
        : `Stop ${first.program} (where it is a service: sudo systemctl disable --now ${first.program})`
    return block(`${capital(found.join('; '))}.`, `${stop}, or give the node other ports. ${wanted(plan)}`)
  },
}

function list({ ports }: CheckPlan): string {
  return ports.map(({ port, purpose }) => `${port} (${purpose})`).join(', ')
}

function wanted(plan: CheckPlan): string {
  return `The node listens on TCP ${list(plan)}.`
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}
