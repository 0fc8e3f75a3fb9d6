import { ENROLLMENT_PATH, enrollmentAnswerSchema, enrollmentRequestSchema } from '#contract/enrollment.ts'
import { type ApiApp, secretProofRoute } from './api-app.ts'
import { answer, answers } from './envelope.ts'
import type { ApiFeatures } from './features.ts'

/** How a fresh box becomes a node; its enrollment token is all the proof it needs. */
export function registerEnrollmentsRoutes(app: ApiApp, { nodes, authority }: ApiFeatures): void {
  app.post(
    ENROLLMENT_PATH,
    {
      config: secretProofRoute,
      schema: {
        tags: ['Enrollment'],
        summary: 'Join the cluster with an enrollment token, or a cluster token',
        description:
          'The same name with the same relay fingerprint is the same node again; its mode stays what it was. The credential in the answer is shown this once. With a cluster token (`clt_`) a node that was removed is not let in again.',
        body: enrollmentRequestSchema,
        response: answers(enrollmentAnswerSchema, 400, 401, 403, 409, 429, 503),
      },
    },
    async (request) => {
      const { certificate_request } = request.body
      // Before the token is used: a request that is none costs no use of it.
      const asked = certificate_request === undefined ? null : await authority.readRequest(certificate_request)
      const enrolled = nodes.enroll(request.body, request.ip)
      if (asked === null) return answer(enrolled)
      const certificate = await authority.issueNodeCertificate(enrolled.node_id, asked.spki_der)
      // The node keeps it before it dials.
      authority.confirmHeld(enrolled.node_id)
      return answer({ ...enrolled, certificate })
    },
  )
}
