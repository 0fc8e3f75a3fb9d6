import type { StreamSession } from '#contract/stream.ts'
import type { StreamKey } from '#contract/stream-key.ts'
import type { ToldAccess } from '#contract/told-access.ts'
import type { ActivityLog } from '../../store/activity-log.ts'
import type { Store } from '../../store/store.ts'
import { AccessPolicies } from './access-policies.ts'
import { StreamKeys } from './stream-keys.ts'

export interface AccessOptions {
  readonly store: Store
  readonly activity: ActivityLog
  /** Wall clock, in ms; default `Date.now`. */
  readonly clock?: () => number
  /** Publications that came in by this key are to end now. @returns how many were told so */
  readonly endPublicationsBy: (key_id: string, reason: string) => number
}

/** Who may publish and who may watch: what operators say of it, as nodes are told. */
export class Access {
  readonly policies: AccessPolicies
  readonly keys: StreamKeys
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
  }

  /** As every node is to know it. */
  get told(): ToldAccess {
    return { revision: this.#revision, policies: [...this.policies.list()], stream_keys: this.keys.told }
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

  /** A node reports a publication. */
  reported(session: StreamSession): void {
    if (!this.keys.used(session)) return
    const key = this.keys.find(session.key_id ?? '')
    if (key !== undefined) this.#end(key)
  }

  #end({ id, label, prefix }: StreamKey): number {
    return this.#options.endPublicationsBy(id, `The stream key ${label ?? prefix} was revoked.`)
  }

  #changed(): void {
    this.#revision = Math.max(this.#revision + 1, Date.now())
    for (const listener of [...this.#listeners]) listener()
  }
}
