import { isIPv6 } from 'node:net'
import { type Elsewhere, writeHops } from '../../media/play-elsewhere.ts'
import type { NamedStream } from './stream-name.ts'

/** Where a player of RTMP is sent: the application's address and the stream's. */
export interface StreamAddress {
  readonly tc_url: string
  readonly stream_url: string
  /** The stream's without what its client shows to be let in by, for words and logs. */
  readonly shown_url: string
}

/** The addresses of a stream on another node, with what the player asked for and the nodes it has been to. */
export function addressElsewhere(
  { path, latency, query: asked }: NamedStream,
  { node, hops }: Elsewhere,
): StreamAddress {
  const host = isIPv6(node.address) ? `[${node.address}]` : node.address
  const [app = '', name = ''] = path.split('/')
  // Most clients keep the name they have and go to the new application: the hops are written where both find them.
  const query = `?hop=${writeHops(hops)}${latency === 'low' ? '&latency=low' : ''}`
  const base = `rtmp://${host}:${node.rtmp_port}/${app}`
  const shown = carriedOn(asked)
  return {
    tc_url: `${base}${query}${shown}`,
    stream_url: `${base}/${name}${query}${shown}`,
    shown_url: `${base}/${name}${query}`,
  }
}

/** What this node writes itself, and a ticket, which is for the nodes that it names. */
const OWN_PARAMETERS: readonly string[] = ['hop', 'latency', 'ticket']

/** All else of the query goes along: keys, signatures, and what a webhook is asked with. */
function carriedOn(query: string): string {
  const all = [...new URLSearchParams(query)].filter(([name]) => !OWN_PARAMETERS.includes(name))
  return all.length === 0 ? '' : `&${new URLSearchParams(all)}`
}
