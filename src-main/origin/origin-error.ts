import { exitCode } from '#contract/program-output.ts'

/** What can keep an origin from starting. */
export type OriginErrorCode =
  | 'already_running'
  | 'bad_certificate'
  | 'bad_flag'
  | 'not_running'
  | 'unknown_operator'
  | 'data_dir_unusable'
  | 'port_unavailable'
  | 'host_unavailable'
  | 'own_node_failed'
  | 'no_database'
  | 'backup_failed'
  | 'bad_bundle'
  | 'bad_passphrase'

const EXIT_CODES: Readonly<Record<OriginErrorCode, number>> = {
  already_running: exitCode.alreadyRunning,
  bad_certificate: exitCode.config,
  bad_flag: exitCode.usage,
  not_running: exitCode.unavailable,
  unknown_operator: exitCode.usage,
  data_dir_unusable: exitCode.failed,
  port_unavailable: exitCode.unavailable,
  host_unavailable: exitCode.config,
  own_node_failed: exitCode.unavailable,
  no_database: exitCode.unavailable,
  backup_failed: exitCode.failed,
  bad_bundle: exitCode.failed,
  bad_passphrase: exitCode.refused,
}

/** Something that ends the program: what happened, and what to do about it. */
export class OriginError extends Error {
  readonly code: OriginErrorCode
  readonly hint: string | null
  constructor(code: OriginErrorCode, message: string, hint: string | null = null, options?: ErrorOptions) {
    super(message, options)
    this.name = 'OriginError'
    this.code = code
    this.hint = hint
  }

  /** After sysexits.h; see contract/program-output.ts. */
  get exit_code(): number {
    return EXIT_CODES[this.code]
  }
}
