import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { openApi } from './api-fixture.ts'
import { statusOfFailure } from './failure-statuses.ts'

const mediaSchema = z.object({ schema: z.record(z.string(), z.unknown()), example: z.unknown().optional() })
const contentSchema = z.record(z.string(), mediaSchema)
const operationSchema = z.object({
  tags: z.array(z.string()).length(1),
  summary: z.string().min(1),
  description: z.string().min(1),
  parameters: z.array(z.object({ name: z.string(), in: z.string() })).optional(),
  requestBody: z.object({ content: contentSchema }).optional(),
  responses: z.record(z.string(), z.object({ description: z.string(), content: contentSchema.optional() })),
})
const documentSchema = z.object({
  tags: z.array(z.object({ name: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
})

let api: Awaited<ReturnType<typeof openApi>>
let operations: (readonly [string, unknown])[]
let tags: readonly string[]
beforeAll(async () => {
  api = await openApi()
  const document = documentSchema.parse(await (await fetch(`${api.url}/api/docs/json`)).json())
  tags = document.tags.map(({ name }) => name)
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
  )
})
afterAll(() => api[Symbol.asyncDispose]())

/** All that is wrong with the examples of a message's content; a message without one has none. */
function faultsOf(content: z.infer<typeof contentSchema> | undefined): string[] {
  return Object.entries(content ?? {}).flatMap(([type, { schema, example }]) => {
    if (example === undefined) return [`${type}: no example; see src-main/api/documentation`]
    const checked = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(example)
    return checked.success ? [] : [`${type}: ${z.prettifyError(checked.error)}`]
  })
}

describe('the documentation of every route', () => {
  test('has a summary, a description and a tag that is explained', () => {
    const faults = operations.flatMap(([name, operation]) => {
      const parsed = operationSchema.safeParse(operation)
      if (!parsed.success) return [`${name}: ${z.prettifyError(parsed.error)}`]
      return parsed.data.tags.filter((tag) => !tags.includes(tag)).map((tag) => `${name}: ${tag} is not explained`)
    })
    expect(faults).toEqual([])
  })

  test('shows a request and each answer, and what it shows is of the form that it names', () => {
    const faults = operations.flatMap(([name, operation]) => {
      const { requestBody, responses } = operationSchema.parse(operation)
      const answers = Object.entries(responses).flatMap(([status, { content }]) =>
        faultsOf(content).map((fault) => `${name} ${status}: ${fault}`),
      )
      return [...faultsOf(requestBody?.content).map((fault) => `${name} body: ${fault}`), ...answers]
    })
    expect(faults).toEqual([])
  })

  test('shows problems with a code that has this status', () => {
    const problem = z.object({ status: z.number(), error: z.object({ code: z.string() }) })
    const faults = operations.flatMap(([name, operation]) =>
      Object.entries(operationSchema.parse(operation).responses).flatMap(([status, { content }]) => {
        const shown = content?.['application/problem+json']?.example
        if (shown === undefined) return []
        const { status: told, error } = problem.parse(shown)
        // These two are of no feature: the request's own form, and what nobody foresaw.
        const meant = { validation_failed: 400, internal_error: 500 }[error.code] ?? statusOfFailure(error.code)
        return told === Number(status) && meant === told ? [] : [`${name} ${status}: ${error.code} is ${meant}`]
      }),
    )
    expect(faults).toEqual([])
  })

  test('names every answer that a route gives without being asked well', () => {
    const faults = operations.flatMap(([name, operation]) => {
      if (!/^\w+ \/api\/v1\//.test(name)) return []
      const { responses, requestBody } = operationSchema.parse(operation)
      const { security } = z.object({ security: z.array(z.unknown()).optional() }).parse(operation)
      const wanted = [...(security?.length === 0 ? [] : ['401']), ...(requestBody === undefined ? [] : ['400'])]
      return wanted.filter((status) => !(status in responses)).map((status) => `${name}: ${status}`)
    })
    expect(faults).toEqual([])
  })

  test('tells of Idempotency-Key where it is taken, and only there', () => {
    const taken = operations.filter(([, operation]) =>
      operationSchema.parse(operation).parameters?.some(({ name }) => name === 'idempotency-key'),
    )
    const names = taken.map(([name]) => name)
    expect(names).toContain('POST /api/v1/nodes/{id}/drain')
    expect(names).not.toContain('POST /api/v1/sign-in')
    expect(names.filter((name) => !name.startsWith('POST /api/v1/'))).toEqual([])
  })
})
