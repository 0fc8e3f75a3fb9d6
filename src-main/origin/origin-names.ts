import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { OriginConfig } from '#contract/config.ts'

/** What an origin is called by its configuration. */
export type Named = Pick<OriginConfig, 'host' | 'advertise_host' | 'allowed_hosts'>

/** Every name and address by which this origin may be asked for. */
export function originNames({ host, advertise_host, allowed_hosts }: Named): string[] {
  const any = host === '0.0.0.0' || host === '::'
  const addresses = Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    // Nobody asks for a link-local one by a certificate.
    .filter(({ address }) => !/^(?:fe[89ab]|169\.254\.)/i.test(address))
  return [
    ...['localhost', '127.0.0.1', '::1'],
    ...(advertise_host === undefined ? [] : [advertise_host]),
    ...allowed_hosts,
    ...(any ? addresses.map(({ address }) => address) : [host]),
  ]
    .map((name) => name.toLowerCase().replace(/\.$/, ''))
    .filter((name) => isIP(name) !== 0 || /^(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/.test(name))
}
