import { z } from 'zod'
import {
  createdSigningKeySchema,
  createSigningKeySchema,
  signAddressSchema,
  signedAddressSchema,
  signingKeySchema,
} from '#contract/signing-key.ts'
import { watchPassSchema } from '#contract/watch-grant.ts'
import { type ApiApp, principalOf } from './api-app.ts'
import { answer, answers, itemsOf } from './envelope.ts'
import type { ApiFeatures } from './features.ts'
import { streamPathOf } from './streams-routes.ts'

const tags = ['Access']
/** For how long somebody may begin with a pass, in ms. */
const WATCH_PASS_TTL_MS = 600_000

/** What addresses of streams are signed with, and signing them. */
export function registerSigningKeysRoutes(app: ApiApp, { access: { signing }, clusterInfo }: ApiFeatures): void {
  app.get(
    '/api/v1/signing-keys',
    {
      schema: {
        tags,
        summary: 'List the signing keys',
        response: answers(itemsOf(signingKeySchema), 401),
      },
    },
    async () => answer({ items: signing.list() }),
  )

  app.post(
    '/api/v1/signing-keys',
    {
      schema: {
        tags,
        summary: 'Make a signing key',
        description:
          'The answer is the only time the key itself is shown. Whoever has it signs addresses of the streams of its pattern without asking the origin. All that are listed are good, so that a new one can take the place of an old one without a gap.',
        body: createSigningKeySchema,
        response: answers(createdSigningKeySchema, 400, 401, 403, 507),
      },
    },
    async (request) => {
      const { info, key } = signing.create(request.body, principalOf(request).actor)
      return answer({ ...info, key })
    },
  )

  app.delete(
    '/api/v1/signing-keys/:id',
    {
      schema: {
        tags,
        summary: 'Revoke a signing key',
        description: 'Addresses that were signed with it open nothing any more. Who watches or publishes goes on.',
        params: z.object({ id: z.uuid() }),
        response: answers(signingKeySchema, 400, 401, 403, 404),
      },
    },
    async (request) => answer(signing.revoke(request.params.id, principalOf(request).actor)),
  )

  app.post(
    '/api/v1/streams/:app/:name/watch-pass',
    {
      schema: {
        tags,
        summary: 'Let who is signed in begin to watch a stream, whatever its access policy wants of viewers',
        description:
          'For players and pictures of the panel: ten minutes, this stream alone, no signing key needed. Networks that the policy turns away stay away, and its bound of viewers at one address holds.',
        params: z.object({ app: z.string().max(128), name: z.string().max(128) }),
        response: answers(watchPassSchema, 401, 403, 404),
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      return answer(signing.watchPass(streamPathOf(request.params), WATCH_PASS_TTL_MS))
    },
  )

  app.post(
    '/api/v1/streams/:app/:name/signed-urls',
    {
      schema: {
        tags,
        summary: 'Sign an address of a stream',
        description:
          'With the newest signing key for it. Whether the stream is live makes no difference. The time counts until somebody begins; who has begun goes on behind it.',
        params: z.object({ app: z.string().max(128), name: z.string().max(128) }),
        body: signAddressSchema.prefault({}),
        response: answers(signedAddressSchema, 400, 401, 403, 409),
      },
    },
    async (request) => {
      const path = streamPathOf(request.params)
      const signed = signing.sign(path, request.body)
      const { join_url } = clusterInfo()
      const url = (suffix: string) => `${join_url}/play/${path}.${suffix}?${signed.query}`
      return answer({
        ...signed,
        urls: request.body.kind === 'play' ? { hls: url('m3u8'), flv: url('flv') } : null,
        stream_name: `${path.split('/')[1]}?${signed.query}`,
      })
    },
  )
}
