import type { OriginConfig } from '#contract/config.ts'
import { ConnectionRates } from '#contract/connection-rates.ts'
import { NetworkList } from '../trust/network-list.ts'

/** How often one address may connect to the origin's port, as the configuration says. */
export function configuredRates({ rate, burst, exempt }: OriginConfig['connections']): ConnectionRates {
  const networks = new NetworkList(exempt)
  return new ConnectionRates({ rate, burst, isExempt: (address) => networks.contains(address) })
}
