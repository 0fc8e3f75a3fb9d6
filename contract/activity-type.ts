/**
 * What an entry of the activity log may be about, past tense and dotted. Each has its sentence in every language of the panel but English, which
 * is the origin's own. Entries of an older origin may be of other types: whoever reads them takes any word.
 */
export type ActivityType =
  | `node.${NodeFact}`
  | `session.${'started' | 'ended' | 'interrupted' | 'taken_up' | 'taken_over' | 'refused' | 'end_requested'}`
  | `session.${'ended_by_operator' | 'others_ended'}`
  | `stream.${'viewer_disconnected' | 'viewers_disconnected'}`
  | `stream_policy.${'created' | 'changed' | 'removed'}`
  | `access_policy.${'created' | 'changed' | 'removed'}`
  | `access.${'refused' | 'viewer_refused' | 'publisher_refused' | 'kept_out' | 'let_in'}`
  | `stream_key.${'created' | 'revoked' | 'rotated'}`
  | `signing_key.${'created' | 'revoked'}`
  | `operator.${OperatorFact}`
  | `passkey.${'added' | 'removed'}`
  | `api_key.${'created' | 'revoked'}`
  | `wall_link.${'created' | 'opened' | 'revoked'}`
  | `enrollment_token.${'created' | 'used' | 'refused' | 'revoked'}`
  | `cluster_token.${'created' | 'used' | 'rotated' | 'revoked'}`
  | 'sign_in.slowed'
  | `authority.${'made' | 'rotated' | 'dropped'}`
  | `certificate.${'changed' | 'not_changed'}`
  | `host_key.${'confirmed' | 'replaced' | 'forgotten'}`
  | `provisioning.${RunFact | 'login_removed'}`
  | `rolling_drain.${RollingFact}`
  | `alert.${'raised' | 'cleared'}`
  | `alerts.${AlertsFact}`
  | `storage.${'ok' | 'low' | 'critical' | 'full'}`
  | `store.${'restored' | 'restore_failed' | 'recovered'}`
  | `backup.${'made' | 'failed'}`
  | `origin.${'imported' | 'restarted' | 'exported' | 'another_found' | 'alone_again'}`
  | `first_run.${'dismissed' | 'reopened'}`
  | `setting.${'chosen' | 'not_in_effect'}`
  | 'diagnostics.collected'
  | 'activity.left_out'

/** First word of a type: what lists are narrowed by. */
export type ActivityKind = ActivityType extends `${infer Kind}.${string}` ? Kind : never

type NodeFact =
  | 'enrolled'
  | 'joined'
  | 'foreign_joined'
  | 'allowed'
  | 'recovered'
  | 'held'
  | 'suspected'
  | 'flapping'
  | 'went_offline'
  | 'left'
  | 'mode_changed'
  | 'drained'
  | 'drain_overdue'
  | 'evicted'
  | 'retired'
  | 'edited'
  | 'superseded'
  | 'command_failed'
  | 'certificate_refused'
  | 'foreign_claim_refused'
  | 'key_not_shown'
  | 'stale_epoch_refused'

type OperatorFact =
  | 'signed_in'
  | 'signed_out'
  | 'slowed'
  | 'second_factor_wrong'
  | 'invited'
  | 'changed'
  | 'removed'
  | 'link_made'
  | 'password_set'
  | 'totp_on'
  | 'totp_off'
  | 'recovery_codes_renewed'
  | 'recovery_code_used'

type RunFact =
  | 'started'
  | 'resumed'
  | 'waiting'
  | 'succeeded'
  | 'failed'
  | 'cancel_asked'
  | 'cancelled'
  | 'undo_begun'
  | 'undone'

type RollingFact =
  | 'started'
  | 'node_began'
  | 'node_drained'
  | 'node_resumed'
  | 'node_done'
  | 'node_failed'
  | 'node_skipped'
  | 'waiting'
  | 'paused'
  | 'resumed'
  | 'cancelled'
  | 'ended'

type AlertsFact =
  | 'rule_changed'
  | 'silenced'
  | 'silence_ended'
  | 'channel_created'
  | 'channel_changed'
  | 'channel_removed'
  | 'channel_tested'
