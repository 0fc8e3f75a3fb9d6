import type { Operators } from './operators.ts'
import type { Principal } from './principal.ts'
import type { RecoveryCodes } from './recovery-codes.ts'
import type { Totp } from './totp.ts'
import type { TrustContext } from './trust-context.ts'
import { TrustError } from './trust-error.ts'

/** What is asked for after the password, where an operator wants it: a code of an authenticator app, or a recovery code. */
export class SecondFactors {
  readonly #context: TrustContext
  readonly #operators: Operators
  readonly #totp: Totp
  readonly #codes: RecoveryCodes

  constructor(context: TrustContext, operators: Operators, totp: Totp, codes: RecoveryCodes) {
    this.#context = context
    this.#operators = operators
    this.#totp = totp
    this.#codes = codes
  }

  /** @throws {TrustError} totp_already_on */
  begin(operator_id: string): { secret: string; uri: string } {
    const operator = this.#operators.get(operator_id)
    if (operator.totp_since === null) return this.#totp.begin(operator)
    throw new TrustError(
      'totp_already_on',
      'An authenticator app is set up already.',
      'Turn it off before you set up another.',
    )
  }

  /** From now on it is asked for; the recovery codes are shown this once. @throws {TrustError} totp_not_begun, totp_code_wrong */
  confirm({ operator_id, actor }: Principal, code: string): { totp_since: string; recovery_codes: string[] } {
    return this.#context.store.transaction(() => {
      const operator = this.#operators.get(operator_id)
      if (operator.totp_sealed === null || operator.totp_since !== null) {
        throw new TrustError('totp_not_begun', 'No authenticator app is being set up.', 'Begin with a fresh secret.')
      }
      if (!this.#totp.take(operator, code)) {
        throw new TrustError(
          'totp_code_wrong',
          'This code is not of that secret, or not of now.',
          'See that the clock of the phone and of the origin’s machine are right, and type the next code.',
        )
      }
      const totp_since = this.#totp.confirm(operator_id)
      this.#context.record({
        type: 'operator.totp_on',
        actor,
        message: `${operator.name} set up an authenticator app.`,
        data: { operator_id, before: { totp_since: null }, after: { totp_since } },
      })
      return { totp_since, recovery_codes: this.#codes.renew(operator_id) }
    })
  }

  turnOff({ operator_id, actor }: Principal): void {
    this.#context.store.transaction(() => {
      const operator = this.#operators.get(operator_id)
      this.#totp.forget(operator_id)
      this.#codes.forget(operator_id)
      if (operator.totp_since === null) return
      this.#context.record({
        type: 'operator.totp_off',
        actor,
        message: `${operator.name} turned the authenticator app off.`,
        data: { operator_id, before: { totp_since: operator.totp_since }, after: { totp_since: null } },
      })
    })
  }

  /** Fresh recovery codes; those before are good no more. @throws {TrustError} totp_not_begun */
  renewCodes({ operator_id, actor }: Principal): string[] {
    const operator = this.#operators.get(operator_id)
    if (operator.totp_since === null) {
      throw new TrustError('totp_not_begun', 'No authenticator app is set up.', 'Set one up first.')
    }
    const recovery_codes = this.#codes.renew(operator_id)
    this.#context.record({
      type: 'operator.recovery_codes_renewed',
      actor,
      message: `${operator.name} made new recovery codes.`,
      data: { operator_id },
    })
    return recovery_codes
  }

  isOn(operator_id: string): boolean {
    return this.#operators.get(operator_id).totp_since !== null
  }

  codesLeft(operator_id: string): number {
    return this.#codes.left(operator_id)
  }

  /** By what a code was right; null: it is wrong, or was used before. */
  take(operator_id: string, code: string): 'totp' | 'recovery_code' | null {
    const operator = this.#operators.get(operator_id)
    if (operator.totp_since === null) return null
    if (/^\d{6}$/.test(code)) return this.#totp.take(operator, code) ? 'totp' : null
    if (!this.#codes.take(operator_id, code)) return null
    const left = this.#codes.left(operator_id)
    this.#context.record(
      {
        type: 'operator.recovery_code_used',
        actor: `operator:${operator.name}`,
        message: `${operator.name} used a recovery code; ${left} are left.`,
        data: { operator_id, left },
      },
      left < 3 ? 'warning' : 'info',
    )
    return 'recovery_code'
  }
}
