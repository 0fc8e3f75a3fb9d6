import { z } from 'zod'
import { authorityStateSchema } from '#contract/authority.ts'
import { type ApiApp, principalOf } from './api-app.ts'
import { answer, answers } from './envelope.ts'
import type { ApiFeatures } from './features.ts'

const tags = ['Authority']

/** What the installation's own certificate authority is, and its rotation. */
export function registerAuthorityRoutes(app: ApiApp, { authority }: ApiFeatures): void {
  app.get(
    '/api/v1/authority',
    {
      schema: {
        tags,
        summary: 'Which authorities are trusted, and how many nodes hold a certificate of each',
        description: 'The one that signs comes first. No private key is told to anybody.',
        response: answers(authorityStateSchema, 401, 403),
      },
    },
    async () => answer(authority.describe()),
  )

  app.post(
    '/api/v1/authority/rotations',
    {
      schema: {
        tags,
        summary: 'Make a new authority, which signs from now on',
        description:
          'The one before is trusted too until it is dropped. Nodes renew their certificates by themselves, spread over a minute; what runs goes on.',
        response: answers(authorityStateSchema, 401, 403, 409),
      },
    },
    async (request) => answer(await authority.rotate(principalOf(request).actor)),
  )

  app.delete(
    '/api/v1/authority/:id',
    {
      schema: {
        tags,
        summary: 'End the trust in an authority that signs no more',
        description:
          'Refused while nodes hold certificates of it, unless `force` says so: those prove nothing to other nodes until they have renewed.',
        params: z.object({ id: z.uuid() }),
        querystring: z.object({ force: z.stringbool().default(false) }),
        response: answers(authorityStateSchema, 400, 401, 403, 404, 409),
      },
    },
    async (request) => answer(authority.drop(request.params.id, request.query.force, principalOf(request).actor)),
  )
}
