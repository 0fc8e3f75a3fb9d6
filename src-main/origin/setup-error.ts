/** Why something of the first run cannot be done; `code` is stable. */
export class SetupError extends Error {
  readonly code: 'setting_elsewhere'
  readonly hint: string
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: 'setting_elsewhere', message: string, hint: string, details: Readonly<Record<string, unknown>>) {
    super(message)
    this.name = 'SetupError'
    this.code = code
    this.hint = hint
    this.details = details
  }
}
