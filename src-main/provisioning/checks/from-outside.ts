import { isIP } from 'node:net'
import { type Sentence, say, together } from '#contract/sentence.ts'
import { type Check, type CheckPlan, pass, warn } from '../check.ts'
import { portList } from '../firewall/firewall-state.ts'
import type { WantedPort } from '../firewall/wanted-port.ts'
import { type PortReaches, probePorts } from '../port-probe/probe-ports.ts'
import { wantedPorts } from './firewall.ts'

/** How the ports of a node are reached from this origin. */
export interface OutsideFacts {
  /** What was tried at: what others reach the node at. */
  readonly host: string
  /** null: nothing could listen there for a try. behind_jump: the box is reached through another machine, and by nobody else we know of. */
  readonly reaches: PortReaches | 'behind_jump' | null
}

/** Whether what is sent to a node's ports from here arrives, when no node listens there yet: TCP, and UDP both ways. */
export const fromOutsideCheck: Check<OutsideFacts> = {
  id: 'network.outside',
  title: 'Ports from outside',
  async look(box, plan, signal) {
    const host = plan.outside_host ?? box.host
    if ((plan.outside_host ?? null) === null && box.behind_jump) return { host, reaches: 'behind_jump' }
    return { host, reaches: await probePorts(box, host, wantedPorts(plan), signal) }
  },
  judge({ host, reaches }, plan) {
    if (reaches === 'behind_jump') {
      return pass(
        say`Not looked at: the box is reached through another machine. Name its outside address (advertise address) to have it tried.`,
      )
    }
    if (reaches === null) return pass(say`Not looked at: nothing on the box can listen for a try (perl).`)
    const inState = (state: PortReaches[number]['reach']) => reaches.filter(({ reach }) => reach === state)
    const tried = reaches.filter(({ reach }) => reach !== 'taken')
    if (tried.length === 0) return pass(say`Not tried: a program holds them already.`)
    const dispensable = (each: WantedPort) => isOptional(plan, each)
    const shut = [...inState('shut'), ...inState('one_way')]
    const missed = shut.filter((each) => !dispensable(each))
    const through = inState('through')
    if (missed.length === 0) {
      const rest = shut.length === 0 ? [] : [say`${portList(shut)} is not reached, which relays over TLS do not need.`]
      return pass(together([...(through.length === 0 ? [] : [reachedAt(through, host)]), ...rest]))
    }
    const one_way = missed.filter(({ reach }) => reach === 'one_way')
    const silent = missed.filter(({ reach }) => reach === 'shut')
    const found = [
      ...(silent.length === 0 ? [] : [notReachedAt(silent, host)]),
      ...(one_way.length === 0
        ? []
        : [say`What is sent to ${portList(one_way)} arrives, and its answer does not come back.`]),
    ]
    const udp_only = missed.every(({ protocol }) => protocol === 'udp')
    const between = say`A firewall stands in between: the box’s own (see Firewall), or the provider’s (security group, port forwarding). Let ${portList(missed)} in there.`
    const otherwise = udp_only
      ? say`Until then relays go over TLS.`
      : say`Otherwise neither viewers nor this origin reach the node. Is it another address that others reach it at? Name that one (advertise address).`
    return warn(together(found), together([between, otherwise]))
  },
}

function reachedAt(ports: readonly WantedPort[], host: string): Sentence {
  return ports.length === 1
    ? say`${portList(ports)} is reached from this origin at ${shown(host)}.`
    : say`${portList(ports)} are reached from this origin at ${shown(host)}.`
}

function notReachedAt(ports: readonly WantedPort[], host: string): Sentence {
  return ports.length === 1
    ? say`${portList(ports)} is not reached from this origin at ${shown(host)}.`
    : say`${portList(ports)} are not reached from this origin at ${shown(host)}.`
}

function isOptional({ ports, udp_ports = [] }: CheckPlan, { port, protocol }: WantedPort): boolean {
  return (protocol === 'udp' ? udp_ports : ports).find((each) => each.port === port)?.optional ?? false
}

function shown(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host
}
