import type { StreamPath } from '#contract/ids.ts'
import type { Admission } from '../media/admission.ts'
import { NodeNotAcceptingError, PublisherNotAllowedError } from '../media/stream-errors.ts'
import { NetworkList } from './network-list.ts'

export interface NodeAdmissionOptions {
  /** Why the node takes nothing new in its present mode; null where it does. */
  readonly notAccepting: () => string | null
  /** Networks that may publish, as CIDR. */
  readonly publish_allow: readonly string[]
  /** Names of sites whose pages may publish from a browser; those of the networks above always may. Default none. */
  readonly publish_origins?: readonly string[]
}

/** Lets publishers and viewers in, or says in plain words why not and what would help. */
export class NodeAdmission implements Admission {
  readonly #options: NodeAdmissionOptions
  readonly #allowed: NetworkList

  constructor(options: NodeAdmissionOptions) {
    this.#options = options
    this.#allowed = new NetworkList(options.publish_allow)
  }

  publish(_path: StreamPath, address: string, page?: string): void {
    this.#checkMode()
    if (!this.#allowed.contains(address)) {
      throw new PublisherNotAllowedError(
        `${address} may not publish to this node. Publishers are let in from: ${this.#options.publish_allow.join(', ') || 'nowhere'}. ` +
          'Add its network to publish_allow in the media section of headwater.yaml (or --publish-allow) and restart the node.',
      )
    }
    if (page !== undefined && !this.#pageMayPublish(page)) {
      throw new PublisherNotAllowedError(
        `Pages of ${page.slice(0, 128)} may not publish to this node. Add its host name to publish_origins in the media section of ` +
          'headwater.yaml (or --publish-origin) and restart the node.',
      )
    }
  }

  /** The address is that of a browser's machine, which any site may use: the page must be one that may publish too. */
  #pageMayPublish(page: string): boolean {
    if (!URL.canParse(page)) return false
    const host = new URL(page).hostname
    if (host === 'localhost' || this.#options.publish_origins?.includes(host)) return true
    return this.#allowed.contains(host.replace(/^\[|\]$/g, ''))
  }

  play(_path: StreamPath, _address: string): void {
    this.#checkMode()
  }

  #checkMode(): void {
    const reason = this.#options.notAccepting()
    if (reason !== null) throw new NodeNotAcceptingError(reason)
  }
}
