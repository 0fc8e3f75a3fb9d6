import { hashSecret, isSecret, mintSecret } from './secret.ts'
import type { TrustContext } from './trust-context.ts'

/** Of one operator; the one that was used longest ago is forgotten. */
const MAX_DEVICES = 20

/**
 * Browsers in which somebody has signed in before (OWASP's device cookies): their tries are counted for themselves, so that
 * who guesses from elsewhere does not make them wait. It proves nothing else.
 */
export class KnownDevices {
  readonly #context: TrustContext

  constructor(context: TrustContext) {
    this.#context = context
  }

  /** What its tries are counted under: null for a browser in which this operator has not signed in. @param operator_id null: anybody */
  find(token: string | undefined, operator_id: string | null): string | null {
    if (token === undefined || !isSecret('device', token)) return null
    const { store } = this.#context
    const known = store.first(
      store.db
        .selectFrom('known_devices')
        .select(['token_hash', 'operator_id'])
        .where('token_hash', '=', hashSecret(token)),
    )
    return known !== undefined && (operator_id === null || known.operator_id === operator_id) ? known.token_hash : null
  }

  /** Somebody signed in there. What the browser shall keep; null: what it has. */
  signedIn(operator_id: string, token: string | undefined): string | null {
    const { store } = this.#context
    const known = this.find(token, operator_id)
    const last_used_at = this.#context.at()
    if (known !== null) {
      store.run(store.db.updateTable('known_devices').set({ last_used_at }).where('token_hash', '=', known))
      return null
    }
    const fresh = mintSecret('device')
    store.run(
      store.db
        .insertInto('known_devices')
        .values({ token_hash: hashSecret(fresh), operator_id, created_at: last_used_at, last_used_at }),
    )
    store.run(
      store.db
        .deleteFrom('known_devices')
        .where('token_hash', 'in', (of) =>
          of
            .selectFrom('known_devices')
            .select('token_hash')
            .where('operator_id', '=', operator_id)
            .orderBy('last_used_at', 'desc')
            .limit(-1)
            .offset(MAX_DEVICES),
        ),
    )
    return fresh
  }
}
