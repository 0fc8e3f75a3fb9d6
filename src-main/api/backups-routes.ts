import { createReadStream } from 'node:fs'
import { z } from 'zod'
import { backupSchema, restoreBegunSchema, restoreRequestSchema } from '#contract/backup.ts'
import { type ApiApp, principalOf } from './api-app.ts'
import { answer, answers, fileAnswers, itemsOf } from './envelope.ts'
import { ApiFailure } from './errors.ts'
import type { ApiFeatures } from './features.ts'

const tags = ['Backups']

/** Backups of the origin's database; for owners, as a backup holds all that the origin knows. */
export function registerBackupsRoutes(app: ApiApp, { backups, restorer }: ApiFeatures): void {
  app.get(
    '/api/v1/backups',
    {
      schema: {
        tags,
        summary: 'List the backups of the database, the newest first',
        response: answers(itemsOf(backupSchema), 401, 403),
      },
    },
    async () => answer({ items: [...backups.list()] }),
  )

  app.post(
    '/api/v1/backups',
    {
      schema: {
        tags,
        summary: 'Make a backup of the database now',
        description:
          'The origin goes on meanwhile. The copy is checked before it counts. Who asks while one is being made gets that one.',
        response: answers(backupSchema, 401, 403, 507),
      },
    },
    async (request) => answer(await backups.make(principalOf(request).actor)),
  )

  app.get(
    '/api/v1/backups/:name',
    {
      schema: {
        tags,
        summary: 'Fetch a backup',
        description:
          'A SQLite database. Tokens and keys are in it as hashes only. `headwater origin restore FILE` puts it in the place of the database.',
        params: z.object({ name: z.string().max(100) }),
        response: fileAnswers('application/vnd.sqlite3', 400, 401, 403, 404),
      },
    },
    async ({ params: { name } }, reply) => {
      const path = backups.pathOf(name)
      if (path === undefined) {
        throw new ApiFailure('backup_not_found', `there is no backup ${name}`, 'GET /api/v1/backups lists them.')
      }
      return reply
        .type('application/vnd.sqlite3')
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(createReadStream(path))
    },
  )

  app.post(
    '/api/v1/backups/:name/restore',
    {
      schema: {
        tags,
        summary: 'Put a backup in the place of the database',
        description:
          'The backup is checked; then the origin ends and starts again in place, within seconds. Streams go on meanwhile, and nodes come back by themselves. Who asks stays signed in, all others are not; what was revoked or removed since the backup stays so. What was there is kept beside it, and Activity tells what is missing.',
        params: z.object({ name: z.string().max(100) }),
        body: restoreRequestSchema,
        response: answers(restoreBegunSchema, 400, 401, 403, 404, 409, 422),
      },
    },
    async (request) => {
      const { params, body } = request
      const backup = await restorer.begin(params.name, body.confirm, principalOf(request))
      return answer({ backup, ready_url: '/ready' })
    },
  )
}
