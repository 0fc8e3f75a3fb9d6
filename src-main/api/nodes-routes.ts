import { z } from 'zod'
import { drainRequestSchema, resumeRequestSchema } from '#contract/api.ts'
import { type NodeId, nodeIdSchema } from '#contract/ids.ts'
import { nodeSchema } from '#contract/node.ts'
import { type ApiApp, principalOf } from './api-app.ts'
import { answer, answers, itemsOf } from './envelope.ts'
import { ApiFailure } from './errors.ts'
import type { ApiFeatures } from './features.ts'

const tags = ['Nodes']
const params = z.object({ id: nodeIdSchema })

/** Looking at nodes, draining and resuming them, and ending a membership. */
export function registerNodesRoutes(app: ApiApp, { nodes }: ApiFeatures): void {
  app.get(
    '/api/v1/nodes',
    {
      schema: {
        tags,
        summary: 'List the nodes, in the order of their names',
        response: answers(itemsOf(nodeSchema), 401),
      },
    },
    async () => answer({ items: [...nodes.list()] }),
  )

  app.get(
    '/api/v1/nodes/:id',
    { schema: { tags, summary: 'Read one node', params, response: answers(nodeSchema, 400, 401, 404) } },
    async (request) => answer(found(nodes.find(request.params.id), request.params.id)),
  )

  app.post(
    '/api/v1/nodes/:id/drain',
    {
      schema: {
        tags,
        summary: 'Give a node no new work',
        description:
          'What it carries goes on until it ends, or until the deadline: then the node goes into maintenance and what is left is ended. The last node that takes work is drained only with `force`.',
        params,
        body: drainRequestSchema.prefault({}),
        response: answers(nodeSchema, 400, 401, 403, 404, 409),
      },
    },
    async (request) => answer(nodes.drain(request.params.id, request.body, principalOf(request).actor)),
  )

  app.post(
    '/api/v1/nodes/:id/resume',
    {
      schema: {
        tags,
        summary: 'Give a node work again',
        description: 'Ends a drain or a maintenance; changes nothing on a node in normal mode.',
        params,
        body: resumeRequestSchema.prefault({}),
        response: answers(nodeSchema, 400, 401, 403, 404),
      },
    },
    async (request) => answer(nodes.resume(request.params.id, request.body.reason, principalOf(request).actor)),
  )

  app.delete(
    '/api/v1/nodes/:id',
    {
      schema: {
        tags,
        summary: 'Evict a node',
        description:
          'At once: its credential is worth nothing any more and its channel is closed. It comes back only with a new enrollment token. To take a node out without interrupting anybody, drain it first.',
        params,
        response: answers(z.object({ id: nodeIdSchema }), 400, 401, 403, 404, 409),
      },
    },
    async (request) => {
      nodes.evict(request.params.id, principalOf(request).actor)
      return answer({ id: request.params.id })
    },
  )
}

function found<Thing>(node: Thing | undefined, id: NodeId): Thing {
  if (node !== undefined) return node
  throw new ApiFailure('node_not_found', `there is no node ${id}`, 'GET /api/v1/nodes lists all nodes.')
}
