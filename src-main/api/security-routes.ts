import { securityCheckSchema } from '#contract/security-check.ts'
import type { ApiApp } from './api-app.ts'
import { answer, answers } from './envelope.ts'
import type { ApiFeatures } from './features.ts'

/** What of this origin could be safer. */
export function registerSecurityRoutes(app: ApiApp, { security }: ApiFeatures): void {
  app.get(
    '/api/v1/security-check',
    {
      schema: {
        tags: ['About'],
        summary: 'What of this origin could be safer',
        description:
          'Every rule, judged by what is in effect now: TLS, who publishes without a key, second factors, keys, Redis, backups.',
        response: answers(securityCheckSchema, 401, 403),
      },
    },
    async () => answer(security.check()),
  )
}
