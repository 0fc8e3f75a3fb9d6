import { isIPv4, isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { AddressReach, FoundAddress } from '#contract/setup.ts'
import { isInward } from '../trust/access/webhook-request.ts'

/** Who can reach an IP address. */
export function reachOf(address: string): AddressReach {
  if (address === '::1' || address.startsWith('127.')) return 'loopback'
  return isInward(address) ? 'private' : 'public'
}

const order: Readonly<Record<AddressReach, number>> = { public: 0, private: 1, loopback: 2 }

/**
 * The addresses of this machine that somebody may use, those first that most can reach; link-local ones are left out, as nobody can type them.
 * @param listen_host what the origin listens on
 */
export function foundAddresses(listen_host: string, interfaces = networkInterfaces()): FoundAddress[] {
  const found = Object.entries(interfaces).flatMap(([name, entries = []]) =>
    entries
      .filter(({ address }) => !address.startsWith('169.254.') && !/^fe[89ab]/i.test(address))
      .map(({ address }) => ({
        host: address,
        reach: reachOf(address),
        interface: name,
        listens: listensOn(listen_host, address),
      })),
  )
  return found.sort((one, other) => rank(one) - rank(other))
}

// Of equals those that people can remember come first, and bridges of containers, which nobody outside can reach, last.
function rank({ reach, host, interface: name }: FoundAddress): number {
  const is_bridge = /^(docker|br-|veth|virbr|cni|podman)/.test(name ?? '')
  return order[reach] * 4 + Number(is_bridge) * 2 + Number(isIPv6(host))
}

/** Whether a port that listens on one host is open at an address of this machine. */
export function listensOn(listen_host: string, address: string): boolean {
  if (listen_host === '::') return true
  if (listen_host === '0.0.0.0') return isIPv4(address)
  if (listen_host === 'localhost') return reachOf(address) === 'loopback'
  return listen_host === address
}
