import { z } from 'zod'
import {
  type Activity,
  activitySchema,
  allocationDecisionSchema,
  allocationRequestSchema,
  allocationSchema,
  closeRolesRequestSchema,
  clusterInfoSchema,
  createdEnrollmentTokenSchema,
  createEnrollmentTokenSchema,
  drainPreviewSchema,
  drainRequestSchema,
  type explainRequestSchema,
  maintainRequestSchema,
  resumeRequestSchema,
} from '#contract/api.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { endStreamSchema } from '#contract/keep-out.ts'
import { nodeSchema } from '#contract/node.ts'
import { operatorSessionSchema } from '#contract/operators.ts'
import { type RollingDrainBody, rollingAnswerSchema, rollingDrainSchema } from '#contract/rolling-drain.ts'
import { streamSchema } from '#contract/stream.ts'
import { type StreamPolicy, type StreamPolicyRules, streamPolicySchema } from '#contract/stream-policy.ts'
import { streamHistorySchema } from '#contract/stream-samples.ts'
import { call, listOf } from './call.ts'

/** Path of a stream's routes below the API's base. */
export const streamRoute = (path: StreamPath | string) =>
  `/streams/${path.split('/').map(encodeURIComponent).join('/')}`

/** What to read of the activity log. */
export interface ActivityQuery {
  readonly node_id?: NodeId
  readonly stream_path?: StreamPath
  /** The least severity. */
  readonly severity?: Activity['severity']
  /** A whole type, or its first word. */
  readonly type?: string
  /** Who caused it, whole (`operator:anna`) or the word before the colon. */
  readonly actor?: string
  /** Words that all have to be in it. */
  readonly text?: string
  /** ISO 8601; `until` itself is left out. */
  readonly since?: string
  readonly until?: string
  readonly before_id?: number
  readonly limit?: number
}

/** Whom to explain an allocation for. */
export type ExplainQuery = z.input<typeof explainRequestSchema>

/** A query as an address has it, `?` before it; what is undefined is left out. */
export function searchOf(query: object): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, String(value))
  return search.size === 0 ? '' : `?${search}`
}

/** So many items a page: to parse and check them takes a frame or two, where five thousand at once take half a second of a small machine. */
const PAGE_ITEMS = 1_000

/** A long list, page by page; whoever reads it brings in what changed meanwhile. An older origin answers with all at once. */
async function everyPage<Item extends z.ZodType>(
  path: string,
  item: Item,
  keyOf: (item: z.infer<Item>) => string,
  signal?: AbortSignal,
): Promise<readonly z.infer<Item>[]> {
  const answer = listOf(item).extend({ next: z.string().nullable().optional() })
  // By its key, since one that was renamed meanwhile may come on two pages.
  const items = new Map<string, z.infer<Item>>()
  for (let after: string | null | undefined = ''; typeof after === 'string'; ) {
    const query = new URLSearchParams({ limit: String(PAGE_ITEMS), ...(after === '' ? {} : { after }) })
    const page: z.infer<typeof answer> = await call(`${path}?${query}`, { answer, signal })
    for (const one of page.items) items.set(keyOf(one), one)
    after = page.next
  }
  return [...items.values()]
}

