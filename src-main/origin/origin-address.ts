import { isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import { meansLoopback } from '#contract/inward-networks.ts'

/** How this origin is reached: from this machine, and from others. */
export interface OriginAddress {
  /** Host for URLs on this machine. */
  readonly local_host: string
  /** Host for URLs on other machines; the local one where others cannot come in. */
  readonly outside_host: string
  readonly reachable_from_outside: boolean
}

/** Reads off the listen address, the advertised name and the machine's interfaces how the origin is reached. */
export function originAddress(host: string, advertise_host: string | undefined): OriginAddress {
  const any = host === '0.0.0.0' || host === '::'
  const local_host = any ? (host === '::' ? '::1' : '127.0.0.1') : host
  const loopback = !any && meansLoopback(host)
  // A name that somebody advertises is reached by whatever stands before us, a reverse proxy for example.
  if (advertise_host !== undefined) {
    return {
      local_host,
      outside_host: advertise_host,
      reachable_from_outside: !loopback || !meansLoopback(advertise_host),
    }
  }
  if (loopback) return { local_host, outside_host: local_host, reachable_from_outside: false }
  const outside_host = any ? firstOutsideAddress(host === '::') : host
  return { local_host, outside_host: outside_host ?? local_host, reachable_from_outside: outside_host !== null }
}

/** `http://host:port`, with brackets where the host is an IPv6 address. */
export function httpUrl(host: string, port: number): string {
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`
}

/** The address of this machine that others most likely reach: IPv4 before IPv6, never link-local. */
function firstOutsideAddress(ipv6_too: boolean): string | null {
  const addresses = Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('169.254.') && !/^fe[89ab]/i.test(address))
  const ipv4 = addresses.find(({ family }) => family === 'IPv4')
  const ipv6 = ipv6_too ? addresses.find(({ family }) => family === 'IPv6') : undefined
  return ipv4?.address ?? ipv6?.address ?? null
}

/** `rtmp://host:port`, as {@link httpUrl}. */
export function rtmpUrl(host: string, port: number): string {
  return httpUrl(host, port).replace(/^http/, 'rtmp')
}
