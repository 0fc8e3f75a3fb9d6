import type { Outputs, ReadCommands } from '../read-script.ts'
import { readNftRuleset } from './nft-ruleset.ts'
import type { WantedPort } from './wanted-port.ts'

/** What stands between the network and the programs of a box, as far as it says. */
export interface FirewallState {
  /** Who manages it; null: nothing is filtered there. */
  readonly manager: 'ufw' | 'firewalld' | 'nftables' | 'iptables' | null
  /** What is not allowed by name does not get in. */
  readonly closed: boolean
  /** Which of the wanted ports do not get in; where `certain` is false, as far as the rules could be understood. */
  readonly shut: readonly WantedPort[]
  /** Which of those a rule refuses by their number: somebody meant it so. */
  readonly refused: readonly WantedPort[]
  readonly certain: boolean
}

/** Commands that read the firewall; they need root. Tools that are not there say so by their exit code. */
export const firewallCommands: ReadCommands = {
  ufw: 'command -v ufw >/dev/null && ufw status verbose',
  firewalld: 'command -v firewall-cmd >/dev/null && firewall-cmd --state',
  firewalld_ports: 'command -v firewall-cmd >/dev/null && firewall-cmd --list-ports',
  nft: 'command -v nft >/dev/null && nft -j list ruleset',
  iptables: 'command -v iptables >/dev/null && iptables -S INPUT',
}

/** Makes sense of what {@link firewallCommands} printed. */
export function readFirewall(outputs: Outputs, wanted: readonly WantedPort[]): FirewallState {
  const said = (name: string) => {
    const output = outputs.get(name)
    return output?.exit_code === 0 ? output.text : null
  }
  const ufw = said('ufw')
  if (ufw !== null && /^Status: active/m.test(ufw)) return readUfw(ufw, wanted)
  if (/^running/m.test(said('firewalld') ?? '')) {
    const open = parsePorts(said('firewalld_ports') ?? '')
    const shut = wanted.filter((each) => !open(each))
    return { manager: 'firewalld', closed: true, shut, refused: [], certain: true }
  }
  const nft = said('nft')
  const ruleset = nft === null ? null : readNftRuleset(nft)
  if (ruleset !== null) {
    const closing = ruleset.input_chains.filter(({ closed }) => closed)
    if (closing.length === 0) return nothing
    const shut = wanted.filter((port) => closing.some((chain) => !chain.lets_in(port)))
    return { manager: 'nftables', closed: true, shut, refused: [], certain: closing.every(({ certain }) => certain) }
  }
  const iptables = said('iptables')
  return iptables === null ? nothing : readIptables(iptables, wanted)
}

const nothing: FirewallState = { manager: null, closed: false, shut: [], refused: [], certain: true }

/**
 * Reads `ufw status verbose`: the default for incoming, and rules `1935/tcp  ALLOW IN  Anywhere`, for ports, lists, ranges, all ports, and those
 * that an application's profile names behind them, `22/tcp (OpenSSH)`. Of several that are about a port the first one counts.
 */
function readUfw(text: string, wanted: readonly WantedPort[]): FirewallState {
  const rules = text.split('\n').flatMap((line) => {
    const [, to, action, from] = /^(.+?)\s+(ALLOW|LIMIT|DENY|REJECT)(?: IN)?\s+(Anywhere.*)$/.exec(line.trim()) ?? []
    // A rule for some sender, or for an interface, is not about viewers from everywhere; those of IPv6 are the same once more.
    if (to === undefined || from === undefined || /\(v6\)/.test(to) || / on \S+/.test(to)) return []
    const [, ports, protocol] = /^(\d[\d,:]*)(?:\/(tcp|udp))?(?: \(.*\))?$/.exec(to) ?? []
    if (ports === undefined && to !== 'Anywhere') return []
    const is_about = (each: WantedPort) =>
      ports === undefined || ((protocol === undefined || each.protocol === protocol) && inList(ports, each.port))
    return [{ is_about, lets_in: action === 'ALLOW' || action === 'LIMIT' }]
  })
  const open = /^Default: allow \(incoming\)/m.test(text)
  const ruleFor = (each: WantedPort) => rules.find(({ is_about }) => is_about(each))
  const shut = wanted.filter((each) => !(ruleFor(each)?.lets_in ?? open))
  const refused = shut.filter((each) => ruleFor(each) !== undefined)
  return { manager: 'ufw', closed: !open || refused.length > 0, shut, refused, certain: true }
}

/** Reads `1935/tcp 6000-6007/udp`. */
function parsePorts(text: string): (port: WantedPort) => boolean {
  const entries = text.split(/\s+/).map((entry) => entry.split('/'))
  return ({ port, protocol }) =>
    entries.some(([ports, kind]) => kind === protocol && inList((ports ?? '').replace('-', ':'), port))
}

function inList(list: string, port: number): boolean {
  return list.split(',').some((entry) => {
    const [from, to = from] = entry.split(':').map(Number)
    return from !== undefined && to !== undefined && port >= from && port <= to
  })
}

/** Reads `iptables -S INPUT`; other chains that it jumps to are not followed. */
function readIptables(text: string, wanted: readonly WantedPort[]): FirewallState {
  const lines = text.split('\n')
  const closed = lines.some((line) => /^-P INPUT (DROP|REJECT)/.test(line) || /^-A INPUT -j (DROP|REJECT)/.test(line))
  if (!closed) return nothing
  const lets_in = ({ port, protocol }: WantedPort) =>
    lines.some((line) => {
      const [, list] = /--dports? ([\d,:]+)/.exec(line) ?? []
      return (
        line.startsWith(`-A INPUT -p ${protocol} `) &&
        line.endsWith('-j ACCEPT') &&
        !/ -(s|i) /.test(line) &&
        list !== undefined &&
        inList(list, port)
      )
    })
  const certain = !lines.some((line) => /-j (?!ACCEPT|DROP|REJECT|LOG)\S+/.test(line))
  return { manager: 'iptables', closed, shut: wanted.filter((each) => !lets_in(each)), refused: [], certain }
}

/** `1935/tcp, 443/udp`. */
export function portList(ports: readonly WantedPort[]): string {
  return ports.map(({ port, protocol }) => `${port}/${protocol}`).join(', ')
}

/** What a person would type on the box to let these ports in; null: that depends on how its rules are kept. */
export function openingCommand({ manager }: FirewallState, ports: readonly WantedPort[]): string | null {
  switch (manager) {
    case 'ufw':
      return ports.map(({ port, protocol }) => `sudo ufw allow ${port}/${protocol}`).join(' && ')
    case 'firewalld':
      return `${ports.map(({ port, protocol }) => `sudo firewall-cmd --permanent --add-port=${port}/${protocol}`).join(' && ')} && sudo firewall-cmd --reload`
    case 'iptables':
      return ports
        .map(({ port, protocol }) => `sudo iptables -I INPUT -p ${protocol} --dport ${port} -j ACCEPT`)
        .join(' && ')
    case 'nftables':
    case null:
      return null
    default:
      return manager satisfies never
  }
}
