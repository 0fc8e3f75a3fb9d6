import type { z } from 'zod'
import {
  type ClusterAllocateRequest,
  type ClusterSession,
  clusterAllocateRequestSchema,
  type HeartbeatRequest,
  heartbeatRequestSchema,
  type ParticipationRequest,
  type PullStreamRequest,
  participationRequestSchema,
  pullStreamRequestSchema,
  type RedirectQuery,
  type RelaySession,
  redirectQuerySchema,
  type ServerSummary,
  type SessionsSyncRequest,
  serversSyncRequestSchema,
  sessionsSyncRequestSchema,
} from './cluster-api.ts'

/** What is behind the routes of {@link CLUSTER_API_PREFIX}; whoever cannot do one throws a {@link ClusterRefusal}. */
export interface ClusterSurface {
  status(): Readonly<Record<string, unknown>>
  servers(): readonly ServerSummary[]
  sessions(): readonly ClusterSession[]
  relays(): readonly RelaySession[]
  /** A member says that it is there; answered with all that are known, and what they publish. */
  heartbeat(request: HeartbeatRequest): {
    readonly summaries: readonly ServerSummary[]
    readonly sessions: readonly ClusterSession[]
  }
  syncServers(summaries: readonly ServerSummary[]): { readonly merged: number }
  syncSessions(request: SessionsSyncRequest): { readonly merged: number }
  participate(request: ParticipationRequest): Readonly<Record<string, unknown>>
  pull(request: PullStreamRequest): unknown
  allocate(kind: 'play' | 'publish', request: ClusterAllocateRequest): unknown
  redirect(query: RedirectQuery): unknown
}

/** Why a request of the cluster API is not done. */
export class ClusterRefusal extends Error {
  /** HTTP status, and `code` of the envelope. */
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.name = 'ClusterRefusal'
    this.status = status
  }
}

/** What a request comes to: the HTTP status and the envelope. */
export interface ClusterAnswer {
  readonly status: number
  readonly envelope: { readonly code: number; readonly message: string; readonly data: unknown }
}

type Route = (surface: ClusterSurface, given: unknown) => unknown

const route =
  <Schema extends z.ZodType>(
    schema: Schema,
    run: (surface: ClusterSurface, given: z.infer<Schema>) => unknown,
  ): Route =>
  (surface, given) => {
    const parsed = schema.safeParse(given)
    if (parsed.success) return run(surface, parsed.data)
    const issue = parsed.error.issues[0]
    const field = issue?.path.join('.')
    throw new ClusterRefusal(400, `${field === undefined || field === '' ? 'The request' : field}: ${issue?.message}`)
  }

/** What a request is for: the method and the path after the prefix, then what is done with its query or its body. */
const routes: Readonly<Record<string, Route>> = {
  'GET status/local': (surface) => surface.status(),
  'GET servers': (surface) => surface.servers(),
  'GET sessions': (surface) =>
    [...surface.sessions()].sort((one, other) => (one.stream_path < other.stream_path ? -1 : 1)),
  'GET relay/sessions': (surface) => surface.relays(),
  'GET redirect/decision': route(redirectQuerySchema, (surface, query) => surface.redirect(query)),
  'POST heartbeat': route(heartbeatRequestSchema, (surface, beat) => surface.heartbeat(beat)),
  'POST servers/sync': route(serversSyncRequestSchema, (surface, { summaries }) => surface.syncServers(summaries)),
  'POST sessions/sync': route(sessionsSyncRequestSchema, (surface, sync) => surface.syncSessions(sync)),
  'POST sessions/participation': route(participationRequestSchema, (surface, said) => surface.participate(said)),
  'POST relay/pull': route(pullStreamRequestSchema, (surface, asked) => surface.pull(asked)),
  'POST allocate/publish': route(clusterAllocateRequestSchema, (surface, asked) => surface.allocate('publish', asked)),
  'POST allocate/play': route(clusterAllocateRequestSchema, (surface, asked) => surface.allocate('play', asked)),
}

/** The routes, as `METHOD path`. */
export const clusterRoutes: readonly string[] = Object.keys(routes)

/** The envelope of an answer that is no success. */
export function clusterError(status: number, message: string): ClusterAnswer {
  return { status, envelope: { code: status, message, data: null } }
}

/**
 * Answers a request that showed the key.
 * @param given the query of a GET, the parsed body of a POST
 * @throws whatever the surface throws that is no {@link ClusterRefusal}
 */
export async function answerCluster(
  surface: ClusterSurface,
  method: string,
  path: string,
  given: unknown,
): Promise<ClusterAnswer> {
  const name = `${method} ${path}`
  const run = Object.hasOwn(routes, name) ? routes[name] : undefined
  if (run === undefined) return clusterError(404, `There is ${clusterRoutes.join(', ')}.`)
  try {
    return { status: 200, envelope: { code: 0, message: 'success', data: (await run(surface, given)) ?? null } }
  } catch (error) {
    if (error instanceof ClusterRefusal) return clusterError(error.status, error.message)
    throw error
  }
}
