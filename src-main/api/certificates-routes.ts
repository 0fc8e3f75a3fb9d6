import { certificatesSchema } from '#contract/certificates.ts'
import type { ApiApp } from './api-app.ts'
import { answer, answers } from './envelope.ts'
import type { ApiFeatures } from './features.ts'

/** What the port of panel and API proves itself with, and how the next certificate is coming along. */
export function registerCertificatesRoutes(app: ApiApp, { certificates }: ApiFeatures): void {
  app.get(
    '/api/v1/certificates',
    {
      schema: {
        tags: ['Cluster'],
        summary: 'The certificates of this origin: whose, until when, and what is wrong with them',
        description: 'Which one is shown depends on the name that is asked for. Keys are never shown.',
        response: answers(certificatesSchema, 401),
      },
    },
    async () => answer(certificates.state()),
  )
}
