import type { NodeId } from '#contract/ids.ts'
import type { RollingDrainBody } from '#contract/rolling-drain.ts'
import type { ActivityQuery, ExplainQuery } from './api-client.ts'

/** Key of every cache entry; the live events write under the same ones. */
export const queryKeys = {
  session: ['session'],
  cluster: ['cluster'],
  nodes: ['nodes'],
  streams: ['streams'],
  streamPolicies: ['stream-policies'],
  rollingDrains: ['rolling-drains'],
  rollingPlanOf: (request: RollingDrainBody) => ['rolling-plan', request] as const,
  settings: ['settings'],
  backups: ['backups'],
  restartedSince: (before: string | null) => ['restarted', before] as const,
  removedNodes: ['removed-nodes'],
  certificates: ['certificates'],
  authority: ['authority'],
  storage: ['storage'],
  account: ['account'],
  passkeys: ['passkeys'],
  wallLinks: ['wall-links'],
  streamKeys: ['stream-keys'],
  accessPolicies: ['access-policies'],
  operators: ['operators'],
  sessions: ['sessions'],
  apiKeys: ['api-keys'],
  /** Beginning of the keys of every activity list. */
  activity: ['activity'],
  drainPreviewOf: (id: NodeId) => ['drain-preview', id] as const,
  explainOf: (query: ExplainQuery) => ['explain', query] as const,
  activityOf: (query: ActivityQuery) => ['activity', query] as const,
} as const
