import { STATUS_CODES } from 'node:http'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import type { ApiError } from '#contract/api.ts'
import type { ProblemCode, SshFailureCode, SurfaceCode } from '#contract/failure-code.ts'
import { PROBLEM_TYPE, problemOf } from '#contract/problem.ts'
import { StrictJsonError } from '#contract/strict-json.ts'
import type { ApiApp } from './api-app.ts'
import { statusOfFailure } from './failure-statuses.ts'

/** An error of a feature that a person can act on: every feature's own error class looks like this. */
export interface FeatureFailure extends Error {
  readonly code: string
  /** What to do next. */
  readonly hint?: string | null
  readonly details?: Readonly<Record<string, unknown>> | null
}

/** An error of the HTTP surface itself. */
export class ApiFailure extends Error implements FeatureFailure {
  readonly code: ProblemCode | SshFailureCode
  readonly hint: string | null
  readonly details: Readonly<Record<string, unknown>> | null
  constructor(
    code: ProblemCode | SshFailureCode,
    message: string,
    hint: string | null = null,
    details: Record<string, unknown> | null = null,
  ) {
    super(message)
    this.name = 'ApiFailure'
    this.code = code
    this.hint = hint
    this.details = details
  }
}

interface Answered {
  readonly status: number
  readonly error: Omit<ApiError, 'request_id'>
  /** Nobody foresaw it: the log has it whole, the caller only its number. */
  readonly unforeseen: boolean
}

/** What a thrown thing is to a caller. */
export function describeFailure(thrown: unknown): Answered {
  if (hasZodFastifySchemaValidationErrors(thrown)) return invalidInput(thrown as unknown as FastifyError)
  if (thrown instanceof StrictJsonError) return malformedBody(thrown)
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string') {
    const failure = thrown as FeatureFailure
    const status = statusOfFailure(failure.code)
    if (status !== undefined) {
      const details = { ...(failure.hint ? { hint: failure.hint } : {}), ...failure.details }
      return {
        status,
        error: {
          code: failure.code,
          message: failure.message,
          details: Object.keys(details).length === 0 ? null : details,
        },
        unforeseen: false,
      }
    }
    const ofHttp = ofFastify(failure)
    if (ofHttp !== null) return ofHttp
  }
  const status = statusIn(thrown)
  if (status !== null && status < 500) {
    return {
      status,
      error: { code: codeOfStatus(status), message: (thrown as Error).message, details: null },
      unforeseen: false,
    }
  }
  return {
    status: 500,
    error: {
      code: 'internal_error',
      message: 'The origin failed at this request. Nothing is known to be wrong with the request itself.',
      details: { hint: "Look for this request_id in the origin's log, and report it with what it says there." },
    },
    unforeseen: true,
  }
}

/** Turns everything that is thrown, and every path nobody serves, into a problem document. */
export function registerErrorAnswers(app: ApiApp): void {
  app.setErrorHandler((error, request, reply) => sendFailure(error, request, reply))
}

/** Answers with the failure as a problem document; unforeseen ones go to the log. */
export function sendFailure(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, error, unforeseen } = describeFailure(thrown)
  if (unforeseen)
    request.log.error({ event: 'request.failed', err: thrown, request_id: request.id }, 'a request failed')
  const retry_after_s = error.details?.retry_after_s
  if (typeof retry_after_s === 'number') reply.header('retry-after', String(retry_after_s))
  const body = problemOf(status, { ...error, request_id: request.id })
  // Sent as text, so that no response schema of the route stands between an error and its reader.
  return reply.code(status).type(PROBLEM_TYPE).serializer(String).send(JSON.stringify(body))
}

/** The code of an answer that has none of its own. */
function codeOfStatus(status: number): string {
  return (STATUS_CODES[status] ?? 'error').toLowerCase().replaceAll(/[^a-z]+/g, '_')
}

function malformedBody({ field, message }: StrictJsonError): Answered {
  const code: SurfaceCode = field === null ? 'bad_request' : 'validation_failed'
  const details = field === null ? null : { fields: [{ in: 'body', field, message }] }
  return { status: 400, error: { code, message, details }, unforeseen: false }
}

function invalidInput(error: FastifyError): Answered {
  const place = error.validationContext === 'querystring' ? 'query' : (error.validationContext ?? 'body')
  const fields = (error.validation ?? []).slice(0, 20).map((issue) => ({
    in: place,
    field: issue.instancePath.replace(/^\//, '').replaceAll('/', '.'),
    message: issue.message ?? 'is not valid',
  }))
  const said = fields.map(({ field, message }) => `${field === '' ? `the ${place}` : field}: ${message}`)
  return {
    status: 400,
    error: {
      code: 'validation_failed',
      message: said.join('; '),
      details: { fields, hint: 'See /api/docs for what it takes.' },
    },
    unforeseen: false,
  }
}

function ofFastify(failure: FeatureFailure): Answered | null {
  const say = (status: number, code: SurfaceCode, message: string, hint: string): Answered => ({
    status,
    error: { code, message, details: { hint } },
    unforeseen: false,
  })
  switch (failure.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return say(413, 'body_too_large', 'The body is larger than 256 kB.', 'Send less.')
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return say(415, 'unsupported_media_type', 'The body is not JSON.', 'Send it as application/json.')
    default:
      return null
  }
}

function statusIn(thrown: unknown): number | null {
  if (!(thrown instanceof Error) || !('statusCode' in thrown)) return null
  const { statusCode } = thrown
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode <= 599 ? statusCode : null
}
