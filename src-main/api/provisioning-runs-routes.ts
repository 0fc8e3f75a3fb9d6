import { createReadStream } from 'node:fs'
import { z } from 'zod'
import { nodeIdSchema } from '#contract/ids.ts'
import {
  cancelRunSchema,
  newRunSchema,
  newRunsSchema,
  nodeLoginSchema,
  provisioningRunSchema,
  resumeRunSchema,
  runLogLineSchema,
  runLogQuerySchema,
  runsQuerySchema,
  undoRunSchema,
} from '#contract/provisioning-run.ts'
import { type ApiApp, principalOf } from './api-app.ts'
import { acceptedAnswers, answer, answers, fileAnswers, itemsOf } from './envelope.ts'
import type { ApiFeatures } from './features.ts'

const tags = ['Provisioning']
const params = z.object({ id: z.uuid() })
const node_params = z.object({ id: nodeIdSchema })

/** Operations on boxes: asking for one, looking at it, and steering it. */
export function registerProvisioningRunsRoutes(app: ApiApp, { runs }: ApiFeatures): void {
  app.post(
    '/api/v1/provisioning-runs',
    {
      schema: {
        tags,
        summary: 'Begin a run: make a box a node, or change the node on it',
        description:
          'It goes on by itself, also after a restart of the origin; read it, or listen to the live events `provisioning_run` and `provisioning_log`. Credentials are kept sealed until the run is over, and longer only with `keep_login`. A box and a node are in one run at a time.',
        body: newRunSchema,
        response: acceptedAnswers(provisioningRunSchema, 400, 401, 403, 404, 409, 422, 507),
      },
    },
    async (request, reply) => {
      const [run] = runs.start([request.body], principalOf(request).actor)
      if (run === undefined) throw new Error('a run that was begun is not there')
      return reply.code(202).header('location', `/api/v1/provisioning-runs/${run.id}`).send(answer(run))
    },
  )

  app.post(
    '/api/v1/provisioning-runs/batch',
    {
      schema: {
        tags,
        summary: 'Begin runs on several boxes at once',
        description:
          'All of them, or none where one is refused. Ten go on at the same time; the others wait for their turn.',
        body: newRunsSchema,
        response: acceptedAnswers(itemsOf(provisioningRunSchema), 400, 401, 403, 404, 409, 422, 507),
      },
    },
    async (request, reply) => {
      const items = [...runs.start(request.body.runs, principalOf(request).actor)]
      return reply.code(202).send(answer({ items }))
    },
  )

  app.get(
    '/api/v1/provisioning-runs',
    {
      schema: {
        tags,
        summary: 'List the runs, the newest first',
        querystring: runsQuerySchema,
        response: answers(itemsOf(provisioningRunSchema), 400, 401),
      },
    },
    async ({ query }) => answer({ items: [...runs.list(query)] }),
  )

  app.get(
    '/api/v1/provisioning-runs/:id',
    {
      schema: { tags, summary: 'Read one run', params, response: answers(provisioningRunSchema, 400, 401, 404) },
    },
    async (request) => answer(runs.find(request.params.id)),
  )

  app.get(
    '/api/v1/provisioning-runs/:id/log',
    {
      schema: {
        tags,
        summary: "Read a run's log, or what was added to it",
        params,
        querystring: runLogQuerySchema,
        response: answers(itemsOf(runLogLineSchema), 400, 401, 404),
      },
    },
    async ({ params: { id }, query }) => answer({ items: [...runs.log(id, query)] }),
  )

  registerSteering(app, runs)

  app.get(
    '/api/v1/provisioning-runs/:id/files/:name',
    {
      schema: {
        tags,
        summary: 'Fetch a file that a run left',
        params: params.extend({ name: z.string().max(100) }),
        response: fileAnswers('application/octet-stream', 400, 401, 403, 404),
      },
    },
    async ({ params: { id, name } }, reply) => {
      const path = runs.file(id, name)
      return reply
        .type('application/octet-stream')
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(createReadStream(path))
    },
  )

  app.get(
    '/api/v1/nodes/:id/login',
    {
      schema: {
        tags,
        summary: "Read which login to a node's box is kept",
        params: node_params,
        response: answers(nodeLoginSchema.nullable(), 400, 401, 403, 404),
      },
    },
    async (request) => answer(runs.login(request.params.id)),
  )

  app.delete(
    '/api/v1/nodes/:id/login',
    {
      schema: {
        tags,
        summary: "Keep the login to a node's box no longer",
        params: node_params,
        response: answers(nodeLoginSchema, 400, 401, 403, 404),
      },
    },
    async (request) => answer(runs.forgetLogin(request.params.id, principalOf(request).actor)),
  )
}

function registerSteering(app: ApiApp, runs: ApiFeatures['runs']): void {
  const steering = {
    tags,
    params,
    response: acceptedAnswers(provisioningRunSchema, 400, 401, 403, 404, 409, 422),
  }
  app.post(
    '/api/v1/provisioning-runs/:id/resume',
    {
      schema: {
        ...steering,
        summary: 'Go on with a run that failed or waits',
        description:
          'At the step that failed or waits, with what a person adds: a host key that was compared, other credentials of the same box, or that warnings are accepted.',
        body: resumeRunSchema.prefault({}),
      },
    },
    async (request, reply) =>
      reply.code(202).send(answer(runs.resume(request.params.id, request.body, principalOf(request).actor))),
  )

  app.post(
    '/api/v1/provisioning-runs/:id/cancel',
    {
      schema: {
        ...steering,
        summary: 'End a run at the next safe point',
        description: 'With `after: undo` what it did is taken back then. It can be undone later as well.',
        body: cancelRunSchema.prefault({}),
      },
    },
    async (request, reply) =>
      reply.code(202).send(answer(runs.cancel(request.params.id, request.body, principalOf(request).actor))),
  )

  app.post(
    '/api/v1/provisioning-runs/:id/undo',
    {
      schema: {
        ...steering,
        summary: 'Take back what a run did, the last first',
        description: 'A run that was cancelled keeps no login: send it as `target`.',
        body: undoRunSchema.prefault({}),
      },
    },
    async (request, reply) =>
      reply.code(202).send(answer(runs.undo(request.params.id, request.body, principalOf(request).actor))),
  )
}
