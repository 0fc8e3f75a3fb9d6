import { z } from 'zod'

/**
 * Where nothing of the open internet is: this machine, private and link-local networks (the metadata services of clouds among them), and what is
 * kept for documentation, tunnels and many receivers. What a configuration names is not asked there unless it is allowed (SSRF, row 30).
 */
export const INWARD_IPV4: readonly string[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
]

/** Of IPv6 everything but this is inward: addresses that are mapped, translated and local, too. */
export const OUTWARD_IPV6: readonly string[] = ['2000::/3']
/** And of that, these are not outward: Teredo and its kin, 6to4, documentation. */
export const INWARD_IPV6: readonly string[] = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']

/** Whether a host as it is configured, a name or an address without brackets, is this machine alone. */
export function meansLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (host.startsWith('127.') && z.ipv4().safeParse(host).success)
}
