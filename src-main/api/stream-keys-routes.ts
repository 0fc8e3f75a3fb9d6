import { z } from 'zod'
import {
  createdStreamKeySchema,
  createStreamKeySchema,
  revokeStreamKeySchema,
  rotateStreamKeySchema,
  type StreamKey,
  streamKeySchema,
} from '#contract/stream-key.ts'
import { type ApiApp, principalOf } from './api-app.ts'
import { answer, answers, itemsOf } from './envelope.ts'
import type { ApiFeatures } from './features.ts'

const tags = ['Access']

/** What lets publishers in from anywhere. */
export function registerStreamKeysRoutes(app: ApiApp, { access }: ApiFeatures): void {
  app.get(
    '/api/v1/stream-keys',
    {
      schema: {
        tags,
        summary: 'List the stream keys, the newest first',
        description: 'Keys that were revoked or ran out are listed for 30 days.',
        response: answers(itemsOf(streamKeySchema), 401),
      },
    },
    async () => answer({ items: access.keys.list() }),
  )

  app.post(
    '/api/v1/stream-keys',
    {
      schema: {
        tags,
        summary: 'Make a stream key',
        description:
          'The answer is the only time the key itself is shown. Several may be good for a stream at once, so that they can be changed one after another.',
        body: createStreamKeySchema,
        response: answers(createdStreamKeySchema, 400, 401, 403, 507),
      },
    },
    async (request) => {
      return answer(shownOnce(access.keys.create(request.body, principalOf(request).actor)))
    },
  )

  app.post(
    '/api/v1/stream-keys/:id/rotate',
    {
      schema: {
        tags,
        summary: 'Replace a stream key by another',
        description:
          'The new one is for the same streams, and good for as long again where the one of before runs out at all. That one lets publishers in for `overlap` still (with `0s` no more); those that came in by it stay until they stop, or it is revoked. The answer is the only time the new key is shown.',
        params: z.object({ id: z.uuid() }),
        body: rotateStreamKeySchema.prefault({}),
        response: answers(createdStreamKeySchema, 400, 401, 403, 404, 409, 507),
      },
    },
    async (request) => {
      const { overlap } = request.body
      return answer(shownOnce(access.keys.rotate(request.params.id, overlap, principalOf(request).actor)))
    },
  )

  app.post(
    '/api/v1/stream-keys/:id/revoke',
    {
      schema: {
        tags,
        summary: 'Revoke a stream key',
        description:
          'Nobody comes in by it any more. Publishers that did are ended, unless `disconnect` is false; on a node that is away, as soon as it is back. Revoking one that is revoked already changes nothing more.',
        params: z.object({ id: z.uuid() }),
        body: revokeStreamKeySchema.prefault({}),
        response: answers(streamKeySchema.extend({ disconnected: z.number().int() }), 400, 401, 403, 404),
      },
    },
    async (request) => {
      const { disconnect } = request.body
      const { key, disconnected } = access.revokeKey(request.params.id, disconnect, principalOf(request).actor)
      return answer({ ...key, disconnected })
    },
  )
}

function shownOnce({ info, key }: { readonly info: StreamKey; readonly key: string }) {
  return { ...info, key, obs_stream_key: `${nameIn(info.pattern)}?key=${key}` }
}

/** The name of a stream of the pattern, as far as it says one. */
function nameIn(pattern: string): string {
  const name = pattern.split('/')[1] ?? '*'
  return name.endsWith('*') ? `${name.slice(0, -1)}NAME` : name
}
