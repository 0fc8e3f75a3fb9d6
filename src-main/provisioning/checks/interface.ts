import { isIP } from 'node:net'
import { say } from '#contract/sentence.ts'
import { type Check, pass, warn } from '../check.ts'
import type { Outputs } from '../read-script.ts'

/** How the box is on the network. */
export interface InterfaceFacts {
  /** As we reached it. */
  readonly host: string
  /** Its own addresses without loopback and link-local ones; empty: it does not say. */
  readonly addresses: readonly string[]
  /** Of the way out, in bytes; null: unknown. */
  readonly mtu: number | null
}

/** The least MTU that QUIC's packets fit through (RFC 9000 section 14.1: 1200 bytes of payload). */
const LEAST_MTU = 1280

/** Reads `ip -o addr`: index, name, family, address/length ... */
export function parseAddresses(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const [, address] = /^\d+: \S+ +inet6? ([0-9a-fA-F.:]+)\//.exec(line) ?? []
    if (address === undefined || /^(127\.|::1$|fe80:|169\.254\.)/i.test(address)) return []
    return [address]
  })
}

function read(outputs: Outputs, host: string): InterfaceFacts {
  const text = (name: string) => outputs.get(name)?.text ?? ''
  const [, device] = /\bdev (\S+)/.exec(text('route')) ?? []
  const line = text('links')
    .split('\n')
    .find((each) => device !== undefined && each.includes(` ${device}`))
  const [, mtu] = /\bmtu (\d{1,6})\b/.exec(line ?? '') ?? []
  return { host, addresses: parseAddresses(text('addresses')), mtu: mtu === undefined ? null : Number(mtu) }
}

/** Which addresses the box has, and whether it is reached through an address translation. */
export const interfaceCheck: Check<InterfaceFacts> = {
  id: 'network.address',
  title: 'Address and MTU',
  async look(box, _plan, signal) {
    const commands = { addresses: 'ip -o addr', route: 'ip -o route get 192.0.2.1', links: 'ip -o link' }
    return read(await box.read(commands, signal), box.host)
  },
  judge({ host, addresses, mtu }) {
    if (mtu !== null && mtu < LEAST_MTU) {
      return warn(
        say`Its network carries packets of ${mtu} bytes at most.`,
        say`Relays over QUIC need ${LEAST_MTU}. Raise the MTU of the interface or the tunnel, or keep relays on TLS.`,
      )
    }
    const size = mtu === null ? '' : `, MTU ${mtu}`
    if (addresses.length === 0) return pass(say`The box does not say which addresses it has${size}.`)
    const own = addresses.slice(0, 4).join(', ')
    if (isIP(host) !== 0 && !addresses.includes(host)) {
      return warn(
        say`It is reached at ${host}, and has the address ${own} itself${size}: something translates addresses in between.`,
        say`Forward the node’s ports there, too, and name the outside address when you add the node (advertise address).`,
      )
    }
    return pass(say`${own}${size}.`)
  },
}
