import type { Logger } from 'pino'
import type { OriginMessage } from '#contract/control-channel.ts'
import type { NodeId } from '#contract/ids.ts'
import type { Clock } from './clock.ts'

/** A connected node, as far as a certificate for its ports is about it. */
export interface MediaNode {
  readonly node_id: NodeId
  readonly name: string
  readonly is_origin: boolean
  /** By which players reach it. */
  readonly address: string
  /** Where its control channel comes from. */
  readonly remote_address: string | undefined
}

/** What nodes show to players and publishers, and who signs it. */
export interface MediaCertificateSource {
  /** A pair that somebody else signed for this node's name; null: there is none. */
  readyMade(node: MediaNode): { readonly certificate_pem: string; readonly key_pem: string } | null
  /** Why nothing is signed for this node; null: it is. */
  refusal(node: MediaNode): string | null
  /** Signs for the key of a request (PKCS #10, PEM). @throws {Error} where it is none */
  sign(node: MediaNode, request_pem: string): Promise<{ readonly chain_pem: string; readonly renew_at_ms: number }>
  /** Calls the listener whenever other certificates are to be had; the function returned ends that. */
  onChanged(listener: () => void): () => void
}

export interface MediaCertificatesOptions {
  readonly source: MediaCertificateSource
  readonly clock: Clock
  readonly send: (node_id: NodeId, message: OriginMessage) => void
  readonly log: Logger
}

interface Known {
  readonly node: MediaNode
  /** Nobody between here and there reads along. */
  readonly confidential: boolean
  /** It was asked for a request and has not sent one. */
  asked: boolean
  renewal: Disposable | null
}

/** Timers are not set further than this, in ms. */
const LONGEST_TIMER_MS = 12 * 3_600_000

/** Gives connected nodes certificates for their media ports: one that is there, over a connection that nobody reads along; else one for their own key. */
export class MediaCertificates {
  readonly #options: MediaCertificatesOptions
  readonly #known = new Map<NodeId, Known>()

  constructor(options: MediaCertificatesOptions) {
    this.#options = options
    options.source.onChanged(() => {
      for (const known of this.#known.values()) this.#tell(known)
    })
  }

  /** A node has said hello. */
  connected(node: MediaNode, confidential: boolean): void {
    this.gone(node.node_id)
    const known: Known = { node, confidential, asked: false, renewal: null }
    this.#known.set(node.node_id, known)
    this.#tell(known)
  }

  gone(node_id: NodeId): void {
    this.#known.get(node_id)?.renewal?.[Symbol.dispose]()
    this.#known.delete(node_id)
  }

  /** The node sends what it was asked for; whatever was not asked for is not looked at. */
  async requested(node_id: NodeId, request_pem: string): Promise<void> {
    const known = this.#known.get(node_id)
    if (known?.asked !== true) return
    known.asked = false
    const { source, send, log } = this.#options
    try {
      const { chain_pem, renew_at_ms } = await source.sign(known.node, request_pem)
      if (this.#known.get(node_id) !== known) return
      send(node_id, { type: 'media_certificate', chain_pem, key_pem: null })
      this.#renewAt(known, renew_at_ms)
    } catch (error) {
      log.warn(
        { event: 'media_certificate.not_issued', node_id, err: error },
        `node ${known.node.name} got no certificate for its media port`,
      )
    }
  }

  #tell(known: Known): void {
    const { source, send, log } = this.#options
    const { node, confidential } = known
    const ready = source.readyMade(node)
    if (ready !== null && confidential) {
      send(node.node_id, { type: 'media_certificate', chain_pem: ready.certificate_pem, key_pem: ready.key_pem })
      return
    }
    if (ready !== null) {
      const text = `node ${node.name} reaches the origin without TLS, so it is not given the key of the certificate for ${node.address}; start it with --origin https://...`
      log.warn({ event: 'media_certificate.withheld', node_id: node.node_id }, text)
    }
    const refusal = source.refusal(node)
    if (refusal !== null) {
      log.info({ event: 'media_certificate.refused', node_id: node.node_id }, refusal)
      return
    }
    known.asked = true
    send(node.node_id, { type: 'media_certificate_wanted' })
  }

  #renewAt(known: Known, at_ms: number): void {
    known.renewal?.[Symbol.dispose]()
    const wait_ms = Math.max(0, Math.min(at_ms - Date.now(), LONGEST_TIMER_MS))
    known.renewal = this.#options.clock.after(wait_ms, () => {
      if (Date.now() >= at_ms) this.#tell(known)
      else this.#renewAt(known, at_ms)
    })
  }
}
