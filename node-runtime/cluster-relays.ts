import { isIPv6 } from 'node:net'
import type { PullStreamRequest, PullStreamResponse, RelaySession } from '#contract/cluster-api.ts'
import type { Peer } from '#contract/control-channel.ts'
import type { Relay } from '#contract/stream.ts'
import type { StreamDirectory } from './media/stream-directory.ts'
import type { RelayResolver } from './relay/relay-resolver.ts'

export interface ClusterRelaysOptions {
  readonly directory: StreamDirectory
  readonly resolver: Pick<RelayResolver, 'listWithSources'>
  /** Why no new pull is served; null where it is. */
  readonly notAccepting: () => string | null
  readonly ports: () => { readonly media_port: number; readonly quic_port?: number }
}

/** What a node says of its relays over the cluster API. */
export function clusterRelays(options: ClusterRelaysOptions) {
  return {
    pull: (request: PullStreamRequest): PullStreamResponse => answerPull(options, request),
    relays: () => options.resolver.listWithSources().map(relaySession),
  }
}

function answerPull(
  { directory, notAccepting, ports }: ClusterRelaysOptions,
  { request_id, stream_path }: PullStreamRequest,
): PullStreamResponse {
  const stream = directory.find(stream_path)
  const { media_port, quic_port } = ports()
  const reason = notAccepting() ?? (stream === undefined ? `Nobody publishes ${stream_path} here.` : null)
  return {
    request_id: request_id ?? null,
    stream_path,
    accepted: reason === null,
    reason,
    session_id: reason === null ? (stream?.session_id ?? null) : null,
    quic_addr: quic_port === undefined ? null : `:${quic_port}`,
    tls_addr: `:${media_port}`,
    flv_url: reason === null ? `/${stream_path}.flv` : null,
  }
}

function relaySession({ relay, source }: { readonly relay: Relay; readonly source: Peer }): RelaySession {
  const { subscribers, frames, ...same } = relay
  const { address, quic_port } = source.endpoints
  const host = isIPv6(address) ? `[${address}]` : address
  return {
    ...same,
    request_id: relay.id,
    subscriber_count: subscribers,
    frame_count: frames,
    source_quic_addr: quic_port === undefined ? null : `${host}:${quic_port}`,
  }
}
