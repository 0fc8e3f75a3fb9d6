import { z } from 'zod'
import { answerOf } from '#contract/api.ts'
import type { Page } from '#contract/listing.ts'
import { problemSchema } from '#contract/problem.ts'

/** Statuses that a route may answer an error with; 500 and 503 may come from every route. */
export type ErrorStatus = 400 | 401 | 403 | 404 | 409 | 410 | 412 | 413 | 421 | 422 | 429 | 500 | 502 | 503 | 504 | 507

/** Puts what a route found into the envelope of contract/api.ts. */
export function answer<Data>(data: Data): { data: Data; error: null } {
  return { data, error: null }
}

/** Schema of a list's `data`: `{ items: [...] }`. */
export function itemsOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item) })
}

/** Puts a page of a list into the envelope. */
export function pageAnswer<Item>({ items, next }: Page<Item>) {
  return answer({ items: [...items], next })
}

/** Schema of a page's `data`: `{ items: [...], next }`. */
export function pageSchemaOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    next: z.string().nullable().describe('What to ask for as `after` to go on; null: this was all'),
  })
}

/**
 * The `response` of a route's schema: its data in the envelope, and the errors that it answers with.
 *
 * @example schema: { tags: ['Nodes'], summary: 'Read one node', params, response: answers(nodeSchema, 401, 404) }
 */
export function answers<Data extends z.ZodType, Status extends ErrorStatus>(data: Data, ...errors: Status[]) {
  const failed = Object.fromEntries([...errors, 500].map((status) => [status, problemSchema]))
  return { 200: answerOf(data).describe('Success'), ...failed } as {
    200: ReturnType<typeof answerOf<Data>>
  } & Record<Status | 500, typeof problemSchema>
}

/** The `response` of a route that answers with a file; what it answers else is an error in the envelope. */
export function fileAnswers<Status extends ErrorStatus>(content_type: string, ...errors: Status[]) {
  const { 200: _success, ...failed } = answers(z.unknown(), ...errors)
  return { 200: { description: 'The file', content: { [content_type]: { schema: z.unknown() } } }, ...failed }
}

/** As {@link answers}, for what was begun and goes on after the answer. */
export function acceptedAnswers<Data extends z.ZodType, Status extends ErrorStatus>(data: Data, ...errors: Status[]) {
  const { 200: accepted, ...failed } = answers(data, ...errors)
  return { 202: accepted.describe('Accepted; it goes on'), ...failed } as {
    202: ReturnType<typeof answerOf<Data>>
  } & Record<Status | 500, typeof problemSchema>
}
