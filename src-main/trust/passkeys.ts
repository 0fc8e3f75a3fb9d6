import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import type { Selectable } from 'kysely'
import type { PasskeyAnswer, PasskeyInfo, PasskeyRegistration } from '#contract/operators.ts'
import type { PasskeysTable } from '../store/tables.ts'
import { Ceremonies } from './ceremonies.ts'
import type { Operator } from './operator.ts'
import type { TrustContext } from './trust-context.ts'
import { TrustError } from './trust-error.ts'

/** Of one operator. */
const MAX_PASSKEYS = 20

/** Where the browser is: the name that a passkey is for, and the page's origin. */
export interface RelyingParty {
  readonly rp_id: string
  readonly origin: string
}

/**
 * Passkeys (Web Authentication, level 3). Each is for one name of this origin, asks its user for a PIN or a finger, and so
 * is both factors at once; it is found by itself, so that nobody types a name.
 */
export class Passkeys {
  readonly #context: TrustContext
  readonly #ceremonies: Ceremonies

  constructor(context: TrustContext) {
    this.#context = context
    this.#ceremonies = new Ceremonies(() => context.now_ms())
  }

  /** What to give to `navigator.credentials.create()`. @throws {TrustError} too_many_passkeys */
  async beginRegistration(operator: Operator, { rp_id }: RelyingParty) {
    const known = this.#rows(operator.id)
    if (known.length >= MAX_PASSKEYS) {
      throw new TrustError('too_many_passkeys', `You have ${MAX_PASSKEYS} passkeys already.`, 'Remove one first.')
    }
    const { challenge, ceremony } = this.#ceremonies.begin({ kind: 'register', rp_id, operator_id: operator.id })
    const options = await generateRegistrationOptions({
      rpName: 'Headwater',
      rpID: rp_id,
      userName: operator.name,
      userDisplayName: operator.name,
      userID: new TextEncoder().encode(operator.id),
      challenge: Buffer.from(challenge, 'base64url'),
      attestationType: 'none',
      excludeCredentials: known.filter((one) => one.rp_id === rp_id).map(({ id }) => ({ id })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    })
    return { ceremony, options: { ...options } }
  }

  /** Keeps a fresh passkey. @throws {TrustError} passkey_unusable */
  async register(
    operator: Operator,
    { ceremony, name, response }: PasskeyRegistration,
    { origin }: RelyingParty,
    actor: string,
  ): Promise<PasskeyInfo> {
    const begun = this.#ceremonies.take('register', ceremony)
    if (begun === null || begun.operator_id !== operator.id) throw unusable('This took too long, or was done before.')
    const verified = await verifyRegistrationResponse({
      response: response as unknown as Parameters<typeof verifyRegistrationResponse>[0]['response'],
      expectedChallenge: begun.challenge,
      expectedOrigin: origin,
      expectedRPID: begun.rp_id,
      requireUserVerification: true,
    }).catch(() => null)
    if (!verified?.verified) throw unusable('What the browser answered is not a passkey of this page.')
    const { credential } = verified.registrationInfo
    const row = {
      id: credential.id,
      operator_id: operator.id,
      rp_id: begun.rp_id,
      name,
      public_key: Buffer.from(credential.publicKey),
      counter: credential.counter,
      transports_json: JSON.stringify(credential.transports ?? []),
      created_at: this.#context.at(),
    }
    const { store } = this.#context
    return store.transaction(() => {
      if (store.first(store.db.selectFrom('passkeys').select('id').where('id', '=', row.id)) !== undefined) {
        throw unusable('This passkey is known already.')
      }
      store.run(store.db.insertInto('passkeys').values(row))
      this.#context.record({
        type: 'passkey.added',
        actor,
        message: `${operator.name} added the passkey ${name} for ${begun.rp_id}.`,
        data: { operator_id: operator.id, passkey_id: row.id, before: null, after: { name, rp_id: begun.rp_id } },
      })
      return infoOf({ ...row, last_used_at: null })
    })
  }

  /** What to give to `navigator.credentials.get()`. @param operator_id who has to answer; null: anybody may */
  async beginProof(operator_id: string | null, { rp_id }: RelyingParty) {
    const { challenge, ceremony } = this.#ceremonies.begin({ kind: 'sign_in', rp_id, operator_id })
    const known = operator_id === null ? [] : this.#rows(operator_id).filter((one) => one.rp_id === rp_id)
    const options = await generateAuthenticationOptions({
      rpID: rp_id,
      challenge: Buffer.from(challenge, 'base64url'),
      allowCredentials: known.map(({ id }) => ({ id })),
      userVerification: 'required',
    })
    return { ceremony, options: { ...options } }
  }

  /** Whose passkey answered. @throws {TrustError} passkey_refused */
  async prove({ ceremony, response }: PasskeyAnswer, { origin }: RelyingParty): Promise<string> {
    const { store } = this.#context
    const begun = this.#ceremonies.take('sign_in', ceremony)
    if (begun === null) throw refused('This took too long, or was done before.')
    const known = store.first(store.db.selectFrom('passkeys').selectAll().where('id', '=', response.id))
    if (known === undefined || (begun.operator_id !== null && known.operator_id !== begun.operator_id)) {
      throw refused('This passkey is not known here.')
    }
    const verified = await verifyAuthenticationResponse({
      response: response as unknown as Parameters<typeof verifyAuthenticationResponse>[0]['response'],
      expectedChallenge: begun.challenge,
      expectedOrigin: origin,
      expectedRPID: known.rp_id,
      credential: { id: known.id, publicKey: new Uint8Array(known.public_key), counter: known.counter },
      requireUserVerification: true,
    }).catch(() => null)
    if (!verified?.verified) throw refused('What the browser answered does not prove this passkey.')
    const used = store.run(
      store.db
        .updateTable('passkeys')
        .set({ counter: verified.authenticationInfo.newCounter, last_used_at: this.#context.at() })
        .where('id', '=', known.id)
        .where('counter', '=', known.counter),
    )
    if (used === 0) throw refused('This passkey was removed, or used elsewhere at this moment.')
    return known.operator_id
  }

  list(operator_id: string): PasskeyInfo[] {
    return this.#rows(operator_id).map(infoOf)
  }

  /** @throws {TrustError} passkey_not_found */
  remove(operator: Operator, id: string, actor: string): PasskeyInfo {
    const { store } = this.#context
    return store.transaction(() => {
      const found = this.list(operator.id).find((one) => one.id === id)
      if (found === undefined) {
        throw new TrustError('passkey_not_found', 'You have no such passkey.', 'Read which you have.')
      }
      store.run(store.db.deleteFrom('passkeys').where('id', '=', id))
      this.#context.record({
        type: 'passkey.removed',
        actor,
        message: `${operator.name} removed the passkey ${found.name}.`,
        data: {
          operator_id: operator.id,
          passkey_id: id,
          before: { name: found.name, rp_id: found.rp_id },
          after: null,
        },
      })
      return found
    })
  }

  #rows(operator_id: string): Selectable<PasskeysTable>[] {
    const { store } = this.#context
    return store.all(
      store.db.selectFrom('passkeys').selectAll().where('operator_id', '=', operator_id).orderBy('created_at'),
    )
  }
}

const infoOf = ({ id, name, rp_id, created_at, last_used_at }: Selectable<PasskeysTable>): PasskeyInfo => ({
  id,
  name,
  rp_id,
  created_at,
  last_used_at,
})

const unusable = (message: string) => new TrustError('passkey_unusable', message, 'Begin again.')
const refused = (message: string) =>
  new TrustError('passkey_refused', message, 'Begin again, or sign in with your password or a link.')
