import type { SubscriberFacts } from '../media/subscriber-facts.ts'

/** How a subscriber is reached. */
export interface SubscriberName {
  /** `flv`, `ws-flv`, `rtmp`; `relay` for another node. */
  readonly protocol: string
  /** IP address without the port; null for a relay. */
  readonly address: string | null
}

/** Reads the id that protocols give their viewers: `<protocol> <address>:<port>`. */
export function subscriberName({ id, kind }: Pick<SubscriberFacts, 'id' | 'kind'>): SubscriberName {
  if (kind === 'relay') return { protocol: 'relay', address: null }
  const [protocol = id, peer = ''] = id.split(' ', 2)
  return { protocol, address: peer.replace(/:\d+$/, '') || null }
}
