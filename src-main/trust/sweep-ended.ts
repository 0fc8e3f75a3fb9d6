import type { TrustContext } from './trust-context.ts'

/** How long an API key that ran out or was revoked stays to be looked up, in ms. */
const KEPT_AFTER_END_MS = 30 * 86_400_000

/** How long a browser in which nobody signs in any more is known, in ms. */
const DEVICE_KEPT_MS = 365 * 86_400_000

/** Removes what operators cannot use any more. */
export function sweepEnded(context: TrustContext): void {
  const { store } = context
  const { db } = store
  const long_ago = context.at(-KEPT_AFTER_END_MS)
  store.run(db.deleteFrom('sign_in_links').where('expires_at', '<=', context.at()))
  store.run(db.deleteFrom('operator_sessions').where('expires_at', '<=', context.at()))
  store.run(db.deleteFrom('wall_links').where('expires_at', '<=', context.at()))
  store.run(db.deleteFrom('known_devices').where('last_used_at', '<=', context.at(-DEVICE_KEPT_MS)))
  store.run(
    db
      .deleteFrom('api_keys')
      .where((or) => or.or([or('expires_at', '<=', long_ago), or('revoked_at', '<=', long_ago)])),
  )
}
