import type { AccessPolicy } from '#contract/access-policy.ts'
import { addressBlock } from '#contract/address-block.ts'
import type { StreamPath } from '#contract/ids.ts'
import type { ToldKeepOut } from '#contract/keep-out.ts'
import type { ToldStreamKey } from '#contract/stream-key.ts'
import { patternFinder, patternFits } from '#contract/stream-policy.ts'
import type { ToldAccess } from '#contract/told-access.ts'
import {
  type AskingPublisher,
  type AskingViewer,
  type LetInViewer,
  nobodyCounts,
  type Shown,
} from '../media/admission.ts'
import { PublisherNotAllowedError, ViewerNotAllowedError } from '../media/stream-errors.ts'
import { AddressCounts } from './address-counts.ts'
import { NetworkList } from './network-list.ts'
import { digestOfShownKey } from './shown-key.ts'
import { signatureProblem } from './signed-address.ts'
import { grantedUntil, isWorn, makeGrant } from './watch-grants.ts'
import type { Webhooks } from './webhooks/webhooks.ts'

export interface NodeAccessOptions {
  /** As the origin told it last; null: it never did. */
  readonly told: () => ToldAccess | null
  /** Wall clock, in ms. */
  readonly now: () => number
  /** Asks the webhooks of policies. Absent: nobody is asked. */
  readonly webhooks?: Pick<Webhooks, 'refusal'>
  /** Who publishes on this node. Absent: nobody. */
  readonly publishers?: () => Iterable<{ readonly path: StreamPath; readonly address: string }>
}

