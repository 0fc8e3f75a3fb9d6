import { accountSchema, begunTotpSchema, confirmTotpSchema, recoveryCodesSchema } from '#contract/operators.ts'
import { type ApiApp, sessionPrincipalOf } from './api-app.ts'
import { answer, answers } from './envelope.ts'
import type { ApiFeatures } from './features.ts'

const tags = ['Account']
const bounded = { rateLimit: { max: 30, timeWindow: 60_000 } }

/** What is asked for after one's password: an authenticator app, and recovery codes for who has lost it. */
export function registerSecondFactorRoutes(app: ApiApp, { trust }: ApiFeatures): void {
  app.post(
    '/api/v1/account/totp',
    {
      config: bounded,
      schema: {
        tags,
        summary: 'Begin to set up an authenticator app',
        response: answers(begunTotpSchema, 401, 403, 409, 429),
      },
    },
    async (request) => {
      return answer(trust.second_factors.begin(sessionPrincipalOf(request).operator_id))
    },
  )

  app.post(
    '/api/v1/account/totp/confirm',
    {
      config: bounded,
      schema: {
        tags,
        summary: 'Turn the authenticator app on, with a code of it',
        body: confirmTotpSchema,
        response: answers(recoveryCodesSchema, 400, 401, 403, 409, 422, 429),
      },
    },
    async (request) => {
      const { recovery_codes } = trust.second_factors.confirm(sessionPrincipalOf(request), request.body.code)
      return answer({ recovery_codes })
    },
  )

  app.delete(
    '/api/v1/account/totp',
    {
      schema: {
        tags,
        summary: 'Turn the authenticator app off; the recovery codes go with it',
        response: answers(accountSchema, 401, 403),
      },
    },
    async (request) => {
      const principal = sessionPrincipalOf(request)
      trust.second_factors.turnOff(principal)
      return answer(trust.accounts.of(principal.operator_id))
    },
  )

  app.post(
    '/api/v1/account/recovery-codes',
    {
      config: bounded,
      schema: {
        tags,
        summary: 'Make new recovery codes; those before are good no more',
        response: answers(recoveryCodesSchema, 401, 403, 409, 429),
      },
    },
    async (request) => {
      return answer({ recovery_codes: trust.second_factors.renewCodes(sessionPrincipalOf(request)) })
    },
  )
}
