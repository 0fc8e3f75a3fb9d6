import { hostKeyPlaceSchema, hostKeysQuerySchema, knownHostKeySchema, setHostKeySchema } from '#contract/host-key.ts'
import { type ApiApp, principalOf } from './api-app.ts'
import { answer, answers, itemsOf } from './envelope.ts'
import { ApiFailure } from './errors.ts'
import type { ApiFeatures } from './features.ts'

const tags = ['Boxes']

/** Which host keys boxes are known by, and what else they are to be known by. */
export function registerHostKeysRoutes(app: ApiApp, { host_keys }: ApiFeatures): void {
  app.get(
    '/api/v1/host-keys',
    {
      schema: {
        tags,
        summary: 'List the host keys that boxes are known by',
        querystring: hostKeysQuerySchema,
        response: answers(itemsOf(knownHostKeySchema), 400, 401),
      },
    },
    async ({ query }) => answer({ items: [...host_keys.list(query)] }),
  )

  const of_place = {
    tags,
    params: hostKeyPlaceSchema,
    response: answers(itemsOf(knownHostKeySchema), 400, 401, 403, 404, 422),
  }
  app.put(
    '/api/v1/host-keys/:host/:port',
    {
      schema: {
        ...of_place,
        summary: 'Say by which host key a box is known from now on',
        description:
          'In place of all that it is known by now: for a box that was installed anew, or one whose key was compared before it is logged in to for the first time.',
        body: setHostKeySchema,
      },
    },
    async (request) => {
      const { host, port } = request.params
      return answer({ items: [...host_keys.set(host, port, request.body, principalOf(request).actor)] })
    },
  )

  app.delete(
    '/api/v1/host-keys/:host/:port',
    {
      schema: {
        ...of_place,
        summary: 'Forget the host keys of a box',
        description:
          'The next one who logs in there is shown its key, and has to compare it. Answers what was forgotten.',
      },
    },
    async (request) => {
      const { host, port } = request.params
      const items = [...host_keys.forget(host, port, principalOf(request).actor)]
      if (items.length > 0) return answer({ items })
      const hint = 'GET /api/v1/host-keys lists those that are.'
      throw new ApiFailure('host_key_not_found', `No host key of ${host}, port ${port}, is known.`, hint)
    },
  )
}
