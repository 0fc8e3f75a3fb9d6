import { isDiskRefusal } from '../store/store-error.ts'
import type { Trust } from '../trust/trust.ts'
import { TrustError } from '../trust/trust-error.ts'

/** What a key is called that is made for whoever started the origin; good for one run. */
const NAME = 'for the program that started the origin'
const TTL_MS = 30 * 24 * 3_600_000

/** The API keys of one run of the program; they outlive a restart in place. */
export class RunKeys {
  readonly #ids: string[] = []

  get ids(): readonly string[] {
    return this.#ids
  }

  /** A fresh key of the owner. Those of earlier runs, which a crash may have left, end: a hundred crashes would leave no room for one. */
  make(trust: Trust, owner_id: string): string {
    for (const { id, name, state } of trust.api_keys.list(owner_id)) {
      if (name === NAME && state === 'active' && !this.#ids.includes(id)) trust.revokeApiKey(id, 'origin')
    }
    const { id, key } = trust.createApiKey(owner_id, NAME, TTL_MS)
    this.#ids.push(id)
    return key
  }

  /** Ends them; those that an operator ended already, or that a full disk does not let end, run out. */
  end(trust: Trust): void {
    for (const id of this.#ids.splice(0)) {
      try {
        trust.revokeApiKey(id, 'origin')
      } catch (error) {
        if (!(error instanceof TrustError) && !isDiskRefusal(error)) throw error
      }
    }
  }
}
