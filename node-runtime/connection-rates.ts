import type { MediaConfig } from '#contract/config.ts'
import { ConnectionRates } from '#contract/connection-rates.ts'
import { NetworkList } from './agent/network-list.ts'

/** How often one address may connect to a port of this thread, as the configuration says. */
export function configuredRates(media: MediaConfig): ConnectionRates {
  const exempt = new NetworkList(media.connection_rate_exempt)
  return new ConnectionRates({
    rate: media.connection_rate,
    burst: media.connection_burst,
    isExempt: (address) => exempt.contains(address),
  })
}