/** The origin's HTTP API, one function a route; every answer is checked against contract/. All throw {@link ApiFailure}. */
export const api = {
  session: (signal?: AbortSignal) => call('/session', { answer: operatorSessionSchema, signal }),
  signIn: (link_token: string) => call('/sign-in', { method: 'POST', body: { link_token }, answer: z.unknown() }),
  signOut: () => call('/sign-out', { method: 'POST', body: {}, answer: z.unknown() }),
  cluster: (signal?: AbortSignal) => call('/cluster', { answer: clusterInfoSchema, signal }),
  nodes: (signal?: AbortSignal) => everyPage('/nodes', nodeSchema, ({ id }) => id, signal),
  drainNode: (id: NodeId, request: z.input<typeof drainRequestSchema>) =>
    call(`/nodes/${id}/drain`, { method: 'POST', body: drainRequestSchema.parse(request), answer: z.unknown() }),
  drainPreview: (id: NodeId, signal?: AbortSignal) =>
    call(`/nodes/${id}/drain/preview`, { answer: drainPreviewSchema, signal }),
  closeRoles: (id: NodeId, request: z.input<typeof closeRolesRequestSchema>) =>
    call(`/nodes/${id}/close-roles`, {
      method: 'POST',
      body: closeRolesRequestSchema.parse(request),
      answer: z.unknown(),
    }),
  maintainNode: (id: NodeId, request: z.input<typeof maintainRequestSchema>) =>
    call(`/nodes/${id}/maintain`, {
      method: 'POST',
      body: maintainRequestSchema.parse(request),
      answer: z.unknown(),
    }),
  resumeNode: (id: NodeId, reason: string | null) =>
    call(`/nodes/${id}/resume`, { method: 'POST', body: resumeRequestSchema.parse({ reason }), answer: z.unknown() }),
  removeNode: (id: NodeId, forced_reason: string | null) => {
    const insists = forced_reason === null ? '' : `?${new URLSearchParams({ force: 'true', reason: forced_reason })}`
    return call(`/nodes/${id}${insists}`, { method: 'DELETE', answer: z.unknown() })
  },
  rollingDrains: (signal?: AbortSignal) => call('/rolling-drains', { answer: listOf(rollingDrainSchema), signal }),
  /** Also a dry run, which changes nothing. */
  rollingDrain: (body: RollingDrainBody, signal?: AbortSignal) =>
    call('/rolling-drains', { method: 'POST', body, answer: rollingAnswerSchema, signal }),
  steerRollingDrain: (id: string, action: 'pause' | 'resume' | 'cancel', body: Readonly<Record<string, unknown>>) =>
    call(`/rolling-drains/${id}/${action}`, { method: 'POST', body, answer: z.unknown() }),
  streams: (signal?: AbortSignal) => everyPage('/streams', streamSchema, ({ stream_path }) => stream_path, signal),
  streamHistory: (path: StreamPath | string, signal?: AbortSignal) =>
    call(`${streamRoute(path)}/history`, { answer: streamHistorySchema, signal }),
  endStream: (path: StreamPath, body: z.input<typeof endStreamSchema>) =>
    call(`${streamRoute(path)}/end`, { method: 'POST', body, answer: z.unknown() }),
  disconnectViewers: (path: StreamPath, body: { readonly node_id: NodeId | null; readonly reason?: string }) =>
    call(`${streamRoute(path)}/disconnect-viewers`, { method: 'POST', body, answer: z.unknown() }),
  streamPolicies: (signal?: AbortSignal) => call('/stream-policies', { answer: listOf(streamPolicySchema), signal }),
  createStreamPolicy: (body: StreamPolicyRules & { readonly pattern: string }) =>
    call('/stream-policies', { method: 'POST', body, answer: streamPolicySchema }),
  changeStreamPolicy: (
    { id, revision }: Pick<StreamPolicy, 'id' | 'revision'>,
    body: StreamPolicyRules & { readonly pattern: string },
  ) => call(`/stream-policies/${id}`, { method: 'PATCH', body, at_revision: revision, answer: streamPolicySchema }),
  removeStreamPolicy: (id: string) => call(`/stream-policies/${id}`, { method: 'DELETE', answer: z.unknown() }),
  allocatePlay: (request: z.input<typeof allocationRequestSchema>, signal?: AbortSignal) =>
    call('/allocations/play', {
      method: 'POST',
      body: allocationRequestSchema.parse(request),
      answer: allocationSchema,
      signal,
    }),
  explainAllocation: (request: ExplainQuery, signal?: AbortSignal) =>
    call(`/allocations/explain${searchOf(request)}`, { answer: allocationDecisionSchema, signal }),
  createEnrollmentToken: (request: z.input<typeof createEnrollmentTokenSchema>) =>
    call('/enrollment-tokens', {
      method: 'POST',
      body: createEnrollmentTokenSchema.parse(request),
      answer: createdEnrollmentTokenSchema,
    }),
  activity: (query: ActivityQuery, signal?: AbortSignal) =>
    call(`/activity${searchOf(query)}`, { answer: listOf(activitySchema), signal }),
}
