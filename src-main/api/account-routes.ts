import { accountSchema, changeAccountSchema, endedSessionsSchema, setPasswordSchema } from '#contract/operators.ts'
import { type ApiApp, sessionPrincipalOf } from './api-app.ts'
import { answer, answers } from './envelope.ts'
import type { ApiFeatures } from './features.ts'

const tags = ['Account']

/** What operators change about themselves. */
export function registerAccountRoutes(app: ApiApp, { trust }: ApiFeatures): void {
  app.get(
    '/api/v1/account',
    {
      schema: {
        tags,
        summary: 'Oneself: name, role, and how one signs in',
        response: answers(accountSchema, 401, 403),
      },
    },
    async (request) => answer(trust.accounts.of(sessionPrincipalOf(request).operator_id)),
  )

  app.patch(
    '/api/v1/account',
    {
      schema: {
        tags,
        summary: 'Take another name',
        body: changeAccountSchema,
        response: answers(accountSchema, 400, 401, 403, 409),
      },
    },
    async (request) => {
      const { operator_id, actor } = sessionPrincipalOf(request)
      trust.operators.change(operator_id, { ...request.body, reason: null }, actor)
      return answer(trust.accounts.of(operator_id))
    },
  )

  app.put(
    '/api/v1/account/password',
    {
      config: { rateLimit: { max: 30, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: 'Set or change one’s password; every other session of one’s own ends',
        body: setPasswordSchema,
        response: answers(endedSessionsSchema, 400, 401, 403, 422, 429, 503),
      },
    },
    async (request) => answer(await trust.accounts.setPassword(sessionPrincipalOf(request), request.body.password)),
  )
}
