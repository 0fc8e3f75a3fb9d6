/** Why something about alerts cannot be done; `code` is stable. */
export type AlertsErrorCode =
  | 'alert_channel_not_found'
  | 'alert_channel_fixed'
  | 'too_many_alert_channels'
  | 'silence_not_found'
  | 'too_many_silences'

/** A refusal: what was asked for, why not, and what to do instead. Never holds a secret. */
export class AlertsError extends Error {
  readonly code: AlertsErrorCode
  readonly hint: string | null

  constructor(code: AlertsErrorCode, message: string, hint: string | null = null) {
    super(message)
    this.name = 'AlertsError'
    this.code = code
    this.hint = hint
  }
}
