import type { ActivityKind } from '#contract/activity-type.ts'
import type { LiveEvent } from '#contract/live-event.ts'
import { queryKeys } from './query-keys.ts'

/** Which lists, that no event of their own keeps right, are other ones after a fact of this kind. */
const LISTS: Partial<Readonly<Record<ActivityKind, readonly (readonly string[])[]>>> = {
  node: [queryKeys.removedNodes],
  stream_policy: [queryKeys.streamPolicies],
  access_policy: [queryKeys.accessPolicies],
  stream_key: [queryKeys.streamKeys],
  host_key: [queryKeys.hostKeys],
  cluster_token: [queryKeys.clusterTokens],
  operator: [queryKeys.operators, queryKeys.sessions],
  passkey: [queryKeys.passkeys],
  api_key: [queryKeys.apiKeys],
  wall_link: [queryKeys.wallLinks],
  alert: [queryKeys.deliveries],
  alerts: [queryKeys.notifications, queryKeys.deliveries],
  setting: [queryKeys.settings, queryKeys.setup],
  certificate: [queryKeys.certificates],
  authority: [queryKeys.authority],
  backup: [queryKeys.backups],
  store: [queryKeys.backups],
  storage: [queryKeys.storage],
  first_run: [queryKeys.setup],
}

/** The lists that facts among these events touch, each once. Refusals come in floods and change none: of access only what was done counts. */
export function listsTouchedBy(events: readonly LiveEvent[]): readonly (readonly string[])[] {
  const touched = new Set<readonly string[]>()
  for (const event of events) {
    if (event.type !== 'activity') continue
    const { type } = event.activity
    const kind = type.slice(0, type.indexOf('.'))
    for (const list of LISTS[kind as ActivityKind] ?? []) touched.add(list)
    if (type === 'access.kept_out' || type === 'access.let_in') touched.add(queryKeys.keepOuts)
  }
  return [...touched]
}
