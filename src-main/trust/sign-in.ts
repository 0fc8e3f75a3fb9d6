import type { Selectable } from 'kysely'
import type { PasskeyAnswer, ProofMethod } from '#contract/operators.ts'
import type { WallLinksTable } from '../store/tables.ts'
import type { KnownDevices } from './known-devices.ts'
import type { Operator } from './operator.ts'
import { nameKey, type Operators } from './operators.ts'
import type { Passkeys, RelyingParty } from './passkeys.ts'
import type { Passwords } from './passwords.ts'
import type { Principal } from './principal.ts'
import type { SecondFactors } from './second-factors.ts'
import type { Sessions } from './sessions.ts'
import type { SignInLinks } from './sign-in-links.ts'
import { type CountedTry, SlowedAccounts } from './slowed-accounts.ts'
import type { SignInSource, TrustContext } from './trust-context.ts'
import { TrustError } from './trust-error.ts'
import type { WallLinks } from './wall-links.ts'

/** What somebody who signed in is given. */
export interface SignedIn {
  readonly session_token: string
  readonly principal: Principal
  /** What the browser shall keep to be known again; null: what it has. */
  readonly device_token: string | null
}

/** What signing in works with. */
export interface SignInParts {
  readonly context: TrustContext
  readonly operators: Operators
  readonly sessions: Sessions
  readonly links: SignInLinks
  readonly passwords: Passwords
  readonly second_factors: SecondFactors
  readonly passkeys: Passkeys
  readonly wall_links: WallLinks
  readonly devices: KnownDevices
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
   * Trades a link for a session; of any number of callers at once one gets it. A wall link's can be traded until it ends.
   * @throws {TrustError} sign_in_link_invalid, sign_in_link_expired
   */
  byLink(link_token: string, from: SignInSource): SignedIn {
    const { context, operators, links, wall_links } = this.#parts
    const wall_link = wall_links.find(link_token)
    if (wall_link !== undefined) return this.#openForWall(wall_link, from)
    links.refuseUnknown(link_token)
    return context.store.transaction(() => this.#open(operators.get(links.take(link_token)), from, 'link'))
  }

  /** @throws {TrustError} sign_in_refused, second_factor_required, second_factor_wrong, account_slowed, sign_in_busy */
  async byPassword(
    proof: { readonly name: string; readonly password: string; readonly code?: string | undefined },
    from: SignInSource,
  ): Promise<SignedIn> {
    const { context, operators, passwords } = this.#parts
    const known = operators.byName(proof.name)
    const tried = this.#count(proof.name, known, from.device_token)
    const is_right = await this.#checked(tried, passwords.matches(proof.password, known?.password_hash ?? null))
    if (!is_right || known === undefined) {
      this.#failed(tried, known, from.address)
      throw new TrustError(
        'sign_in_refused',
        'The name or the password is wrong.',
        'Who has lost the password asks an owner for a link; on the origin’s machine `headwater origin sign-in-link` prints one.',
      )
    }
    const by = this.#secondFactor(known, proof.code, tried, from.address)
    const signed_in = context.store.transaction(() => {
      const operator = operators.byName(proof.name)
      // It may have been changed, or its operator removed, while it was being checked.
      if (operator?.id !== known.id || operator.password_hash !== known.password_hash) return null
      return this.#open(operator, from, by)
    })
    if (signed_in === null) throw new TrustError('sign_in_refused', 'The password was changed meanwhile.', 'Try again.')
    tried.succeeded()
    await this.#renewHash(known, proof.password)
    return signed_in
  }

  /** @throws {TrustError} passkey_refused */
  async byPasskey(answer: PasskeyAnswer, at: RelyingParty, from: SignInSource): Promise<SignedIn> {
    const { context, operators, passkeys } = this.#parts
    const operator_id = await passkeys.prove(answer, at)
    return context.store.transaction(() => this.#open(operators.get(operator_id), from, 'passkey'))
  }

  /**
   * Proves again who sits there, by one of them. Until when that counts.
   * @throws {TrustError} proof_refused, account_slowed, sign_in_busy, sign_in_link_invalid, sign_in_link_expired, passkey_refused
   */
  async prove(
    principal: Principal & { readonly session_id: string },
    proof: {
      readonly password?: string | undefined
      readonly code?: string | undefined
      readonly link_token?: string | undefined
      readonly passkey?: { readonly answer: PasskeyAnswer; readonly at: RelyingParty } | undefined
    },
    from: SignInSource,
  ): Promise<string> {
    const { context, operators, sessions, links, passkeys } = this.#parts
    const operator = operators.get(principal.operator_id)
    if (proof.link_token !== undefined) {
      const token = proof.link_token
      links.refuseUnknown(token)
      context.store.transaction(() => {
        if (links.take(token) !== operator.id) throw refusedProof('This link is somebody else’s.')
      })
    } else if (proof.passkey !== undefined) {
      const { answer, at } = proof.passkey
      if ((await passkeys.prove(answer, at)) !== operator.id) throw refusedProof('This passkey is somebody else’s.')
    } else {
      await this.#proveBySecret(operator, proof, from)
    }
    return sessions.proven(principal.session_id)
  }

  /** By what an operator can prove to be there. */
  methods(operator_id: string): ProofMethod[] {
    const { operators, passkeys } = this.#parts
    const { password_hash, totp_since } = operators.get(operator_id)
    return [
      'link',
      ...(password_hash === null ? [] : (['password'] as const)),
      ...(totp_since === null ? [] : (['totp', 'recovery_code'] as const)),
      ...(passkeys.list(operator_id).length === 0 ? [] : (['passkey'] as const)),
    ]
  }

  async #proveBySecret(
    operator: Operator,
    proof: { readonly password?: string | undefined; readonly code?: string | undefined },
    from: SignInSource,
  ): Promise<void> {
    const { passwords, second_factors } = this.#parts
    const tried = this.#count(operator.name, operator, from.device_token)
    const is_right =
      proof.code !== undefined
        ? second_factors.take(operator.id, proof.code) !== null
        : await this.#checked(tried, passwords.matches(proof.password ?? '', operator.password_hash))
    if (is_right) return tried.succeeded()
    this.#failed(tried, operator, from.address)
    throw refusedProof(proof.code === undefined ? 'The password is wrong.' : 'The code is wrong, or was used before.')
  }

  /** A hash that was made at another cost is made anew once the password is at hand; where it cannot be now, it is another time. */
  async #renewHash({ id, password_hash: before }: Operator, password: string): Promise<void> {
    const { context, passwords } = this.#parts
    if (before === null || !passwords.isOutdated(before)) return
    const password_hash = await passwords.hash(password).catch(() => null)
    if (password_hash === null) return
    const { store } = context
    const renew = store.db.updateTable('operators').set({ password_hash }).where('id', '=', id)
    store.spare(() => store.run(renew.where('password_hash', '=', before)))
  }

