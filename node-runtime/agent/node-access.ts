import type { AccessPolicy } from '#contract/access-policy.ts'
import type { StreamPath } from '#contract/ids.ts'
import type { ToldStreamKey } from '#contract/stream-key.ts'
import { patternFinder, patternFits } from '#contract/stream-policy.ts'
import type { ToldAccess } from '#contract/told-access.ts'
import type { AskingPublisher, AskingViewer } from '../media/admission.ts'
import { PublisherNotAllowedError, ViewerNotAllowedError } from '../media/stream-errors.ts'
import { NetworkList } from './network-list.ts'
import { digestOfShownKey } from './shown-key.ts'

export interface NodeAccessOptions {
  /** As the origin told it last; null: it never did. */
  readonly told: () => ToldAccess | null
  /** Wall clock, in ms. */
  readonly now: () => number
}

/** What a publisher shows is good, or it needs nothing but to come from where anybody may publish. */
export type PublisherProof =
  | { readonly by: 'key'; readonly key_id: string }
  /** @param shown_key what is to be said of the key that it shows; null: it shows none */
  | { readonly by: 'network'; readonly shown_key: string | null }

/** A policy with its networks ready to be asked. */
interface HeldPolicy {
  readonly pattern: string
  readonly policy: AccessPolicy
  readonly networks: Readonly<Record<Bound, NetworkList | null>>
}

type Bound = 'publish_networks' | 'publish_denied_networks' | 'play_networks' | 'play_denied_networks'

/** Who may publish and watch, as this node holds to it: by what the origin told it last, whether the origin is there or not. */
export class NodeAccess {
  readonly #options: NodeAccessOptions
  #told: ToldAccess | null = null
  #find: (path: StreamPath) => HeldPolicy | null = () => null
  #keys: ReadonlyMap<string, ToldStreamKey> = new Map()

  constructor(options: NodeAccessOptions) {
    this.#options = options
  }

  /**
   * By what this publisher may come in.
   * @throws {PublisherNotAllowedError} it may not
   */
  publisher({ path, address, shown }: AskingPublisher): PublisherProof {
    this.#refresh()
    const held = this.#find(path)
    const outside = held && boundRefusal(held, 'publish', address)
    if (outside) throw new PublisherNotAllowedError(`${address} may not publish ${path}: ${outside}.`)
    const digest = digestOfShownKey(shown)
    const key = digest === null ? null : (this.#keys.get(digest) ?? null)
    const problem = digest === null ? null : this.#keyProblem(key, path)
    if (key !== null && problem === null) return { by: 'key', key_id: key.id }
    if (held?.policy.rules.publish_with !== 'key') return { by: 'network', shown_key: problem }
    const why = problem ?? 'none came along'
    throw new PublisherNotAllowedError(
      `${path} is published with a stream key alone (access policy ${held.pattern}), and ${why}. ` +
        'Add ?key=KEY to the stream name; keys are made in the panel.',
    )
  }

  /** @throws {ViewerNotAllowedError} this viewer may not watch the stream */
  viewer({ path, address }: AskingViewer): void {
    this.#refresh()
    const held = this.#find(path)
    const outside = held && boundRefusal(held, 'play', address)
    if (outside) throw new ViewerNotAllowedError(`${address} may not watch ${path}: ${outside}.`)
  }

  #keyProblem(key: ToldStreamKey | null, path: StreamPath): string | null {
    if (key === null) return 'the key that came along is unknown here, or was revoked'
    if (!patternFits(key.pattern, path)) return 'the key that came along is for other streams'
    const { expires_at } = key
    if (expires_at === null || Date.parse(expires_at) > this.#options.now()) return null
    return `the key that came along ran out at ${expires_at}`
  }

  #refresh(): void {
    const told = this.#options.told()
    if (told === this.#told) return
    this.#told = told
    this.#find = patternFinder((told?.policies ?? []).map(held))
    this.#keys = new Map((told?.stream_keys ?? []).map((key) => [key.digest, key]))
  }
}

function held(policy: AccessPolicy): HeldPolicy {
  const { rules, pattern } = policy
  const list = (bound: Bound) => (rules[bound] === null ? null : new NetworkList(rules[bound]))
  return {
    pattern,
    policy,
    networks: {
      publish_networks: list('publish_networks'),
      publish_denied_networks: list('publish_denied_networks'),
      play_networks: list('play_networks'),
      play_denied_networks: list('play_denied_networks'),
    },
  }
}

/** Why a client at this address may not; null: it may. */
function boundRefusal({ pattern, networks }: HeldPolicy, kind: 'publish' | 'play', address: string): string | null {
  const policy = `the access policy ${pattern}`
  if (networks[`${kind}_denied_networks`]?.contains(address)) return `${policy} turns its network away`
  if (networks[`${kind}_networks`]?.contains(address) === false) return `${policy} lets in other networks alone`
  return null
}
