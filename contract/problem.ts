import { z } from 'zod'
import { type ApiError, errorAnswerSchema } from './api.ts'

/** Media type of every error that is no compatible surface's own (RFC 9457, 3). */
export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8'

/** An error as it is answered: a problem document (RFC 9457), with the envelope of contract/api.ts as extension members. */
export const problemSchema = errorAnswerSchema.extend({
  /** `urn:headwater:problem:` and the error's code; `GET /api/problems` lists those of the origin. */
  type: z.string(),
  /** The code in words; the same for every problem of one type. */
  title: z.string(),
  status: z.number().int().min(300).max(599),
  /** What happened this time: the error's message. */
  detail: z.string(),
  /** `urn:headwater:request:` and the error's request_id. */
  instance: z.string(),
})
export type Problem = z.infer<typeof problemSchema>

/** URI of a kind of problem. */
export function problemType(code: string): string {
  return `urn:headwater:problem:${code}`
}

/** `node_not_found` as "Node not found". */
export function problemTitle(code: string): string {
  const words = code.toLowerCase().replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** The problem document of an error. */
export function problemOf(status: number, error: ApiError): Problem {
  return {
    type: problemType(error.code),
    title: problemTitle(error.code),
    status,
    detail: error.message,
    instance: `urn:headwater:request:${error.request_id}`,
    data: null,
    error,
  }
}
