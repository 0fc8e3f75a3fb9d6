import type { SettingSource } from '#contract/settings.ts'

/** Why something of the first run or a setting cannot be chosen; `code` is stable. */
export type SetupErrorCode = 'setting_elsewhere' | 'setting_not_choosable' | 'setting_refused'

export class SetupError extends Error {
  readonly code: SetupErrorCode
  readonly hint: string
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: SetupErrorCode, message: string, hint: string, details: Readonly<Record<string, unknown>>) {
    super(message)
    this.name = 'SetupError'
    this.code = code
    this.hint = hint
    this.details = details
  }
}

/** A file, a variable or a flag says what an operator would. */
export function setElsewhere(name: string, source: SettingSource): SetupError {
  return new SetupError(
    'setting_elsewhere',
    `${name} is set by ${source.where ?? source.kind}, and what is set there counts.`,
    `Change it there, or take it out, and start the origin again. Streams go on meanwhile.`,
    { setting: name, source },
  )
}
