import type { SettingSource } from '#contract/settings.ts'

/** Whether a file, a variable or a flag sets it, and so counts before what is chosen here. */
export function isSetElsewhere({ kind }: SettingSource): boolean {
  return kind === 'file' || kind === 'environment' || kind === 'flag'
}
