import { z } from 'zod'
import { endedSessionsSchema, ofWhomSchema, reasonQuerySchema, sessionInfoSchema } from '#contract/operators.ts'
import { type ApiApp, sessionPrincipalOf } from './api-app.ts'
import { answer, answers, itemsOf } from './envelope.ts'
import type { ApiFeatures } from './features.ts'
import { ofWhom, whoseOf } from './whose.ts'

const tags = ['Account']

/** Browsers that are signed in. Ending one needs no further proof: it only takes away. */
export function registerSessionsRoutes(app: ApiApp, { trust }: ApiFeatures): void {
  app.get(
    '/api/v1/sessions',
    {
      schema: {
        tags,
        summary: 'List the browsers that are signed in, the one used last first',
        querystring: ofWhomSchema,
        response: answers(itemsOf(sessionInfoSchema), 400, 401, 403),
      },
    },
    async (request) => {
      const principal = sessionPrincipalOf(request)
      return answer({ items: trust.sessions.list(ofWhom(principal, request.query.of), principal.session_id) })
    },
  )

  app.delete(
    '/api/v1/sessions/:id',
    {
      schema: {
        tags,
        summary: 'End a session; an owner can end anybody’s',
        params: z.object({ id: z.string().max(64) }),
        querystring: reasonQuerySchema,
        response: answers(sessionInfoSchema, 400, 401, 403, 404),
      },
    },
    async (request) => {
      const principal = sessionPrincipalOf(request)
      const { id } = request.params
      return answer(trust.sessions.end(id, whoseOf(principal), principal.actor, request.query.reason))
    },
  )

  app.post(
    '/api/v1/sessions/end-others',
    {
      schema: {
        tags,
        summary: 'End every session of one’s own but this one',
        response: answers(endedSessionsSchema, 401, 403),
      },
    },
    async (request) => {
      const { operator_id, session_id, actor } = sessionPrincipalOf(request)
      return answer({ ended: trust.sessions.endOthers(operator_id, session_id, actor, 'their operator wanted it') })
    },
  )
}
