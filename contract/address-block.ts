/** What counts as one client's place: an IPv4 address, or the /64 that an IPv6 client chooses its addresses from. */
export function addressBlock(address: string): string {
  const bare = address.replace(/%.*$/, '')
  if (!bare.includes(':')) return bare
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare) ?? []
  if (mapped !== undefined) return mapped
  const [head = '', tail = ''] = bare.split('::', 2)
  const before = head === '' ? [] : head.split(':')
  const after = tail === '' ? [] : tail.split(':')
  const groups = bare.includes('::')
    ? [...before, ...new Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0'), ...after]
    : before
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}

/** The network that an address is shown by where nobody needs to know whose it is: /24 of IPv4, /48 of IPv6. */
export function shownNetwork(address: string): string {
  const block = addressBlock(address)
  if (!block.includes(':')) return block.replace(/\.\d+$/, '.0/24')
  return `${block.split(':').slice(0, 3).join(':')}::/48`
}
