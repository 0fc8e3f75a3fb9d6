import { randomInt } from 'node:crypto'
import { hashSecret } from './secret.ts'
import type { TrustContext } from './trust-context.ts'

const CODES = 10
/** Letters and digits that nobody takes for one another; 16 of them are 79 bits. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'
const GROUPS = 4
const GROUP_LETTERS = 4

/** What lets somebody in who has lost the phone: each once, in place of a code of the authenticator app. */
export class RecoveryCodes {
  readonly #context: TrustContext

  constructor(context: TrustContext) {
    this.#context = context
  }

  /** Fresh ones, shown this once; those before are good no more. */
  renew(operator_id: string): string[] {
    const { store } = this.#context
    const codes = Array.from({ length: CODES }, newCode)
    store.transaction(() => {
      this.forget(operator_id)
      for (const code of codes) {
        store.run(store.db.insertInto('recovery_codes').values({ operator_id, code_hash: hashOf(operator_id, code) }))
      }
    })
    return codes
  }

  take(operator_id: string, code: string): boolean {
    const { store } = this.#context
    const code_hash = hashOf(operator_id, code)
    const taken = store.run(
      store.db.deleteFrom('recovery_codes').where('operator_id', '=', operator_id).where('code_hash', '=', code_hash),
    )
    return taken === 1
  }

  left(operator_id: string): number {
    const { store } = this.#context
    return store.all(store.db.selectFrom('recovery_codes').select('code_hash').where('operator_id', '=', operator_id))
      .length
  }

  forget(operator_id: string): void {
    const { store } = this.#context
    store.run(store.db.deleteFrom('recovery_codes').where('operator_id', '=', operator_id))
  }
}

/** Typed by hand: case, dashes and spaces do not matter. No slow hash: 79 random bits are on no list of guesses. */
const hashOf = (operator_id: string, code: string) =>
  hashSecret(`${operator_id}:${code.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}`)

function newCode(): string {
  const group = () => Array.from({ length: GROUP_LETTERS }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  return Array.from({ length: GROUPS }, group).join('-')
}
