import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { z } from 'zod'
import {
  moveBegunSchema,
  moveExportRequestSchema,
  moveImportRequestSchema,
  moveUploadSchema,
} from '#contract/backup.ts'
import { type ApiApp, principalOf } from './api-app.ts'
import { answer, answers, fileAnswers } from './envelope.ts'
import type { ApiFeatures } from './features.ts'

const tags = ['Backups']

/** Moving the origin to another machine: out of this one, and into it. For owners who are signed in and have proved it anew. */
export function registerMoveRoutes(app: ApiApp, { mover, activity, clusterInfo }: ApiFeatures): void {
  app.post(
    '/api/v1/move/exports',
    {
      schema: {
        tags,
        summary: 'Fetch all that another machine needs to be this origin, in one sealed file',
        description:
          'Database and data key, sealed by the passphrase (scrypt, AES-256-GCM). What changes here from now on is not in it. With `next_origin` nodes are told where the origin will be, and dial there when nobody answers here any more.',
        body: moveExportRequestSchema,
        response: fileAnswers('application/octet-stream', 400, 401, 403, 409, 507),
      },
    },
    async (request, reply) => {
      const { passphrase, next_origin } = request.body
      const bundle = await mover.export(passphrase, next_origin)
      const where = next_origin === null ? '' : ` Its nodes were told that it will be at ${next_origin}.`
      activity.record({
        ...{ type: 'origin.exported', severity: 'warning', actor: principalOf(request).actor },
        ...{ node_id: null, stream_path: null, data: { next_origin } },
        message: `All that another machine needs to be this origin was written into a sealed file.${where}`,
      })
      const { id: cluster_id } = clusterInfo()
      const stream = createReadStream(bundle.path)
      stream.once('close', () => bundle.remove())
      return reply
        .type('application/octet-stream')
        .header('content-disposition', `attachment; filename="${cluster_id}.hwmove"`)
        .send(stream)
    },
  )

  app.post(
    '/api/v1/move/uploads/:id/import',
    {
      schema: {
        tags,
        summary: 'Become the origin that is in a bundle',
        description:
          'The bundle is opened and checked; then this origin ends and starts again in place as the one that is in it. What was here is kept beside it. Who asks stays signed in, as its owner.',
        params: z.object({ id: z.uuid() }),
        body: moveImportRequestSchema,
        response: answers(moveBegunSchema, 400, 401, 403, 404, 409, 422),
      },
    },
    async (request) => {
      const { passphrase, confirm } = request.body
      const { cluster_id } = await mover.import(request.params.id, passphrase, confirm, principalOf(request))
      return answer({ cluster_id, ready_url: '/ready' })
    },
  )

  // A parser of its own, which no other route has: the bytes are written to the disk as they come.
  void app.register((bytes, _options, registered) => {
    bytes.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload))
    bytes.post(
      '/api/v1/move/uploads',
      {
        schema: {
          tags,
          summary: 'Hand over a bundle that was made on another machine',
          description: 'It is kept for an hour, and nothing else is done with it until it is imported.',
          consumes: ['application/octet-stream'],
          body: z.unknown(),
          response: answers(moveUploadSchema, 400, 401, 403, 507),
        },
      },
      async (request) => answer(await mover.take(request.body as Readable)),
    )
    registered()
  })
}
