import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import {
  CLUSTER_TOKEN_HEADER,
  JOINING_DISABLED,
  joinAnswerSchema,
  joinRequestSchema,
  memberAnswerOf,
  memberClusterInfoSchema,
  memberEditSchema,
  memberErrorSchema,
  memberHeartbeatSchema,
  memberRowSchema,
  STATS_MAX_BYTES,
  STREAMHUB_PREFIX,
} from '#contract/streamhub-cluster.ts'
import type { MemberProof } from '../members/joined-cluster.ts'
import { type ApiApp, principalOf, secretProofRoute } from './api-app.ts'
import { answer } from './envelope.ts'
import { ApiFailure, describeFailure } from './errors.ts'
import type { ApiFeatures } from './features.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who proved to be calling by a cluster token, on the routes for members. */
    member_proof: MemberProof | null
  }
}

/** A body with stats of the largest size, and room for the rest. */
const HEARTBEAT_BODY_BYTES = 4 * STATS_MAX_BYTES

const tags = ['StreamHub cluster API']
const disabledSchema = z.object({ error: z.literal(JOINING_DISABLED.error) })
const params = z.object({ id: z.string().min(1).max(64) })
/** A minute's worth of heartbeats of a thousand members behind one address. */
const memberRoute = { ...secretProofRoute, rateLimit: { max: 6_000, timeWindow: 60_000 } }

function answersOf<Data extends z.ZodType>(data: Data, ...statuses: number[]) {
  const failed = Object.fromEntries(statuses.map((status) => [status, memberErrorSchema]))
  return { 200: memberAnswerOf(data), ...failed } as { 200: ReturnType<typeof memberAnswerOf<Data>> }
}

/** `/api/v1/cluster/*` for scripts and panels of StreamHub (contract/streamhub-cluster.ts), in their own envelope. */
export function registerJoinedClusterRoutes(app: ApiApp, { joined_cluster: cluster }: ApiFeatures): void {
  app.register((scope: ApiApp, _options, done) => {
    scope.decorateRequest('member_proof', null)
    scope.setErrorHandler(sendMemberError)

    scope.post(
      `${STREAMHUB_PREFIX}join`,
      {
        config: { ...secretProofRoute },
        onRequest: async (request) => {
          if (!cluster.enabled) throw new ApiFailure('joining_disabled', JOINING_DISABLED.error)
          request.member_proof = proofOf(request, cluster)
        },
        schema: {
          tags,
          summary: 'A box joins, by the token that all boxes share',
          description:
            'Header `X-Cluster-Token: clt_...`. 201: it is new; 200: it was known by this name, and keeps its id and what operators decided about it. Off until `cluster_token` is set, or a cluster token was made.',
          body: joinRequestSchema,
          response: {
            201: memberAnswerOf(joinAnswerSchema),
            ...answersOf(joinAnswerSchema, 400, 401, 403, 409, 429, 507),
            503: disabledSchema,
          },
        },
      },
      async (request, reply) => {
        const { answer: joined, created } = cluster.join(request.body, provenBy(request))
        return reply.code(created ? 201 : 200).send(answer(joined))
      },
    )

    scope.post(
      `${STREAMHUB_PREFIX}heartbeat`,
      {
        config: memberRoute,
        bodyLimit: HEARTBEAT_BODY_BYTES,
        onRequest: async (request) => {
          request.member_proof = proofOf(request, cluster)
        },
        schema: {
          tags,
          summary: 'A member says that it is there, and how it is',
          description:
            'Header `X-Cluster-Token`, with the shared token or with the member’s own `nodeToken`. Changes neither mode nor membership.',
          body: memberHeartbeatSchema,
          response: {
            ...answersOf(z.object({ ok: z.literal(true) }), 400, 401, 403, 404, 410, 413, 429),
            503: disabledSchema,
          },
        },
      },
      async (request) => {
        const { nodeId, stats } = request.body
        const size = stats === undefined ? 0 : Buffer.byteLength(JSON.stringify(stats))
        if (size > STATS_MAX_BYTES) {
          throw new ApiFailure(
            'stats_too_large',
            `stats are ${size} bytes of JSON; ${STATS_MAX_BYTES} are taken at most`,
          )
        }
        cluster.heartbeat(nodeId, stats, provenBy(request))
        return answer({ ok: true as const })
      },
    )

    scope.get(
      `${STREAMHUB_PREFIX}nodes`,
      {
        schema: {
          tags,
          summary: 'Every node, by when it came',
          description:
            'Nodes of Headwater are among them. `stale` is reckoned at this moment: nothing heard for more than 90 s.',
          response: answersOf(z.array(memberRowSchema), 401, 403),
        },
      },
      async () => answer([...cluster.rows()]),
    )

    scope.patch(
      `${STREAMHUB_PREFIX}nodes/:id`,
      {
        schema: {
          tags,
          summary: 'Steer or rename a node',
          description:
            '`draining`: no new viewers, publishers or relays, what it carries goes on; `disabled`: out at once. Neither is undone by a heartbeat or by joining again. A body without fields changes nothing.',
          params,
          body: memberEditSchema.prefault({}),
          response: answersOf(memberRowSchema, 400, 401, 403, 404, 409, 422),
        },
      },
      async (request) => answer(cluster.edit(request.params.id, request.body, principalOf(request).actor)),
    )

    scope.delete(
      `${STREAMHUB_PREFIX}nodes/:id`,
      {
        schema: {
          tags,
          summary: 'Remove a node',
          description:
            'Its own token is worth nothing from then on, and the shared one does not let it in again before it is allowed.',
          params,
          response: answersOf(z.object({ id: z.string(), deleted: z.literal(true) }), 401, 403, 404, 409),
        },
      },
      async (request) => {
        const { id } = request.params
        cluster.remove(id, principalOf(request).actor)
        return answer({ id, deleted: true as const })
      },
    )

    scope.post(
      `${STREAMHUB_PREFIX}nodes/:id/allow`,
      {
        schema: {
          tags,
          summary: 'Let a member that was removed join again',
          description: 'It is the node that it was, and in the mode that it was in.',
          params,
          response: answersOf(memberRowSchema, 401, 403, 404),
        },
      },
      async (request) => answer(cluster.allow(request.params.id, principalOf(request).actor)),
    )

    scope.get(
      `${STREAMHUB_PREFIX}info`,
      {
        schema: {
          tags,
          summary: 'Whether boxes can join, and how',
          description: 'No secret is in it: of the token its first characters.',
          response: answersOf(memberClusterInfoSchema, 401, 403),
        },
      },
      async () => answer(cluster.info()),
    )
    done()
  })
}

