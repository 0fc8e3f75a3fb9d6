import { ConfigError } from '#contract/config-layers.ts'
import { exitCode } from '#contract/program-output.ts'
import { NodeFailure } from '../agent/node-errors.ts'

/** Tokens and credentials, should one stand in the text of an error. */
const SECRET = /\b(enroll|clt|node|sk)_[A-Za-z0-9_-]{20,}/g

/** Says on standard error what went wrong and what to do; returns the exit code for it. */
export function reportFailure(error: unknown): number {
  const { text, code } = describeFailure(error)
  process.stderr.write(text.replace(SECRET, '$1_[redacted]'))
  return code
}

function describeFailure(error: unknown): { readonly text: string; readonly code: number } {
  if (error instanceof ConfigError) {
    const lines = error.problems.map(({ where, what }) => `  ${where}: ${what}`)
    return { text: ['The configuration cannot be used:', ...lines, ''].join('\n'), code: exitCode.config }
  }
  if (error instanceof NodeFailure) {
    return { text: `${[error.message, error.hint].filter(Boolean).join('\n')}\n`, code: error.exit_code }
  }
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    return { text: `${error.message}\n`, code: exitCode.failed }
  }
  const stack = error instanceof Error ? error.stack : String(error)
  return { text: `Something went wrong that should not have. Please report this:\n${stack}\n`, code: exitCode.failed }
}
