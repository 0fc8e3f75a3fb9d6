import type { Box } from '../box.ts'
import { FirewallError } from '../firewall/firewall-error.ts'
import {
  type FirewallState,
  firewallCommands,
  openingCommand,
  portList,
  readFirewall,
} from '../firewall/firewall-state.ts'
import { readNftRuleset } from '../firewall/nft-ruleset.ts'
import type { WantedPort } from '../firewall/wanted-port.ts'
import type { Step, StepContext } from '../runs/step.ts'

/** What a run wants of the firewall of its box. */
export interface FirewallWish {
  /** `hints`: say what a person has to open; `open`: open it in ufw or nftables. */
  readonly firewall: 'hints' | 'open'
  readonly ports: readonly WantedPort[]
}

/** Marks our rules, so that undo takes those away and no others. */
const TAG = 'headwater-node'
const RULES_FILE = '/etc/headwater-node/firewall.nft'
/** Rules of nftables live until the next start; the service that loads the box's own then loads ours, too. */
const DROP_IN = '/etc/systemd/system/nftables.service.d/headwater-node.conf'
const SCRIPT_TIMEOUT_MS = 60_000

/**
 * Lets a node's ports in. Only ufw and nftables are changed, and only where that was asked for; otherwise the step's log says what to
 * type. Rules carry a comment of ours and are noted before they are made.
 */
export function firewallStep(
  wishOf: (context: StepContext, signal: AbortSignal) => FirewallWish | Promise<FirewallWish>,
): Step {
  return {
    id: 'firewall',
    title: 'Firewall',
    interruptible: false,
    async check(context, signal) {
      const { firewall, ports } = await wishOf(context, signal)
      const { box, log } = context
      log('A provider’s firewall (security group) is not seen from the box: let these ports in there, too.')
      log(`The node wants ${portList(ports)}.`)
      if (box.root_access === 'none') return { state: 'skip', found: 'Not looked at: it takes administrator’s rights.' }
      const state = await look(box, ports, signal)
      if (state.manager === null || !state.closed)
        return { state: 'done', found: 'Nothing is filtered on the box itself.' }
      if (state.shut.length === 0) return { state: 'done', found: `${state.manager} lets ${portList(ports)} in.` }
      const shut = portList(state.shut)
      if (state.refused.length > 0) {
        const found = `A rule of ${state.manager} refuses ${portList(state.refused)}: somebody meant it so, and it is left as it is.`
        log(
          `${found} Take that rule away on the box (sudo ufw status numbered; sudo ufw delete NUMBER), then begin the run again.`,
        )
        return { state: 'skip', found }
      }
      const command = openingCommand(state, state.shut) ?? `add to the rules of the box: ${nftHint(state.shut)}`
      if (firewall === 'hints' || (state.manager !== 'ufw' && state.manager !== 'nftables')) {
        log(`To let them in, on the box: ${command}`)
        return { state: 'skip', found: `${state.manager} keeps out ${shut}. On the box: ${command}` }
      }
      return { state: 'to_do', found: `${state.manager} keeps out ${shut}.` }
    },
    async apply(context, signal) {
      const { box, notes, log } = context
      const state = await look(box, (await wishOf(context, signal)).ports, signal)
      if (state.shut.length === 0) return
      const noted = new Set(notes.get('firewall.rules') ?? [])
      for (const { port, protocol } of state.shut) noted.add(`${state.manager} ${port}/${protocol}`)
      notes.set('firewall.rules', [...noted])
      // Those of an earlier run are written anew with ours.
      const script =
        state.manager === 'ufw'
          ? ufwScript(state.shut)
          : await nftScript(box, [...(await nftPorts(box, signal)), ...ownPorts([...noted])], signal)
      await run(box, script, 'The firewall’s rules could not be changed', log, signal)
    },
    async verify(context, signal) {
      const { ports } = await wishOf(context, signal)
      const state = await look(context.box, ports, signal)
      if (state.shut.length === 0) return `${state.manager ?? 'The box'} lets ${portList(ports)} in.`
      throw new FirewallError(
        'firewall_still_shut',
        `${state.manager} on ${context.box.host} still keeps out ${portList(state.shut)}.`,
        'Another rule comes before ours. Look at it on the box (sudo ufw status numbered, sudo nft list ruleset), or choose hints only.',
      )
    },
    async undo({ box, notes, log }, signal) {
      if ((notes.get('firewall.rules') ?? []).length === 0) return
      await removeFirewallRules(box, log, signal)
      notes.set('firewall.rules', [])
    },
  }
}