/** What a publisher shows is good, or it needs nothing but to come from where anybody may publish. */
export type PublisherProof =
  | { readonly by: 'key'; readonly key_id: string }
  | { readonly by: 'signature' }
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
  readonly #viewers = new AddressCounts()
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
    if (outside) throw new PublisherNotAllowedError(`${address} may not publish ${path}: ${outside}.`, 'network')
    const digest = digestOfShownKey(shown)
    const key = digest === null ? null : (this.#keys.get(digest) ?? null)
    this.#refuseKeptOut('publish', path, address, key?.id ?? null)
    const problem = digest === null ? null : this.#keyProblem(key, path)
    if (key !== null && problem === null) return { by: 'key', key_id: key.id }
    const unsigned = this.#signatureProblem('publish', { path, address, shown })
    if (unsigned === null) return { by: 'signature' }
    if (held?.policy.rules.publish_with !== 'key') return { by: 'network', shown_key: problem }
    const why = problem ?? (unsigned === 'unsigned' ? 'none came along' : `of its signed address: ${unsigned}`)
    throw new PublisherNotAllowedError(
      `${path} is published with a stream key alone (access policy ${held.pattern}), and ${why}. ` +
        'Add ?key=KEY to the stream name; keys are made in the panel.',
      unsigned === 'unsigned' ? 'key' : 'signature',
    )
  }

  /**
   * Asks the webhook of the policy about a publisher that is let in by all else.
   * @throws {PublisherNotAllowedError} it said no, or nothing and without it nobody is let in
   */
  async askAboutPublisher({ path, protocol, address, page, shown }: AskingPublisher): Promise<void> {
    const held = this.#of(path)
    if (held === null) return
    this.#refuseManyPublishers(held, path, address)
    const asking = { path, protocol, address, referrer: page ?? null, query: shown.query }
    const refusal = await this.#options.webhooks?.refusal('on_publish', held.policy, asking)
    if (!refusal) return
    const told = `${path} may not be published now: the server that is asked about it has not said yes.`
    throw new PublisherNotAllowedError(told, 'webhook', `on_publish of the access policy ${held.pattern}: ${refusal}`)
  }

  /**
   * Whether this viewer may watch the stream. One of HLS that was let in before goes on with its grant.
   * @throws {ViewerNotAllowedError} it may not
   */
  async viewer(asking: AskingViewer): Promise<LetInViewer> {
    const { path, session, address, shown } = asking
    this.#refresh()
    this.#refuseKeptOut('play', path, address, null)
    const held = this.#withinBounds(asking)
    if (held === null) return nobodyCounts
    const place = this.#place(held, path, address)
    try {
      if (!isGuarded(held)) return place
      if (this.#grantedUntil(path, address, shown) === null) await this.#refuse(held, asking)
      const grant = session === undefined ? null : this.#granting(path, session, shown)
      return grant === null ? place : { leave: place.leave, grant }
    } catch (error) {
      place.leave()
      throw error
    }
  }

  /** @throws {ViewerNotAllowedError} whoever asks for a piece of the stream was not let in, or not any more */
  fetch(asked: Pick<AskingViewer, 'path' | 'address' | 'shown'>): void {
    this.#refresh()
    this.#refuseKeptOut('play', asked.path, asked.address, null)
    const held = this.#withinBounds(asked)
    if (held === null || !isGuarded(held)) return
    if (this.#grantedUntil(asked.path, asked.address, asked.shown) !== null) return
    throw new ViewerNotAllowedError(
      `${asked.path} is fetched with what its playlist gives out (access policy ${held.pattern}). Load the playlist again.`,
      'grant',
    )
  }

  /** The policy that holds for a stream; null: none. */
  policyOf(path: StreamPath): AccessPolicy | null {
    return this.#of(path)?.policy ?? null
  }

  #of(path: StreamPath): HeldPolicy | null {
    this.#refresh()
    return this.#find(path)
  }

  /** Whom an operator sent away does not come back before the time. @throws {PublisherNotAllowedError | ViewerNotAllowedError} */
  #refuseKeptOut(kind: ToldKeepOut['kind'], path: StreamPath, address: string, key_id: string | null): void {
    const keep_outs = this.#told?.keep_outs ?? []
    if (keep_outs.length === 0) return
    const block = addressBlock(address)
    const found = keep_outs.find(
      (one) =>
        one.kind === kind &&
        one.stream_path === path &&
        (one.address === block || (key_id !== null && one.key_id === key_id)) &&
        Date.parse(one.until) > this.#options.now(),
    )
    if (found === undefined) return
    if (kind === 'play') {
      throw new ViewerNotAllowedError(`${path} may not be watched from ${address} until ${found.until}.`, 'kept_out')
    }
    throw new PublisherNotAllowedError(
      `An operator has sent the publisher of ${path} away: it may publish there again from ${found.until} on.`,
      'kept_out',
    )
  }

  #withinBounds({ path, address }: Pick<AskingViewer, 'path' | 'address'>): HeldPolicy | null {
    const held = this.#of(path)
    const outside = held && boundRefusal(held, 'play', address)
    if (outside) throw new ViewerNotAllowedError(`${address} may not watch ${path}: ${outside}.`, 'network')
    return held
  }

  #place({ policy, pattern }: HeldPolicy, path: StreamPath, address: string): LetInViewer {
    const most = policy.rules.max_viewers_per_address
    if (most === null) return nobodyCounts
    const leave = this.#viewers.take(`${policy.id} ${addressBlock(address)}`, most)
    if (leave !== null) return { leave, grant: () => null }
    throw new ViewerNotAllowedError(
      `${path} has ${most} viewers at ${address} on this node, and the access policy ${pattern} allows no more.`,
      'address_limit',
    )
  }

  #refuseManyPublishers({ policy, pattern }: HeldPolicy, path: StreamPath, address: string): void {
    const most = policy.rules.max_publishers_per_address
    if (most === null) return
    const block = addressBlock(address)
    const others = [...(this.#options.publishers?.() ?? [])].filter(
      (one) =>
        one.path !== path && this.#find(one.path)?.policy.id === policy.id && addressBlock(one.address) === block,
    )
    if (others.length < most) return
    throw new PublisherNotAllowedError(
      `${address} publishes ${others.length} streams on this node, and the access policy ${pattern} allows no more.`,
      'address_limit',
    )
  }

  /** @throws {ViewerNotAllowedError} */
  async #refuse({ pattern, policy }: HeldPolicy, asking: AskingViewer): Promise<void> {
    const { path, protocol, address, referrer, shown } = asking
    const { play_with, play_referrers, play_without_referrer } = policy.rules
    if (play_referrers !== null && !isAmong(referrer, play_referrers, play_without_referrer)) {
      const where = referrer === null ? 'outside of a page' : 'on this page'
      const message = `${path} is not watched ${where}: the access policy ${pattern} names others.`
      throw new ViewerNotAllowedError(message, 'referrer')
    }
    const problem = play_with === 'open' ? null : this.#signatureProblem('play', { path, address, shown })
    if (problem !== null) {
      const why = problem === 'unsigned' ? 'this one is not' : `of this one: ${problem}`
      const message = `${path} is watched by signed addresses alone (access policy ${pattern}), and ${why}.`
      throw new ViewerNotAllowedError(message, 'signature')
    }
    const asked = { path, protocol, address, referrer, query: shown.query }
    const refusal = await this.#options.webhooks?.refusal('on_play', policy, asked)
    if (!refusal) return
    const told = `${path} may not be watched now: the server that is asked about it has not said yes.`
    throw new ViewerNotAllowedError(told, 'webhook', `on_play of the access policy ${pattern}: ${refusal}`)
  }

  #signatureProblem(
    kind: 'play' | 'publish',
    { path, address, shown }: Pick<AskingViewer, 'path' | 'address' | 'shown'>,
  ): string | null {
    const keys = (this.#told?.signing_keys ?? []).filter(({ use }) => use === 'addresses')
    return signatureProblem({ kind, path, address, query: shown.query }, keys, this.#options.now())
  }

  #grantedUntil(path: StreamPath, address: string, { query }: Shown): number | null {
    const key = this.#told?.watch_key ?? null
    return key === null ? null : grantedUntil(key, { path, address, query }, this.#options.now())
  }

  #granting(path: StreamPath, session: string, { query }: Shown): (() => string) | null {
    const key = this.#told?.watch_key ?? null
    if (key === null) return null
    const { now } = this.#options
    // What bound the address that it came with binds the watch.
    const ip = new URLSearchParams(query).get('ip')
    const make = () => makeGrant(key, { path, session, ip }, made_at)
    let made_at = now()
    let grant = make()
    return () => {
      if (isWorn(made_at, now())) {
        made_at = now()
        grant = make()
      }
      return grant
    }
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

/** Whether not everybody may watch, so that pieces of the stream are not for everybody either. */
function isGuarded({ policy: { rules }, networks }: HeldPolicy): boolean {
  if (rules.play_with === 'signed_url' || rules.play_referrers !== null || rules.on_play_url !== null) return true
  return networks.play_networks !== null || networks.play_denied_networks !== null
}

/** Whether a page is of one of these hosts. */
function isAmong(referrer: string | null, hosts: readonly string[], without: boolean): boolean {
  if (referrer === null) return without
  if (!URL.canParse(referrer)) return false
  const host = new URL(referrer).hostname.toLowerCase()
  return hosts.some((one) => (one.startsWith('*.') ? host.endsWith(one.slice(1)) : host === one))
}

/** Why a client at this address may not; null: it may. */
function boundRefusal({ pattern, networks }: HeldPolicy, kind: 'publish' | 'play', address: string): string | null {
  const policy = `the access policy ${pattern}`
  if (networks[`${kind}_denied_networks`]?.contains(address)) return `${policy} turns its network away`
  if (networks[`${kind}_networks`]?.contains(address) === false) return `${policy} lets in other networks alone`
  return null
}
