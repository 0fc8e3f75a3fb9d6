import type { ProblemCode } from '#contract/failure-code.ts'
import { problemTitle, problemType } from '#contract/problem.ts'

/**
 * The HTTP status of every failure code that a feature throws. A code that is not here is a mistake in the program:
 * it is answered with 500, without its message.
 */
const STATUSES: Readonly<Record<ProblemCode, number>> = {
  // api
  unauthorized: 401,
  forbidden: 403,
  key_scope_missing: 403,
  session_required: 403,
  recent_proof_required: 403,
  passkeys_unavailable: 409,
  not_allowed: 403,
  cross_site_request: 403,
  not_found: 404,
  range_not_satisfiable: 416,
  revision_mismatch: 412,
  idempotency_key_malformed: 400,
  idempotency_key_in_flight: 409,
  idempotency_key_reused: 422,
  upgrade_required: 426,
  too_many_attempts: 429,
  too_many_clients: 503,
  // trust
  sign_in_link_invalid: 401,
  sign_in_link_expired: 401,
  sign_in_refused: 401,
  second_factor_required: 401,
  second_factor_wrong: 401,
  account_slowed: 429,
  sign_in_busy: 503,
  proof_refused: 403,
  totp_already_on: 409,
  totp_not_begun: 409,
  totp_code_wrong: 422,
  passkey_refused: 401,
  passkey_unusable: 422,
  passkey_not_found: 404,
  too_many_passkeys: 507,
  wall_link_not_found: 404,
  too_many_wall_links: 507,
  password_refused: 422,
  operator_not_found: 404,
  operator_name_taken: 409,
  last_owner: 409,
  too_many_operators: 507,
  session_not_found: 404,
  too_many_api_keys: 507,
  api_key_not_found: 404,
  enrollment_token_not_found: 404,
  enrollment_token_unknown: 401,
  enrollment_token_usage_exceeded: 403,
  enrollment_token_expired: 403,
  enrollment_token_revoked: 403,
  enrollment_token_wrong_address: 403,
  enrollment_token_wrong_name: 403,
  cluster_token_not_found: 404,
  cluster_token_ended: 409,
  too_many_cluster_tokens: 507,
  // authority
  authority_not_found: 404,
  authority_signs: 409,
  authority_in_use: 409,
  rotation_under_way: 409,
  certificate_request_invalid: 400,
  // store
  disk_full: 507,
  disk_failed: 507,
  backup_failed: 507,
  backup_not_found: 404,
  backup_not_confirmed: 422,
  backup_of_other_key: 409,
  restore_under_way: 409,
  move_not_found: 404,
  move_not_confirmed: 422,
  move_of_other_cluster: 409,
  bad_bundle: 400,
  bad_passphrase: 422,
  data_key_missing: 409,
  data_key_unwritable: 409,
  database_damaged: 409,
  // certificates
  no_acme: 409,
  // alerts
  alert_channel_not_found: 404,
  alert_channel_fixed: 409,
  too_many_alert_channels: 507,
  silence_not_found: 404,
  too_many_silences: 507,
  // about
  diagnostics_not_found: 404,
  // first run
  setting_elsewhere: 409,
  setting_not_choosable: 409,
  setting_refused: 422,
  // nodes
  node_not_found: 404,
  name_taken: 409,
  key_in_use: 409,
  cluster_mismatch: 409,
  last_routable_node: 409,
  reason_required: 422,
  node_not_normal: 409,
  own_node: 409,
  expires_in_the_past: 422,
  NOT_FOUND: 404,
  INVALID_MODE: 400,
  ALREADY_IN_MODE: 409,
  own_name: 409,
  joining_disabled: 503,
  cluster_token_unknown: 401,
  not_your_node: 403,
  stats_too_large: 413,
  server_id_in_use: 409,
  node_gone: 403,
  too_many_members: 507,
  node_away: 503,
  node_log_unavailable: 409,
  node_log_busy: 503,
  node_silent: 504,
  // rolling drains
  rolling_drain_not_found: 404,
  rolling_drain_ended: 409,
  node_in_rolling_drain: 409,
  nothing_to_drain: 409,
  too_many_nodes: 422,
  not_enough_capacity: 409,
  // members
  member_not_found: 404,
  // streams
  stream_not_found: 404,
  ticket_not_found: 404,
  no_candidates: 503,
  protocol_not_supported: 422,
  redirect_loop: 508,
  stream_full: 503,
  no_viewers_there: 409,
  viewer_not_found: 404,
  policy_not_found: 404,
  policy_pattern_taken: 409,
  policy_contradiction: 422,
  too_many_policies: 507,
  // access
  access_policy_not_found: 404,
  access_pattern_taken: 409,
  too_many_access_policies: 507,
  stream_key_not_found: 404,
  stream_key_ended: 409,
  keep_out_not_found: 404,
  too_many_keep_outs: 507,
  publisher_without_key: 409,
  too_many_stream_keys: 507,
  signing_key_not_found: 404,
  too_many_signing_keys: 507,
  no_signing_key: 409,
  // provisioning: what the caller sent cannot be used, or the box is not the one that was confirmed
  ssh_fingerprint_malformed: 422,
  ssh_key_needs_passphrase: 422,
  ssh_key_wrong_passphrase: 422,
  ssh_key_unreadable: 422,
  ssh_no_credentials: 422,
  ssh_host_key_changed: 409,
  run_not_found: 404,
  run_file_not_found: 404,
  run_kind_unavailable: 409,
  box_busy: 409,
  run_not_resumable: 409,
  run_not_cancellable: 409,
  run_not_undoable: 409,
  run_of_other_box: 422,
  host_key_not_shown: 422,
  host_key_not_found: 404,
  login_not_kept: 404,
  not_confirmed: 422,
  too_many_runs: 507,
  ssh_timed_out: 504,
  ssh_login_timed_out: 504,
  ssh_command_timed_out: 504,
}

/** Undefined for a code that no feature declared. */
export function statusOfFailure(code: string): number | undefined {
  if (isDeclared(code)) return STATUSES[code]
  // Everything else that SSH says is about the box behind us.
  return code.startsWith('ssh_') ? 502 : undefined
}

function isDeclared(code: string): code is ProblemCode {
  return Object.hasOwn(STATUSES, code)
}

/** Every declared code as a type of problem document, in the order of their codes. */
export function problemTypes(): { type: string; title: string; status: number }[] {
  return Object.entries(STATUSES)
    .map(([code, status]) => ({ type: problemType(code), title: problemTitle(code), status }))
    .sort((one, other) => (one.type < other.type ? -1 : 1))
}