/** @throws {ApiFailure} cluster_token_unknown; joining_disabled where nobody could have one */
function proofOf(request: FastifyRequest, cluster: ApiFeatures['joined_cluster']): MemberProof {
  const token = request.headers[CLUSTER_TOKEN_HEADER]
  const proof = cluster.prove(typeof token === 'string' ? token : undefined, request.ip)
  if (proof !== null) return proof
  if (!cluster.enabled) throw new ApiFailure('joining_disabled', JOINING_DISABLED.error)
  throw new ApiFailure('cluster_token_unknown', 'the cluster token is missing or wrong; send it as X-Cluster-Token')
}

function provenBy({ member_proof }: FastifyRequest): MemberProof {
  if (member_proof === null) throw new Error('a member was answered without proof')
  return member_proof
}

function sendMemberError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, error, unforeseen } = describeFailure(thrown)
  if (unforeseen)
    request.log.error({ event: 'request.failed', err: thrown, request_id: request.id }, 'a request failed')
  const send = (code: number, body: object) =>
    reply.code(code).type('application/json; charset=utf-8').serializer(String).send(JSON.stringify(body))
  if (error.code === 'joining_disabled') return send(status, JOINING_DISABLED)
  const { fields, hint } = error.details ?? {}
  const issues = Array.isArray(fields)
    ? fields.map(({ field, message }: { field: string; message: string }) => ({ path: field, message }))
    : undefined
  const text = typeof hint === 'string' && issues === undefined ? `${error.message}. ${hint}` : error.message
  // One that was removed and still beats is gone (contracts/model.md); one that would join is not let in.
  const is_gone = error.code === 'node_gone' && request.url.startsWith(`${STREAMHUB_PREFIX}heartbeat`)
  return send(is_gone ? 410 : status, { data: null, error: text, ...(issues === undefined ? {} : { issues }) })
}
