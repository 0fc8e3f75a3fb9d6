/** A firewall that did not do as it was told. `message` says what failed, `hint` what to do. */
export class FirewallError extends Error {
  readonly code: 'firewall_failed' | 'firewall_still_shut'
  readonly hint: string

  constructor(code: FirewallError['code'], message: string, hint: string) {
    super(message)
    this.name = 'FirewallError'
    this.code = code
    this.hint = hint
  }
}
