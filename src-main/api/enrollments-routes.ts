import { ENROLLMENT_PATH, enrollmentAnswerSchema, enrollmentRequestSchema } from '#contract/enrollment.ts'
import { type ApiApp, secretProofRoute } from './api-app.ts'
import { answer, answers } from './envelope.ts'
import type { ApiFeatures } from './features.ts'

/** How a fresh box becomes a node; its enrollment token is all the proof it needs. */
export function registerEnrollmentsRoutes(app: ApiApp, { nodes }: ApiFeatures): void {
  app.post(
    ENROLLMENT_PATH,
    {
      config: secretProofRoute,
      schema: {
        tags: ['Enrollment'],
        summary: 'Join the cluster with an enrollment token',
        description:
          'The same name with the same relay fingerprint is the same node again; its mode stays what it was. The credential in the answer is shown this once.',
        body: enrollmentRequestSchema,
        response: answers(enrollmentAnswerSchema, 400, 401, 403, 409, 429),
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      return answer(nodes.enroll(request.body, request.ip))
    },
  )
}