/** Takes away every rule that a run of ours made on the box, and nothing else; does nothing where there is none. */
export async function removeFirewallRules(box: Box, log: (line: string) => void, signal: AbortSignal): Promise<void> {
  const script = [
    'LC_ALL=C; export LC_ALL',
    'if command -v ufw >/dev/null; then',
    // `ufw show added` prints each rule as it was typed, with its comment at the end.
    `ufw show added | sed -n "s/^ufw \\(.*\\) comment '${TAG}'$/\\1/p" | while read -r rule; do ufw delete $rule </dev/null || exit 1; done || exit 1`,
    'fi',
    ...deletions(await inputChains(box, signal)),
    `rm -f ${RULES_FILE}`,
    `if [ -f ${DROP_IN} ]; then rm -f ${DROP_IN}; [ ! -d /run/systemd/system ] || systemctl daemon-reload || :; fi`,
    `rmdir ${dirname(DROP_IN)} ${dirname(RULES_FILE)} 2>/dev/null || :`,
  ].join('\n')
  await run(box, script, 'The firewall’s rules could not be taken back', log, signal)
}

/** Takes away the rules of ours that let in other ports than these; a rule of somebody else stays. */
export async function closeOtherPorts(
  box: Box,
  ports: readonly WantedPort[],
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const wanted = new Set(ports.map(({ port, protocol }) => `${port}/${protocol}`))
  const nft = await nftPorts(box, signal)
  const kept = nft.filter(({ port, protocol }) => wanted.has(`${port}/${protocol}`))
  const rules = [...wanted].map((rule) => `'allow ${rule}'`).join('|')
  const ufw = [
    'LC_ALL=C; export LC_ALL',
    'if command -v ufw >/dev/null; then',
    `ufw show added | sed -n "s/^ufw \\(.*\\) comment '${TAG}'$/\\1/p" | while read -r rule; do case "$rule" in ${rules}) ;; *) ufw delete $rule </dev/null || exit 1 ;; esac; done || exit 1`,
    'fi',
  ]
  const script = [...ufw, ...(kept.length === nft.length ? [] : [await nftScript(box, kept, signal)])].join('\n')
  await run(box, script, 'The firewall’s rules could not be changed', log, signal)
}

/** Ports that rules of ours let in at each start of nftables. */
async function nftPorts(box: Box, signal: AbortSignal): Promise<readonly WantedPort[]> {
  const { stdout } = await box.runAsRoot(`cat ${RULES_FILE} 2>/dev/null || :`, {}, signal)
  const rules = [...stdout.matchAll(/ (tcp|udp) dport (\d+) accept /g)]
  const ports = new Map(rules.map(([, protocol, port]) => [`${port}/${protocol}`, { protocol, port: Number(port) }]))
  return [...ports.values()].map(({ port, protocol }) => ({ port, protocol: protocol === 'udp' ? 'udp' : 'tcp' }))
}

async function look(box: Box, ports: readonly WantedPort[], signal: AbortSignal): Promise<FirewallState> {
  return readFirewall(await box.readAsRoot(firewallCommands, signal), ports)
}