  /** What came after the password. @throws {TrustError} second_factor_required, second_factor_wrong */
  #secondFactor(
    operator: Operator,
    code: string | undefined,
    tried: CountedTry,
    address: string,
  ): 'password' | 'totp' | 'recovery_code' {
    if (operator.totp_since === null) return 'password'
    if (code === undefined) {
      tried.undo()
      throw new TrustError(
        'second_factor_required',
        'This account asks for a second factor.',
        'Send the same with `code`: six digits of the authenticator app, or a recovery code.',
        { methods: ['totp', 'recovery_code'] },
      )
    }
    const by = this.#parts.second_factors.take(operator.id, code)
    if (by !== null) return by
    // Somebody has the password. This is no flood: tries are slowed down.
    const message = `A wrong second factor came for ${operator.name} from ${address}, after the right password.`
    const data = { operator_id: operator.id, address }
    const entry = { type: 'operator.second_factor_wrong' as const, actor: `address:${address}`, message, data }
    this.#parts.context.record(entry, 'warning')
    this.#failed(tried, operator, address)
    throw new TrustError(
      'second_factor_wrong',
      'The code is wrong, or was used before.',
      'Type the next code of the app, or a recovery code that was not used yet.',
    )
  }

  #openForWall(link: Selectable<WallLinksTable>, from: SignInSource): SignedIn {
    const { context, sessions, wall_links } = this.#parts
    return context.store.transaction(() => {
      const session_token = sessions.openForWall(link, from)
      wall_links.used(link.id)
      // A screen that opens it again and again is told of once in a while.
      const told_until_ms = link.last_used_at === null ? 0 : Date.parse(link.last_used_at) + WALL_TOLD_AGAIN_MS
      if (told_until_ms <= context.now_ms()) {
        const message = `The wall link ${link.name} was opened from ${from.address}.`
        const data = { wall_link_id: link.id, address: from.address }
        context.record({ type: 'wall_link.opened', actor: `wall_link:${link.name}`, message, data })
      }
      return this.#signedIn(session_token, null)
    })
  }

  #signedIn(session_token: string, device_token: string | null): SignedIn {
    const principal = this.#parts.sessions.by(session_token)
    if (principal === null) throw new Error('a session that was just opened is gone')
    return { session_token, principal, device_token }
  }

  #open(operator: Operator, from: SignInSource, by: keyof typeof WAYS): SignedIn {
    const { context, operators, sessions, devices } = this.#parts
    const { session_token, session_id } = sessions.open(operator, from, by)
    operators.signedIn(operator.id)
    context.record({
      type: 'operator.signed_in',
      actor: `operator:${operator.name}`,
      message: `${operator.name} signed in by ${WAYS[by]} from ${from.address}.`,
      data: { operator_id: operator.id, session_id, address: from.address, by },
    })
    return this.#signedIn(session_token, devices.signedIn(operator.id, from.device_token))
  }

  /** @throws {TrustError} account_slowed */
  #count(name: string, operator: Operator | undefined, device_token: string | undefined): CountedTry {
    const device = operator === undefined ? null : this.#parts.devices.find(device_token, operator.id)
    const key = device === null ? nameKey(name) : `device:${device}`
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
  #failed({ failures }: CountedTry, operator: Operator | undefined, address: string): void {
    if (operator === undefined || !SlowedAccounts.isFirstSlowed(failures)) return
    const message = `${failures} wrong passwords or codes were tried for ${operator.name}, the last from ${address}; further tries are slowed down.`
    const data = { operator_id: operator.id, address, failures }
    this.#parts.context.record({ type: 'operator.slowed', actor: `address:${address}`, message, data }, 'warning')
  }
}

/** That a wall link is opened is told again after so long without it, in ms. */
const WALL_TOLD_AGAIN_MS = 10 * 60_000

const WAYS = {
  link: 'a link',
  password: 'password',
  totp: 'password and authenticator app',
  recovery_code: 'password and a recovery code',
  passkey: 'a passkey',
} as const

const refusedProof = (message: string) => new TrustError('proof_refused', message, 'Try another way to prove yourself.')
