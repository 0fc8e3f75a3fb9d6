import type { Generated } from 'kysely'

/** Times are RFC 3339 in UTC; `*_json` columns hold what a schema of contract/ describes; secrets are SHA-256 in hex. */

export interface SettingsTable {
  key: string
  value_json: string
}

/** What {@link SettingsTable} would keep, were it no secret. */
export interface SealedSettingsTable {
  key: string
  sealed: Buffer
}

export interface NodesTable {
  id: string
  cluster_id: string
  name: string
  kind: 'headwater' | 'foreign'
  is_origin: 0 | 1
  region: string | null
  version: string | null
  form: string | null
  relay_fingerprint: string
  credential_hash: string
  registration: string
  mode_json: string
  endpoints_json: string | null
  host_json: string | null
  epoch: number
  created_at: string
  last_seen_at: string | null
  joined_json: string | null
}

export interface EnrollmentTokensTable {
  id: string
  prefix: string
  token_hash: string
  cluster_id: string
  name: string | null
  usage_limit: number
  usage_count: number
  created_by: string
  created_at: string
  expires_at: string
  revoked_at: string | null
  networks_json: string | null
  node_names: string | null
  /** The one node that it is for; null: for whoever comes. */
  node_id: string | null
}

export interface OperatorsTable {
  id: string
  name: string
  role: 'owner' | 'operator' | 'viewer'
  created_at: string
  /** The name as it is compared. */
  name_key: string | null
  invited_by: string | null
  last_signed_in_at: string | null
  /** A PHC string of argon2id. */
  password_hash: string | null
  password_set_at: string | null
  /** The secret of the authenticator app, sealed by the data key; it counts once `totp_since` is set. */
  totp_sealed: Buffer | null
  totp_since: string | null
  /** Step of the last code that was taken (RFC 6238, 4.2); none of this or before is taken again. */
  totp_last_step: number | null
}

export interface RecoveryCodesTable {
  operator_id: string
  code_hash: string
}

export interface PasskeysTable {
  /** The credential's, as base64url. */
  id: string
  operator_id: string
  /** Name of the host that it is for. */
  rp_id: string
  name: string
  /** COSE_Key. */
  public_key: Buffer
  counter: number
  transports_json: string
  created_at: string
  last_used_at: string | null
}

export interface KnownDevicesTable {
  token_hash: string
  operator_id: string
  created_at: string
  last_used_at: string
}

export interface WallLinksTable {
  id: string
  token_hash: string
  operator_id: string
  name: string
  created_at: string
  expires_at: string
  last_used_at: string | null
}

export interface SignInLinksTable {
  token_hash: string
  operator_id: string
  created_at: string
  expires_at: string
}

export interface OperatorSessionsTable {
  token_hash: string
  operator_id: string
  created_at: string
  last_used_at: string
  expires_at: string
  user_agent: string | null
  id: string
  address: string | null
  signed_in_by: 'link' | 'password' | 'totp' | 'recovery_code' | 'passkey' | 'wall_link'
  /** Of the last proof; null: of before proofs were written down. */
  proven_at: string | null
  wall_link_id: string | null
}

export interface ApiKeysTable {
  id: string
  prefix: string
  key_hash: string
  operator_id: string
  name: string
  created_at: string
  expires_at: string | null
  revoked_at: string | null
  /** Null: all that the role may. */
  scopes_json: string | null
  last_used_at: string | null
}

export interface AlertsTable {
  id: string
  raised_at: string
  cleared_at: string | null
  alert_json: string
}

export interface AlertChannelsTable {
  id: string
  kind: 'webhook' | 'email'
  name: string
  enabled: 0 | 1
  least_severity: 'warning' | 'error'
  url: string | null
  smtp_json: string | null
  sealed_secret: Buffer | null
  created_at: string
}

export interface AlertDeliveriesTable {
  id: Generated<number>
  channel_id: string
  at: string
  what: 'raised' | 'cleared' | 'digest' | 'test'
  about: string
  outcome: 'delivered' | 'failed'
  attempts: number
  detail: string
}

export interface ActivityTable {
  id: Generated<number>
  at: string
  type: string
  severity: 'info' | 'warning' | 'error'
  actor: string
  node_id: string | null
  stream_path: string | null
  message: string
  data_json: string
}

export interface RollingDrainsTable {
  /** In the order in which they were begun. */
  number: Generated<number>
  id: string
  created_at: string
  ended_at: string | null
  run_json: string
}

export interface RollingDrainStepsTable {
  run_id: string
  position: number
  node_id: string
  is_open: 0 | 1
  step_json: string
}

export interface StreamPoliciesTable {
  id: string
  pattern: string
  rules_json: string
  revision: number
  created_at: string
  updated_at: string
  updated_by: string
}