/** `ufw 1935/tcp` as noted, back to what it means. */
function ownPorts(noted: readonly string[]): readonly WantedPort[] {
  return noted.flatMap((each) => {
    const [, port, protocol] = /^\S+ (\d+)\/(tcp|udp)$/.exec(each) ?? []
    return port === undefined
      ? []
      : [{ port: Number(port), protocol: protocol === 'udp' ? ('udp' as const) : ('tcp' as const) }]
  })
}

/** ufw keeps its rules over a restart by itself, and makes each for IPv4 and IPv6. */
function ufwScript(ports: readonly WantedPort[]): string {
  return [
    'LC_ALL=C; export LC_ALL',
    ...ports.map(({ port, protocol }) => `ufw allow ${port}/${protocol} comment ${TAG} || exit 1`),
  ].join('\n')
}

function nftHint(ports: readonly WantedPort[]): string {
  return ports.map(({ port, protocol }) => `${protocol} dport ${port} accept`).join('; ')
}

/**
 * A packet has to be let in by every chain that it goes through, so each chain that closes gets the rules, at its beginning. They are put
 * into a file that is loaded after the box's own rules at each start.
 */
async function nftScript(box: Box, ports: readonly WantedPort[], signal: AbortSignal): Promise<string> {
  const chains = (await inputChains(box, signal)).filter(({ closed }) => closed)
  const insert = chains.flatMap(({ family, table, chain }) =>
    unique(ports).map(
      ({ port, protocol }) =>
        `insert rule ${family} ${table} ${chain} ${protocol} dport ${port} accept comment "${TAG}"`,
    ),
  )
  return [
    'LC_ALL=C; export LC_ALL; umask 022',
    // Applied twice, it is there once.
    ...deletions(chains),
    `mkdir -p ${dirname(RULES_FILE)} ${dirname(DROP_IN)} || exit 1`,
    `cat > ${RULES_FILE} <<'END' || exit 1`,
    '# Written by Headwater: lets the ports of the node in.',
    ...insert,
    'END',
    `cat > ${DROP_IN} <<'END' || exit 1`,
    '# Written by Headwater.',
    '[Service]',
    `ExecStartPost=-/usr/sbin/nft -f ${RULES_FILE}`,
    `ExecReload=-/usr/sbin/nft -f ${RULES_FILE}`,
    'END',
    'if [ -d /run/systemd/system ]; then systemctl daemon-reload || :; fi',
    `nft -f ${RULES_FILE}`,
  ].join('\n')
}

function unique(ports: readonly WantedPort[]): readonly WantedPort[] {
  return [...new Map(ports.map((one) => [`${one.port}/${one.protocol}`, one])).values()]
}

type Chains = NonNullable<ReturnType<typeof readNftRuleset>>['input_chains']

async function inputChains(box: Box, signal: AbortSignal): Promise<Chains> {
  const outputs = await box.readAsRoot({ nft: 'nft -j list ruleset' }, signal)
  return readNftRuleset(outputs.get('nft')?.text ?? '')?.input_chains ?? []
}

function deletions(chains: Chains): readonly string[] {
  return chains.flatMap((each) =>
    each
      .tagged(TAG)
      .map((handle) => `nft delete rule ${each.family} ${each.table} ${each.chain} handle ${handle} || exit 1`),
  )
}

function dirname(path: string): string {
  return path.slice(0, path.lastIndexOf('/'))
}

async function run(
  box: Box,
  script: string,
  what: string,
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const said: string[] = []
  const options = {
    timeout_ms: SCRIPT_TIMEOUT_MS,
    onOutput: (line: string) => {
      said.push(line)
      log(line)
    },
  }
  const { exit_code } = await box.runAsRoot(script, options, signal)
  if (exit_code === 0) return
  throw new FirewallError(
    'firewall_failed',
    `${what} on ${box.host}: ${said.at(-1) ?? `exit code ${exit_code}`}`,
    'The step’s log has what the box said. Choose hints only, and open the ports by hand.',
  )
}
