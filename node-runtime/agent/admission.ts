import { BlockList, isIPv4, isIPv6 } from 'node:net'
import type { StreamPath } from '#contract/ids.ts'
import type { Admission } from '../media/admission.ts'
import { NodeNotAcceptingError } from '../media/stream-errors.ts'

export interface NodeAdmissionOptions {
  /** Why the node takes nothing new in its present mode; null where it does. */
  readonly notAccepting: () => string | null
  /** Networks that may publish, as CIDR. */
  readonly publish_allow: readonly string[]
  /** Called for each publisher that is let in, before it publishes. */
  readonly onPublisher?: (path: StreamPath) => void
}

/** Lets publishers and viewers in, or says in plain words why not and what would help. */
export class NodeAdmission implements Admission {
  readonly #options: NodeAdmissionOptions
  readonly #allowed: BlockList

  constructor(options: NodeAdmissionOptions) {
    this.#options = options
    this.#allowed = networks(options.publish_allow)
  }

  publish(path: StreamPath, address: string): void {
    this.#checkMode()
    if (!contains(this.#allowed, address)) {
      throw new NodeNotAcceptingError(
        `${address} may not publish to this node. Publishers are let in from: ${this.#options.publish_allow.join(', ') || 'nowhere'}. ` +
          'Add its network to publish_allow in the media section of headwater.yaml (or --publish-allow) and restart the node.',
      )
    }
    this.#options.onPublisher?.(path)
  }

  play(_path: StreamPath, _address: string): void {
    this.#checkMode()
  }

  #checkMode(): void {
    const reason = this.#options.notAccepting()
    if (reason !== null) throw new NodeNotAcceptingError(reason)
  }
}

function networks(cidrs: readonly string[]): BlockList {
  const list = new BlockList()
  for (const cidr of cidrs) {
    const [network = '', prefix = ''] = cidr.split('/')
    list.addSubnet(network, Number.parseInt(prefix, 10), isIPv6(network) ? 'ipv6' : 'ipv4')
  }
  return list
}

function contains(list: BlockList, address: string): boolean {
  // A socket that listens on :: sees IPv4 peers as ::ffff:a.b.c.d; a link-local address carries its interface behind a %.
  const bare = address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '')
  if (isIPv4(bare)) return list.check(bare, 'ipv4')
  return isIPv6(bare) && list.check(bare, 'ipv6')
}
