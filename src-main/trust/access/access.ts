import type { AccessReport } from '#contract/control-channel.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { EndStream } from '#contract/keep-out.ts'
import type { StreamSession } from '#contract/stream.ts'
import type { StreamKey } from '#contract/stream-key.ts'
import { patternFits } from '#contract/stream-policy.ts'
import type { ToldAccess } from '#contract/told-access.ts'
import type { ActivityLog } from '../../store/activity-log.ts'
import type { Store } from '../../store/store.ts'
import type { DataKey } from '../data-key.ts'
import { AccessError } from './access-error.ts'
import { AccessPolicies } from './access-policies.ts'
import { KeepOuts } from './keep-outs.ts'
import { SigningKeys } from './signing-keys.ts'
import { StreamKeys } from './stream-keys.ts'
import { WebhookResults } from './webhook-results.ts'

export interface AccessOptions {
  readonly store: Store
  readonly activity: ActivityLog
  /** Signing keys lie sealed by it. */
  readonly data_key: Pick<DataKey, 'seal' | 'open'>
  /** Inward networks, as CIDR, that webhooks may be in. Default none. */
  readonly webhook_networks?: readonly string[]
  /** Wall clock, in ms; default `Date.now`. */
  readonly clock?: () => number
  /** Publications that came in by this key are to end now. @returns how many were told so */
  readonly endPublicationsBy: (key_id: string, reason: string) => number
}

/** Who may publish and who may watch: what operators say of it, as nodes are told. */
export class Access {
  readonly policies: AccessPolicies
  readonly keys: StreamKeys
  readonly signing: SigningKeys
  readonly webhooks: WebhookResults
  readonly keep_outs: KeepOuts
  /** Who was refused at nodes, since the origin started: for figures. */
  readonly refusals = new Map<string, number>()
  readonly #options: AccessOptions
  readonly #listeners = new Set<() => void>()
  /** Grows over restarts too, so that a node can tell newer words from older. */
  #revision = Date.now()

  constructor(options: AccessOptions) {
    this.#options = options
    const { store, activity, clock = Date.now } = options
    const shared = { store, activity, clock, onChanged: () => this.#changed() }
    this.policies = new AccessPolicies(shared)
    this.keys = new StreamKeys(shared)
    this.keep_outs = new KeepOuts(shared)
    this.signing = new SigningKeys({ ...shared, data_key: options.data_key })
    const { webhook_networks: networks = [] } = options
    const keys = (path: StreamPath) =>
      this.signing.told
        .filter(({ use, pattern }) => use === 'webhooks' && patternFits(pattern, path))
        .map(({ key }) => key)
    this.webhooks = new WebhookResults({ keys, networks, clock })
  }

  /** As every node is to know it. */
  get told(): ToldAccess {
    return {
      revision: this.#revision,
      policies: [...this.policies.list()],
      stream_keys: this.keys.told,
      signing_keys: this.signing.told,
      watch_key: this.signing.watch_key,
      keep_outs: this.keep_outs.told,
      webhook_networks: [...(this.#options.webhook_networks ?? [])],
    }
  }

  /** The function returned ends that. */
  onChanged(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * Revokes a stream key. Nodes are told before the publishers are ended, so that these do not come in again.
   * @param disconnect those who came in by it are ended
   * @throws {AccessError} stream_key_not_found
   */
  revokeKey(id: string, disconnect: boolean, actor: string): { key: StreamKey; disconnected: number } {
    const key = this.keys.revoke(id, disconnect, actor)
    return { key, disconnected: disconnect ? this.#end(key) : 0 }
  }

  /**
   * Sees to it that the publisher of a session does not come back: nodes are told before it is ended.
   * @throws {AccessError} publisher_without_key, too_many_keep_outs
   */
  shutOut(session: StreamSession, { keep_out, revoke_key }: Omit<EndStream, 'reason'>, actor: string): void {
    const key = session.key_id == null ? undefined : this.keys.find(session.key_id)
    if (key === undefined && (revoke_key || keep_out?.by === 'key')) {
      throw new AccessError(
        'publisher_without_key',
        `the publisher of ${session.stream_path} came in without a stream key`,
        {
          hint: 'Keep it out by its address, or let it in by stream keys alone with an access policy.',
        },
      )
    }
    if (keep_out !== null) {
      const name = key === undefined ? '' : `${key.label ?? 'without a label'} (${key.prefix}…)`
      const by =
        keep_out.by === 'key' && key !== undefined
          ? { key: { id: key.id, name } }
          : { address: session.publisher_address }
      this.keep_outs.add('publish', session.stream_path, by, keep_out.for, actor)
    }
    // Its other publications go on: it is this one that was meant.
    if (revoke_key && key !== undefined) this.revokeKey(key.id, false, actor)
  }

  /** A node reports a publication. */
  reported(session: StreamSession): void {
    if (!this.keys.used(session)) return
    const key = this.keys.find(session.key_id ?? '')
    if (key !== undefined) this.#end(key)
  }

  /** A node says who it refused, and how webhooks answered: recorded in batches, as they come. */
  refused(node: { readonly id: NodeId; readonly name: string }, { refusals, webhooks }: AccessReport): void {
    for (const { policy_id, ...result } of webhooks) {
      if (this.policies.find(policy_id) !== undefined) this.webhooks.say(policy_id, { ...result, node_id: node.id })
    }
    for (const { kind, reason, stream_path, count, address, detail } of refusals) {
      const name = `${kind} ${reason}`
      this.refusals.set(name, (this.refusals.get(name) ?? 0) + count)
      const who = kind === 'play' ? 'viewer' : 'publisher'
      this.#options.activity.observe({
        type: `access.${who}_refused`,
        severity: 'warning',
        actor: `node:${node.id}`,
        node_id: node.id,
        stream_path,
        message: `${count} ${count === 1 ? `${who} was` : `${who}s were`} refused on ${node.name}, the last at ${address}: ${detail}`,
        data: { kind, reason, count, address },
      })
    }
  }

  #end({ id, label, prefix }: StreamKey): number {
    return this.#options.endPublicationsBy(id, `The stream key ${label ?? prefix} was revoked.`)
  }

  #changed(): void {
    this.#revision = Math.max(this.#revision + 1, Date.now())
    for (const listener of [...this.#listeners]) listener()
  }
}
