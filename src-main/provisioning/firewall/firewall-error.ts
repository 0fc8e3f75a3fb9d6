import type { StepFailureCode } from '#contract/failure-code.ts'

/** A firewall that did not do as it was told. `message` says what failed, `hint` what to do. */
export class FirewallError extends Error {
  readonly code: StepFailureCode & `firewall_${string}`
  readonly hint: string

  constructor(code: FirewallError['code'], message: string, hint: string) {
    super(message)
    this.name = 'FirewallError'
    this.code = code
    this.hint = hint
  }
}
