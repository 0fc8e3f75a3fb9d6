import type { ProofMethod } from '#contract/operators.ts'
import type { Operator } from './operator.ts'
import { nameKey, type Operators } from './operators.ts'
import type { Passwords } from './passwords.ts'
import type { Principal } from './principal.ts'
import type { Sessions } from './sessions.ts'
import type { SignInLinks } from './sign-in-links.ts'
import { type CountedTry, SlowedAccounts } from './slowed-accounts.ts'
import type { SignInSource, TrustContext } from './trust-context.ts'
import { TrustError } from './trust-error.ts'

/** What somebody who signed in is given. */
export interface SignedIn {
  readonly session_token: string
  readonly principal: Principal
}

/** What signing in works with. */
export interface SignInParts {
  readonly context: TrustContext
  readonly operators: Operators
  readonly sessions: Sessions
  readonly links: SignInLinks
  readonly passwords: Passwords
}

/** Lets operators in, by each of the ways in which they can prove themselves, and has them prove it again. */
export class SignIn {
  readonly #parts: SignInParts
  readonly #slowed: SlowedAccounts

  constructor(parts: SignInParts) {
    this.#parts = parts
    this.#slowed = new SlowedAccounts(() => parts.context.now_ms())
  }

  /**
   * Trades a link for a session; of any number of callers at once one gets it.
   * @throws {TrustError} sign_in_link_invalid, sign_in_link_expired
   */
  byLink(link_token: string, from: SignInSource): SignedIn {
    const { context, operators, links } = this.#parts
    links.refuseUnknown(link_token)
    return context.store.transaction(() => {
      const operator = operators.get(links.take(link_token))
      return this.#open(operator, from, 'link')
    })
  }

  /** @throws {TrustError} sign_in_refused, second_factor_required, second_factor_wrong, account_slowed, sign_in_busy */
  async byPassword(proof: { readonly name: string; readonly password: string }, from: SignInSource): Promise<SignedIn> {
    const { context, operators, passwords } = this.#parts
    const tried = this.#count(proof.name)
    const known = operators.byName(proof.name)
    const is_right = await this.#checked(tried, passwords.matches(proof.password, known?.password_hash ?? null))
    if (!is_right) {
      this.#failed(tried, proof.name, from.address)
      throw new TrustError(
        'sign_in_refused',
        'The name or the password is wrong.',
        'Who has lost the password asks an owner for a link; on the origin’s machine `headwater origin sign-in-link` prints one.',
      )
    }
    const signed_in = context.store.transaction(() => {
      const operator = operators.byName(proof.name)
      // It may have been changed, or its operator removed, while it was being checked.
      if (operator === undefined || operator.password_hash !== known?.password_hash) return null
      return this.#open(operator, from, 'password')
    })
    if (signed_in === null) throw new TrustError('sign_in_refused', 'The password was changed meanwhile.', 'Try again.')
    tried.succeeded()
    return signed_in
  }

  /**
   * Proves again who sits there. Until when that counts.
   * @throws {TrustError} proof_refused, account_slowed, sign_in_busy, sign_in_link_invalid, sign_in_link_expired
   */
  async prove(
    principal: Principal & { readonly session_id: string },
    proof: { readonly password?: string | undefined; readonly link_token?: string | undefined },
    address: string,
  ): Promise<string> {
    const { context, operators, passwords, sessions, links } = this.#parts
    const operator = operators.get(principal.operator_id)
    if (proof.link_token !== undefined) {
      const token = proof.link_token
      links.refuseUnknown(token)
      return context.store.transaction(() => {
        if (links.take(token) === operator.id) return sessions.proven(principal.session_id)
        throw refusedProof('This link is somebody else’s.')
      })
    }
    const tried = this.#count(operator.name)
    const is_right = await this.#checked(tried, passwords.matches(proof.password ?? '', operator.password_hash))
    if (!is_right) {
      this.#failed(tried, operator.name, address)
      throw refusedProof('The password is wrong.')
    }
    tried.succeeded()
    return sessions.proven(principal.session_id)
  }

  /** By what an operator can prove to be there. */
  methods(operator_id: string): ProofMethod[] {
    const operator = this.#parts.operators.get(operator_id)
    return ['link', ...(operator.password_hash === null ? [] : (['password'] as const))]
  }

  #open(operator: Operator, from: SignInSource, by: 'link' | 'password'): SignedIn {
    const { context, operators, sessions } = this.#parts
    const { session_token, session_id } = sessions.open(operator, from, by)
    operators.signedIn(operator.id)
    context.record({
      type: 'operator.signed_in',
      actor: `operator:${operator.name}`,
      message: `${operator.name} signed in by ${WAYS[by]} from ${from.address}.`,
      data: { operator_id: operator.id, session_id, address: from.address, by },
    })
    const principal = sessions.by(session_token)
    if (principal === null) throw new Error('a session that was just opened is gone')
    return { session_token, principal }
  }

  /** @throws {TrustError} account_slowed */
  #count(name: string): CountedTry {
    const key = nameKey(name)
    const wait_ms = this.#slowed.wait_ms(key)
    if (wait_ms === 0) return this.#slowed.count(key)
    const retry_after_s = Math.ceil(wait_ms / 1_000)
    throw new TrustError(
      'account_slowed',
      'Too many wrong passwords were tried for this name.',
      `Try again in ${retry_after_s} s, or use a passkey or a sign-in link, which do not wait.`,
      { retry_after_s },
    )
  }

  /** A check that could not be made counts as no try. */
  async #checked(tried: CountedTry, check: Promise<boolean>): Promise<boolean> {
    try {
      return await check
    } catch (error) {
      tried.undo()
      throw error
    }
  }

  /** Says it in the activity log once, when an account begins to be slowed down. */
  #failed({ failures }: CountedTry, name: string, address: string): void {
    const operator = this.#parts.operators.byName(name)
    if (operator === undefined || !SlowedAccounts.isFirstSlowed(failures)) return
    const message = `${failures} wrong passwords were tried for ${operator.name}, the last from ${address}; further tries are slowed down.`
    const data = { operator_id: operator.id, address, failures }
    this.#parts.context.record({ type: 'operator.slowed', actor: `address:${address}`, message, data }, 'warning')
  }
}

const WAYS = { link: 'a link', password: 'password' } as const

const refusedProof = (message: string) => new TrustError('proof_refused', message, 'Try another way to prove yourself.')
