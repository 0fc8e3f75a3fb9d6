import { asItIs, say, together } from '#contract/sentence.ts'
import { type Check, type CheckPlan, type PlannedPort, pass, warn, withFix } from '../check.ts'
import {
  type FirewallState,
  firewallCommands,
  openingCommand,
  portList,
  readFirewall,
} from '../firewall/firewall-state.ts'
import type { WantedPort } from '../firewall/wanted-port.ts'

/** Whether viewers would get through to the node. null: it takes root to see. */
export const firewallCheck: Check<FirewallState | null> = {
  id: 'network.firewall',
  title: 'Firewall',
  async look(box, plan, signal) {
    if (box.root_access === 'none') return null
    const wanted = wantedPorts({ ports: plan.ports.filter(isNeeded), udp_ports: plan.udp_ports?.filter(isNeeded) })
    return readFirewall(await box.readAsRoot(firewallCommands, signal), wanted)
  },
  judge(state) {
    if (state === null) {
      return warn(
        say`Not looked at: it takes administrator’s rights.`,
        say`Log in as root, or as a user who may use sudo.`,
      )
    }
    const { manager, closed, shut, refused, certain } = state
    if (manager === null || !closed) return pass(say`Nothing is filtered on the box itself.`)
    if (shut.length === 0) {
      const open = say`${manager} is active and lets the node’s ports in.`
      const past = say`It holds for the node, which uses the box’s own network; ports that other containers publish pass by it.`
      return pass(manager === 'ufw' ? together([open, past]) : open)
    }
    if (refused.length > 0) {
      return warn(
        say`A rule of ${manager} refuses ${portList(refused)}.`,
        say`Nobody else would reach the node there, and Headwater leaves that rule alone. Take it away (sudo ufw status numbered; sudo ufw delete NUMBER), or give the node other ports.`,
      )
    }
    const command = openingCommand(state, shut)
    const ports = portList(shut)
    const open =
      command === null
        ? say`Let ${ports} in, in the rules of the box (nft list ruleset; /etc/nftables.conf)`
        : asItIs(command)
    const verdict = warn(
      certain
        ? say`${manager} is active and keeps out ${ports}.`
        : say`${manager} is active and seems to keep out ${ports}.`,
      say`Nobody else would reach the node. ${open}. Or let Headwater open them when it adds the node. A provider’s own firewall comes on top.`,
    )
    return command === null ? verdict : withFix(verdict, say`Open the node’s ports`, command)
  },
}

/** The ports of a plan, as a firewall sees them. */
export function wantedPorts({
  ports,
  udp_ports = [],
}: Pick<CheckPlan, 'ports'> & { readonly udp_ports?: CheckPlan['udp_ports'] | undefined }): readonly WantedPort[] {
  return [
    ...ports.map(({ port }) => ({ port, protocol: 'tcp' as const })),
    ...udp_ports.map(({ port }) => ({ port, protocol: 'udp' as const })),
  ]
}

const isNeeded = ({ optional }: PlannedPort) => optional !== true
