import { z } from 'zod'
import { certificatesSchema } from '#contract/certificates.ts'
import { HTTP_CHALLENGE_PATH } from '../certificates/acme/challenges.ts'
import type { ApiApp } from './api-app.ts'
import { answer, answers } from './envelope.ts'
import { ApiFailure } from './errors.ts'
import type { ApiFeatures } from './features.ts'

/** What the port of panel and API proves itself with, how the next certificate is coming along, and the proofs for it. */
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

  app.post(
    '/api/v1/certificates/order',
    {
      schema: {
        tags: ['Cluster'],
        summary: 'Order a certificate by ACME now, however long the next try is away',
        description:
          'Answers at once; the list of certificates says what becomes of it. Authorities take a few failures an hour.',
        response: answers(certificatesSchema, 401, 403, 409),
      },
    },
    async () => {
      if (certificates.orderNow === null) {
        throw new ApiFailure('no_acme', 'This origin orders no certificates.', 'Set tls.mode to acme.')
      }
      certificates.orderNow()
      return answer(certificates.state())
    },
  )

  // Asked by an authority without a proof of who it is (RFC 8555 8.3), at whatever name is being proved.
  app.get(
    `${HTTP_CHALLENGE_PATH}:token`,
    {
      config: { access: 'public' },
      schema: { hide: true, params: z.object({ token: z.string().max(200) }) },
    },
    async ({ params: { token } }, reply) => {
      const proof = certificates.httpProof(token)
      if (proof === undefined) throw new ApiFailure('not_found', 'There is no such proof here.')
      return reply.type('application/octet-stream').send(proof)
    },
  )
}
