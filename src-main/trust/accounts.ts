import type { z } from 'zod'
import type { accountSchema } from '#contract/operators.ts'
import type { Operators } from './operators.ts'
import { refuseWeakPassword } from './password-rules.ts'
import type { Passwords } from './passwords.ts'
import type { Principal } from './principal.ts'
import type { SecondFactors } from './second-factors.ts'
import type { Sessions } from './sessions.ts'
import type { SignInLinks } from './sign-in-links.ts'
import type { TrustContext } from './trust-context.ts'

/** What operators change about themselves. */
export class Accounts {
  readonly #context: TrustContext
  readonly #operators: Operators
  readonly #sessions: Sessions
  readonly #passwords: Passwords
  readonly #links: SignInLinks
  readonly #second_factors: SecondFactors

  constructor(parts: {
    readonly context: TrustContext
    readonly operators: Operators
    readonly sessions: Sessions
    readonly passwords: Passwords
    readonly links: SignInLinks
    readonly second_factors: SecondFactors
  }) {
    this.#context = parts.context
    this.#operators = parts.operators
    this.#sessions = parts.sessions
    this.#passwords = parts.passwords
    this.#links = parts.links
    this.#second_factors = parts.second_factors
  }

  /** @throws {TrustError} operator_not_found */
  of(operator_id: string): z.infer<typeof accountSchema> {
    const { id, name, role, created_at, password_set_at, totp_since } = this.#operators.get(operator_id)
    const { passkeys } = this.#operators.info(id)
    const recovery_codes_left = this.#second_factors.codesLeft(id)
    return { id, name, role, created_at, password_set_at, totp_since, recovery_codes_left, passkeys }
  }

  /** Sets the password, and ends every other session; a change of it ends links that were not used yet, too. @throws {TrustError} password_refused, sign_in_busy */
  async setPassword(principal: Principal, password: string): Promise<{ ended: number }> {
    const { store } = this.#context
    refuseWeakPassword(password, principal.operator_name)
    const password_hash = await this.#passwords.hash(password)
    return store.transaction(() => {
      const before = this.#operators.get(principal.operator_id)
      const password_set_at = this.#context.at()
      store.run(store.db.updateTable('operators').set({ password_hash, password_set_at }).where('id', '=', before.id))
      this.#context.record({
        type: 'operator.password_set',
        actor: principal.actor,
        message: `${before.name} ${before.password_hash === null ? 'set a password' : 'changed the password'}.`,
        data: {
          operator_id: before.id,
          before: { password_set_at: before.password_set_at },
          after: { password_set_at },
        },
      })
      // Whoever had got in may have made a link to come back by.
      if (before.password_hash !== null) this.#links.endOf(before.id)
      const ended = this.#sessions.endOthers(
        before.id,
        principal.session_id,
        principal.actor,
        'the password was changed',
      )
      return { ended }
    })
  }
}
