import type { NodeId } from '#contract/ids.ts'
import type { HistoryWindow } from '#contract/node-history.ts'
import type { RollingDrainBody } from '#contract/rolling-drain.ts'
import type { ActivityQuery, ExplainQuery } from './api-client.ts'
import type { RunsQuery } from './runs-api.ts'

/** Key of every cache entry; the live events write under the same ones. */
export const queryKeys = {
  session: ['session'],
  cluster: ['cluster'],
  nodes: ['nodes'],
  streams: ['streams'],
  /** Beginning of the keys of every stream's history. */
  streamHistories: ['stream-history'],
  streamHistoryOf: (stream_path: string) => ['stream-history', stream_path] as const,
  streamViewersOf: (stream_path: string, node_id: string) => ['stream-viewers', stream_path, node_id] as const,
  watchPassOf: (stream_path: string) => ['watch-pass', stream_path] as const,
  streamPolicies: ['stream-policies'],
  rollingDrains: ['rolling-drains'],
  rollingPlanOf: (request: RollingDrainBody) => ['rolling-plan', request] as const,
  /** Beginning of the keys of every list of provisioning runs. */
  runs: ['runs'],
  runsOf: (query: RunsQuery) => ['runs', query] as const,
  runOf: (id: string) => ['run', id] as const,
  /** Beginning of the keys of every run, and of every run's log. */
  eachRun: ['run'],
  eachRunLog: ['run-log'],
  keptLoginOf: (node_id: NodeId) => ['kept-login', node_id] as const,
  runLogOf: (id: string) => ['run-log', id] as const,
  settings: ['settings'],
  /** Beginning of the keys of every list of alerts. */
  alerts: ['alerts'],
  notifications: ['notifications'],
  about: ['about'],
  deliveries: ['deliveries'],
  setup: ['setup'],
  addressChecksOf: (host: string | null) => ['address-checks', host] as const,
  backups: ['backups'],
  restartedSince: (before: string | null) => ['restarted', before] as const,
  removedNodes: ['removed-nodes'],
  hostKeys: ['host-keys'],
  securityCheck: ['security-check'],
  certificates: ['certificates'],
  authority: ['authority'],
  storage: ['storage'],
  account: ['account'],
  passkeys: ['passkeys'],
  wallLinks: ['wall-links'],
  streamKeys: ['stream-keys'],
  keepOuts: ['keep-outs'],
  accessPolicies: ['access-policies'],
  operators: ['operators'],
  sessions: ['sessions'],
  clusterTokens: ['cluster-tokens'],
  apiKeys: ['api-keys'],
  /** Beginning of the keys of every activity list. */
  activity: ['activity'],
  /** Beginning of the keys of every history of a node. */
  eachNodeHistory: ['node-history'],
  nodeHistoryOf: (id: NodeId, window: HistoryWindow) => ['node-history', id, window] as const,
  drainPreviewOf: (id: NodeId) => ['drain-preview', id] as const,
  explainOf: (query: ExplainQuery) => ['explain', query] as const,
  activityOf: (query: ActivityQuery) => ['activity', query] as const,
} as const
