import type { Operator } from './operator.ts'
import { hashSecret, isSecret, mintSecret } from './secret.ts'
import type { TrustContext } from './trust-context.ts'
import { TrustError } from './trust-error.ts'

/** Links that let one operator in once: the first run's, an invitation's, and the way back in for who lost everything else. */
export class SignInLinks {
  readonly #context: TrustContext

  constructor(context: TrustContext) {
    this.#context = context
  }

  create(operator: Operator, ttl_ms: number): { token: string; expires_at: string } {
    const { store } = this.#context
    const token = mintSecret('signin')
    const expires_at = this.#context.at(ttl_ms)
    store.run(
      store.db.insertInto('sign_in_links').values({
        token_hash: hashSecret(token),
        operator_id: operator.id,
        created_at: this.#context.at(),
        expires_at,
      }),
    )
    return { token, expires_at }
  }

  /** Ends what was made before: of invitations only the newest is good. */
  endOf(operator_id: string): void {
    const { store } = this.#context
    store.run(store.db.deleteFrom('sign_in_links').where('operator_id', '=', operator_id))
  }

  /**
   * Takes a link, once, and says whose it was. Called in the transaction that does what it is for.
   * @throws {TrustError} sign_in_link_invalid, sign_in_link_expired
   */
  take(token: string): string {
    const { store } = this.#context
    const link = store.first(
      store.db.deleteFrom('sign_in_links').where('token_hash', '=', hashSecret(token)).returningAll(),
    )
    if (link === undefined) throw invalid()
    if (link.expires_at > this.#context.at()) return link.operator_id
    throw new TrustError('sign_in_link_expired', 'This sign-in link has run out.', HINT)
  }

  /** Without writing anything, so that guesses do not wait for one another's writes. @throws {TrustError} sign_in_link_invalid */
  refuseUnknown(token: string): void {
    const { store } = this.#context
    const token_hash = hashSecret(token)
    const known =
      isSecret('signin', token) &&
      store.first(store.db.selectFrom('sign_in_links').select('operator_id').where('token_hash', '=', token_hash))
    if (!known) throw invalid()
  }
}

const HINT = 'Make a new one with: headwater origin sign-in-link'

const invalid = () =>
  new TrustError('sign_in_link_invalid', 'This sign-in link was used already or was never made.', HINT)
