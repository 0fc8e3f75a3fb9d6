import { isIPv6 } from 'node:net'

/** What counts as one client's place: an IPv4 address, or the /64 that an IPv6 client chooses its addresses from. */
export function addressBlock(address: string): string {
  const bare = address.replace(/%.*$/, '')
  if (!isIPv6(bare)) return bare
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

/** How many have a place under a name; a name without any takes no memory. */
export class AddressCounts {
  readonly #counts = new Map<string, number>()

  /** Takes a place; null where there are as many as may be. The function returned gives it back, once. */
  take(name: string, most: number): (() => void) | null {
    const count = this.#counts.get(name) ?? 0
    if (count >= most) return null
    this.#counts.set(name, count + 1)
    let left = false
    return () => {
      if (left) return
      left = true
      const now = (this.#counts.get(name) ?? 1) - 1
      if (now > 0) this.#counts.set(name, now)
      else this.#counts.delete(name)
    }
  }
}
