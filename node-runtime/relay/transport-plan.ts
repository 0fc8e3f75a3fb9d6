import type { MediaConfig } from '#contract/config.ts'
import type { Relay } from '#contract/stream.ts'

export type RelayTransport = Relay['transport']

/** How long QUIC has for itself before TLS is tried beside it, in ms. */
export const QUIC_HEAD_START_MS = 1_500

/** What is known when a connection to a source begins. */
export interface TransportFacts {
  /** The source is a member of another make. */
  readonly foreign: boolean
  readonly setting: MediaConfig['relay_transport']
  /** The source serves QUIC. */
  readonly offered: boolean
  /** This node's sidecar runs. */
  readonly ready: boolean
  /** QUIC to this source failed not long ago. */
  readonly failed_lately: boolean
}

/** Which transports are tried, in order; the second begins when the first fails, or after the head start. */
export type TransportPlan =
  | { readonly tries: readonly [RelayTransport, ...RelayTransport[]]; readonly head_start_ms: number }
  | { readonly impossible: string }

/** Decides how a source is reached. */
export function planTransports({ foreign, setting, offered, ready, failed_lately }: TransportFacts): TransportPlan {
  // It speaks nothing else.
  if (foreign) return { tries: ['http-flv'], head_start_ms: 0 }
  if (setting === 'tls') return { tries: ['tls'], head_start_ms: 0 }
  if (setting === 'quic') {
    if (!offered) return { impossible: 'the source does not offer QUIC, and relay_transport allows nothing else' }
    if (!ready) return { impossible: 'this node has no QUIC at the moment, and relay_transport allows nothing else' }
    return { tries: ['quic'], head_start_ms: 0 }
  }
  if (!offered || !ready || failed_lately) return { tries: ['tls'], head_start_ms: 0 }
  return { tries: ['quic', 'tls'], head_start_ms: QUIC_HEAD_START_MS }
}
