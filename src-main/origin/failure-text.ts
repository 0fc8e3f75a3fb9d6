/** What a failure looks like to a person: what happened, what to do, and no stack where the cause is understood. */
export function failureText(error: unknown): string {
  if (!(error instanceof Error)) return `Failed: ${String(error)}\n`
  if (!('code' in error) || !isOurs(error)) return `Failed unexpectedly: ${error.stack ?? error.message}\n`
  const hint = 'hint' in error && typeof error.hint === 'string' ? `\n${error.hint}` : ''
  const head = error.code === 'bad_configuration' ? 'The configuration cannot be used:\n' : ''
  return `${head}${error.message}${hint}\n`
}

/** Errors of our own have codes of lower-case words; the system's are in capitals. */
function isOurs(error: Error & { code: unknown }): boolean {
  return typeof error.code === 'string' && /^[a-z_]+$/.test(error.code)
}