export interface AccessPoliciesTable {
  id: string
  pattern: string
  rules_json: string
  revision: number
  created_at: string
  updated_at: string
  updated_by: string
}

export interface StreamKeysTable {
  id: string
  prefix: string
  key_hash: string
  pattern: string
  label: string | null
  created_at: string
  created_by: string
  expires_at: string | null
  revoked_at: string | null
  /** Who came in by it is ended wherever it is still heard of. */
  is_cut: 0 | 1
  last_used_json: string | null
  /** Id of the key that took its place; null: none did. */
  replaced_by: string | null
}

export interface SigningKeysTable {
  id: string
  /** `addresses`, `webhooks`, or `watch` for the one that nodes grant viewers of HLS with. */
  use: string
  pattern: string
  label: string | null
  prefix: string
  /** Sealed by the data key. */
  sealed_key: Buffer
  created_at: string
  created_by: string
}

export interface AnsweredRequestsTable {
  id: string
  request_hash: string
  sealed_answer: Buffer
  bytes: number
  answered_at: string
}

export interface AuthoritiesTable {
  id: string
  key_fingerprint: string
  certificate_pem: string
  /** The same, signed by the authority before it. */
  cross_certificate_pem: string | null
  /** Sealed by the data key; null where it signs no more. */
  sealed_key: Buffer | null
  state: 'signing' | 'trusted' | 'dropped'
  created_at: string
  not_after: string
  replaced_at: string | null
  dropped_at: string | null
}

export interface NodeCertificatesTable {
  node_id: string
  authority_id: string
  key_fingerprint: string
  serial: string
  issued_at: string
  not_after: string
  /** When the node last showed a certificate on its control channel; null: it never did. */
  shown_at: string | null
}

export interface AcmeAccountsTable {
  authority: string
  url: string | null
  sealed_key: Buffer
}

export interface AcmeCertificatesTable {
  id: string
  wish: string
  chain_pem: string | null
  sealed_key: Buffer | null
  failures: number
  problem: string | null
  next_try_at: string
}

export interface ClusterTokensTable {
  id: string
  prefix: string
  token_hash: string
  name: string
  created_by: string
  created_at: string
  expires_at: string | null
  revoked_at: string | null
  last_used_at: string | null
}

export interface HostKeysTable {
  host: string
  port: number
  algorithm: string
  fingerprint: string
  node_id: string | null
  confirmed_at: string
  confirmed_by: string
}

export interface ProvisioningRunsTable {
  number: Generated<number>
  id: string
  state: string
  created_at: string
  ended_at: string | null
  run_json: string
  sealed_target: Buffer | null
}

export interface ProvisioningStepsTable {
  run_id: string
  step: string
  position: number
  step_json: string
}

export interface ProvisioningLogTable {
  run_id: string
  number: number
  step: string
  at: string
  text: string
}

export interface ProvisioningNotesTable {
  run_id: string
  name: string
  value_json: string | null
  sealed_value: Buffer | null
}

export interface NodeLoginsTable {
  node_id: string
  host: string
  port: number
  user: string
  sealed_target: Buffer
  kept_by: string
  kept_at: string
  last_used_at: string | null
}

export interface NodeHistoryTable {
  node_id: string
  first_minute: number
  minutes: Buffer
}

/** Every table of the origin's database; each is written by the one feature that owns it. */
export interface Tables {
  settings: SettingsTable
  sealed_settings: SealedSettingsTable
  nodes: NodesTable
  enrollment_tokens: EnrollmentTokensTable
  operators: OperatorsTable
  sign_in_links: SignInLinksTable
  recovery_codes: RecoveryCodesTable
  passkeys: PasskeysTable
  known_devices: KnownDevicesTable
  wall_links: WallLinksTable
  operator_sessions: OperatorSessionsTable
  api_keys: ApiKeysTable
  alerts: AlertsTable
  alert_channels: AlertChannelsTable
  alert_deliveries: AlertDeliveriesTable
  activity: ActivityTable
  rolling_drains: RollingDrainsTable
  rolling_drain_steps: RollingDrainStepsTable
  stream_policies: StreamPoliciesTable
  answered_requests: AnsweredRequestsTable
  authorities: AuthoritiesTable
  node_certificates: NodeCertificatesTable
  cluster_tokens: ClusterTokensTable
  access_policies: AccessPoliciesTable
  stream_keys: StreamKeysTable
  acme_accounts: AcmeAccountsTable
  acme_certificates: AcmeCertificatesTable
  signing_keys: SigningKeysTable
  host_keys: HostKeysTable
  provisioning_runs: ProvisioningRunsTable
  provisioning_steps: ProvisioningStepsTable
  provisioning_log: ProvisioningLogTable
  provisioning_notes: ProvisioningNotesTable
  node_logins: NodeLoginsTable
  node_history: NodeHistoryTable
}
