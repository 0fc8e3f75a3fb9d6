import { exitCode } from '#contract/program-output.ts'

/** What can keep a node from starting or going on. */
export type NodeFailureCode =
  | 'already_running'
  | 'data_dir_unusable'
  | 'identity_damaged'
  | 'not_enrolled'
  | 'enrollment_refused'
  | 'origin_unreachable'
  | 'not_an_origin'
  | 'wrong_origin'
  | 'credential_refused'
  | 'evicted'
  | 'superseded'
  | 'port_unavailable'
  | 'bad_certificate'
  | 'not_running'

const EXIT_CODES: Readonly<Record<NodeFailureCode, number>> = {
  already_running: exitCode.alreadyRunning,
  data_dir_unusable: exitCode.failed,
  identity_damaged: exitCode.failed,
  not_enrolled: exitCode.config,
  enrollment_refused: exitCode.refused,
  origin_unreachable: exitCode.unavailable,
  not_an_origin: exitCode.unavailable,
  wrong_origin: exitCode.refused,
  credential_refused: exitCode.refused,
  evicted: exitCode.refused,
  superseded: exitCode.alreadyRunning,
  port_unavailable: exitCode.unavailable,
  bad_certificate: exitCode.config,
  not_running: exitCode.unavailable,
}

/** Something that ends the program: what happened, and what to do about it. */
export class NodeFailure extends Error {
  readonly code: NodeFailureCode
  readonly hint: string | null
  constructor(code: NodeFailureCode, message: string, hint: string | null = null) {
    super(message)
    this.name = 'NodeFailure'
    this.code = code
    this.hint = hint
  }

  /** After sysexits.h; see contract/program-output.ts. */
  get exit_code(): number {
    return EXIT_CODES[this.code]
  }
}
