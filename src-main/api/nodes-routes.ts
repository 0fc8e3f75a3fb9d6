import { z } from 'zod'
import {
  closeRolesRequestSchema,
  drainBodySchema,
  drainPreviewSchema,
  drainProgressSchema,
  evictRequestSchema,
  maintainRequestSchema,
  operationalModeSchema,
  resumeRequestSchema,
  setModeRequestSchema,
} from '#contract/api.ts'
import { type NodeId, nodeIdSchema } from '#contract/ids.ts'
import { nodesQuerySchema } from '#contract/listing.ts'
import { type Node, nodeSchema } from '#contract/node.ts'
import { removedNodeSchema } from '#contract/removed-node.ts'
import { type ApiApp, principalOf } from './api-app.ts'
import { answer, answers, itemsOf, pageAnswer, pageSchemaOf } from './envelope.ts'
import { ApiFailure } from './errors.ts'
import type { ApiFeatures } from './features.ts'
import { refuseIfChanged, tagWithRevision } from './if-match.ts'

const tags = ['Nodes']
const params = z.object({ id: nodeIdSchema })

/** Looking at nodes, draining and resuming them, and ending a membership. */
export function registerNodesRoutes(app: ApiApp, { nodes, streams }: ApiFeatures): void {
  app.get(
    '/api/v1/nodes',
    {
      schema: {
        tags,
        summary: 'List the nodes, in the order of their names',
        description:
          'All of them, or with `limit` a page at a time: go on with `after`, the `next` of the page before.',
        querystring: nodesQuerySchema,
        response: answers(pageSchemaOf(nodeSchema), 400, 401),
      },
    },
    async ({ query }) => pageAnswer(nodes.page(query)),
  )

  app.get(
    '/api/v1/removed-nodes',
    {
      schema: {
        tags,
        summary: 'List those that were members and are none any more',
        description: '`back_by` says what has to happen before one of them can come back.',
        response: answers(itemsOf(removedNodeSchema), 401),
      },
    },
    async () => answer({ items: [...nodes.removed()] }),
  )

  app.get(
    '/api/v1/nodes/:id',
    { schema: { tags, summary: 'Read one node', params, response: answers(nodeSchema, 400, 401, 404) } },
    async ({ params: { id } }, reply) => {
      const node = found(nodes.find(id), id)
      tagWithRevision(reply, node)
      return answer(node)
    },
  )

  app.post(
    '/api/v1/nodes/:id/drain',
    {
      schema: {
        tags,
        summary: 'Give a node no new work',
        description:
          'What it carries goes on until it ends, or until the deadline (15 min unless told otherwise): then the node goes into maintenance and what is left is ended, or with `on_deadline: wait` is waited for on. `after_drain` says what follows. The last node that takes work, in the cluster or in its region, is drained only with `force` and a `reason`.',
        params,
        body: drainBodySchema.prefault({}),
        response: answers(nodeSchema, 400, 401, 403, 404, 409, 412, 422),
      },
    },
    async (request) => {
      refuseIfChanged(request, nodes.find(request.params.id))
      return answer(nodes.drain(request.params.id, request.body, principalOf(request).actor))
    },
  )

  app.get(
    '/api/v1/nodes/:id/drain',
    {
      schema: {
        tags,
        summary: 'Read how far a drain is, and what still holds the node',
        params,
        response: answers(drainProgressSchema, 400, 401, 404),
      },
    },
    async ({ params: { id } }) => {
      const { mode, drain } = found(nodes.find(id), id)
      return answer({ node_id: id, mode, drain, holding: streams.carriedBy(id) })
    },
  )

  app.get(
    '/api/v1/nodes/:id/drain/preview',
    {
      schema: {
        tags,
        summary: 'Read what would come of draining a node now',
        description:
          'Changes nothing. Where its viewers would go is reckoned by what every node carries at this moment.',
        params,
        response: answers(drainPreviewSchema, 400, 401, 404),
      },
    },
    async ({ params: { id } }) => {
      found(nodes.find(id), id)
      const carries = streams.carriedBy(id)
      return answer({
        node_id: id,
        refusal: nodes.drainRefusal(id),
        carries,
        ...streams.movesFrom(id),
        publishers: carries.filter(({ published }) => published).length,
      })
    },
  )

  app.post(
    '/api/v1/nodes/:id/maintain',
    {
      schema: {
        tags,
        summary: 'Take a node out at once',
        description:
          'It goes into maintenance and what it carries is ended; those who can be sent on are sent on. To wait for them, drain it.',
        params,
        body: maintainRequestSchema.prefault({}),
        response: answers(nodeSchema, 400, 401, 403, 404, 409, 412, 422),
      },
    },
    async (request) => {
      refuseIfChanged(request, nodes.find(request.params.id))
      return answer(nodes.maintain(request.params.id, request.body, principalOf(request).actor))
    },
  )

  app.post(
    '/api/v1/nodes/:id/resume',
    {
      schema: {
        tags,
        summary: 'Give a node work again',
        description:
          'Ends a drain or a maintenance, and trusts a node that is held as suspect because it was lost often; changes nothing else.',
        params,
        body: resumeRequestSchema.prefault({}),
        response: answers(nodeSchema, 400, 401, 403, 404, 412),
      },
    },
    async (request) => {
      refuseIfChanged(request, nodes.find(request.params.id))
      return answer(nodes.resume(request.params.id, request.body.reason, principalOf(request).actor))
    },
  )

  app.post(
    '/api/v1/nodes/:id/close-roles',
    {
      schema: {
        tags,
        summary: 'Give a node no new work in some roles',
        description:
          'Of `ingest`, `viewers` and `relay_source`; what the node has of them goes on until it ends, and the other roles as they were. The newest call says which are closed; resuming the node, or `expires_at`, opens them all. The last node in a role, of the cluster or of its region, is closed only with `force` and a `reason`.',
        params,
        body: closeRolesRequestSchema,
        response: answers(nodeSchema, 400, 401, 403, 404, 409, 412, 422),
      },
    },
    async (request) => {
      refuseIfChanged(request, nodes.find(request.params.id))
      return answer(nodes.closeRoles(request.params.id, request.body, principalOf(request).actor))
    },
  )

  app.put(
    '/api/v1/nodes/:id/mode',
    {
      schema: {
        tags,
        summary: 'Put a node into a mode',
        description:
          'As FrameWorks has it: `normal`, `draining` (without a deadline) or `maintenance`; refused with `ALREADY_IN_MODE`, `INVALID_MODE` or `NOT_FOUND`. With `expires_at` the node takes work again by itself at that time. The last node that takes work is put into another mode only with `force` and a `reason`.',
        params,
        body: setModeRequestSchema,
        response: answers(operationalModeSchema, 400, 401, 403, 404, 409, 412, 422),
      },
    },
    async (request) => {
      refuseIfChanged(request, nodes.find(request.params.id))
      return answer(inWords(nodes.setMode(request.params.id, request.body, principalOf(request).actor)))
    },
  )

  app.get(
    '/api/v1/nodes/:id/drain-status',
    {
      schema: {
        tags,
        summary: 'Read the mode of a node and who still watches there',
        description: 'As FrameWorks has it; `GET /api/v1/nodes/{id}/drain` says more.',
        params,
        response: answers(operationalModeSchema, 400, 401, 404),
      },
    },
    async ({ params: { id } }) => {
      const node = nodes.find(id)
      if (node !== undefined) return answer(inWords(node))
      throw new ApiFailure('NOT_FOUND', `there is no node ${id}`, 'GET /api/v1/nodes lists all nodes.')
    },
  )

  app.delete(
    '/api/v1/nodes/:id',
    {
      schema: {
        tags,
        summary: 'Evict a node',
        description:
          'At once: its credential is worth nothing any more and its channel is closed. It comes back only with a new enrollment token. To take a node out without interrupting anybody, drain it first. The last node that takes work, in the cluster or in its region, is evicted only with `force` and a `reason`; one that is offline, drained or in maintenance needs neither.',
        params,
        querystring: evictRequestSchema,
        response: answers(z.object({ id: nodeIdSchema }), 400, 401, 403, 404, 409, 412, 422),
      },
    },
    async (request) => {
      refuseIfChanged(request, nodes.find(request.params.id))
      nodes.evict(request.params.id, request.query, principalOf(request).actor)
      return answer({ id: request.params.id })
    },
  )
}

function inWords({ id, mode, load }: Node): z.infer<typeof operationalModeSchema> {
  return { node_id: id, operational_mode: mode.value, active_viewers: load?.subscribers ?? 0 }
}

function found<Thing>(node: Thing | undefined, id: NodeId): Thing {
  if (node !== undefined) return node
  throw new ApiFailure('node_not_found', `there is no node ${id}`, 'GET /api/v1/nodes lists all nodes.')
}
