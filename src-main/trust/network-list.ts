import { BlockList, isIPv4, isIPv6 } from 'node:net'

/** Networks, as CIDR. */
export class NetworkList {
  readonly #list = new BlockList()

  constructor(cidrs: readonly string[]) {
    for (const cidr of cidrs) {
      const [network = '', prefix = ''] = cidr.split('/')
      this.#list.addSubnet(network, Number.parseInt(prefix, 10), isIPv6(network) ? 'ipv6' : 'ipv4')
    }
  }

  /** Whether one of them holds this IP address. What is no address is in none. */
  contains(address: string): boolean {
    // A socket that listens on :: sees IPv4 peers as ::ffff:a.b.c.d; a link-local address carries its interface behind a %.
    const bare = address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '')
    if (isIPv4(bare)) return this.#list.check(bare, 'ipv4')
    return isIPv6(bare) && this.#list.check(bare, 'ipv6')
  }
}
