import { z } from 'zod'
import { answerOf, errorAnswerSchema } from '#contract/api.ts'
import { memberErrorSchema } from '#contract/streamhub-cluster.ts'
import { ApiFailure } from './api-failure.ts'
import { askForProof } from './recent-proof.ts'
import { learnServerTime } from './server-clock.ts'
import { slowCalls } from './slow-calls.ts'
import { texts } from './texts.ts'

/** Where the origin's own API is. */
export const BASE = '/api/v1'

/** The longest that any call may take before the panel says so, in ms. */
const DEADLINE_MS = 10_000

interface Call<Data extends z.ZodType> {
  /** Longer than {@link DEADLINE_MS}, in ms, where the origin has to work for its answer. */
  readonly deadline_ms?: number
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly body?: unknown
  /** Sent as it is, in place of a body. */
  readonly file?: Blob
  /** Changes only what is at this revision. */
  readonly at_revision?: number
  readonly answer: Data
  readonly signal?: AbortSignal | undefined
}

/**
 * Calls a route of the origin by its path below {@link BASE}. Where it wants a recent proof of who sits there, that is
 * asked for, and the call made again. @throws {ApiFailure}
 */
export async function call<Data extends z.ZodType>(path: string, how: Call<Data>): Promise<z.infer<Data>> {
  try {
    return await callOnce(path, how)
  } catch (error) {
    if (!(await askForProof(error))) throw error
    return await callOnce(path, how)
  }
}

/** Fetches a file, as {@link call} does an answer. @throws {ApiFailure} */
export async function callForFile(
  path: string,
  how: { readonly method?: 'GET' | 'POST'; readonly body?: unknown; readonly deadline_ms: number },
): Promise<Blob> {
  try {
    return await fetchFile(path, how)
  } catch (error) {
    if (!(await askForProof(error))) throw error
    return await fetchFile(path, how)
  }
}

async function fetchFile(
  path: string,
  { method = 'GET', body, deadline_ms }: Parameters<typeof callForFile>[1],
): Promise<Blob> {
  const init: RequestInit = { method, credentials: 'same-origin', signal: AbortSignal.timeout(deadline_ms) }
  if (body !== undefined) {
    init.headers = { 'content-type': 'application/json' }
    init.body = JSON.stringify(body)
  }
  const response = await fetch(BASE + path, init).catch(() => {
    throw unreachable()
  })
  if (!response.ok) throw failureOf(response.status, await response.json().catch(() => null))
  return await response.blob()
}

async function callOnce<Data extends z.ZodType>(
  path: string,
  { method = 'GET', body, file, at_revision, answer, signal, deadline_ms = DEADLINE_MS }: Call<Data>,
): Promise<z.infer<Data>> {
  const deadline = AbortSignal.timeout(deadline_ms)
  const init: RequestInit = {
    method,
    credentials: 'same-origin',
    signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
  }
  if (file !== undefined) {
    init.headers = { 'content-type': 'application/octet-stream' }
    init.body = file
  }
  if (body !== undefined) {
    const if_match = at_revision === undefined ? {} : { 'if-match': `"${at_revision}"` }
    init.headers = { 'content-type': 'application/json', ...if_match }
    init.body = JSON.stringify(body)
  }
  // Those that have longer are work that somebody asked for, and say so where they are shown.
  const answered = deadline_ms > DEADLINE_MS ? () => undefined : slowCalls.begin()
  let response: Response
  let json: unknown
  try {
    response = await fetch(BASE + path, init)
    learnServerTime(response.headers.get('date'))
    json = await response.json().catch((error: unknown) => {
      if (error instanceof SyntaxError) return null
      throw error
    })
  } catch (error) {
    if (signal?.aborted === true) throw error
    throw deadline.aborted
      ? new ApiFailure({
          code: 'origin_timed_out',
          message: texts.timedOut(deadline_ms / 1_000),
          hint: texts.timedOutHint,
          by_panel: true,
        })
      : unreachable()
  } finally {
    answered()
  }
  if (!response.ok) throw failureOf(response.status, json)
  const parsed = answerOf(answer).safeParse(json)
  if (!parsed.success) {
    throw new ApiFailure({
      code: 'bad_answer',
      message: texts.badAnswer,
      hint: texts.badAnswerHint,
      by_panel: true,
      status: response.status,
    })
  }
  return (parsed.data as { readonly data: z.infer<Data> }).data
}

function failureOf(status: number, json: unknown): ApiFailure {
  const parsed = errorAnswerSchema.safeParse(json)
  if (!parsed.success) {
    // The surfaces for programs of other makes have an envelope of their own.
    const foreign = memberErrorSchema.safeParse(json)
    if (foreign.success) return new ApiFailure({ code: 'refused', message: foreign.data.error, status })
    return new ApiFailure({
      code: 'bad_answer',
      message: texts.noExplanation(status),
      by_panel: true,
      status,
    })
  }
  const { code, message, details } = parsed.data.error
  const hint = typeof details?.hint === 'string' ? details.hint : null
  return new ApiFailure({ code, message, hint, status, details: details ?? {} })
}

/** Envelope of a list. */
export const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) })

const unreachable = () =>
  new ApiFailure({
    code: 'origin_unreachable',
    message: texts.unreachable,
    hint: texts.unreachableHint,
    by_panel: true,
  })
