import { STATUS_CODES } from 'node:http'
import { z } from 'zod'
import { CLUSTER_API_PREFIX } from '#contract/cluster-api.ts'
import { IDEMPOTENCY_HEADER } from '../idempotency.ts'
import { accessRoutes } from './access-routes.ts'
import { alertRoutes } from './alert-routes.ts'
import type { DocumentedRoute } from './documented-route.ts'
import { memberErrorExample, problemExample } from './error-examples.ts'
import { clusterApiSchemas, memberRoutes } from './member-routes.ts'
import { nativeRoutes } from './native-routes.ts'
import { operatorRoutes } from './operator-routes.ts'
import { provisioningRoutes } from './provisioning-routes.ts'

/** A route's schema as JSON Schema; what is in it is not known here, but for what follows. */
interface RouteSchema {
  readonly description?: string
  readonly headers?: unknown
  readonly body?: unknown
  readonly response?: unknown
}

interface RouteName {
  readonly method: string
  /** As it is registered: `/api/v1/nodes/:id`. */
  readonly url: string
  readonly is_public: boolean
}

const examples: Readonly<Record<string, DocumentedRoute>> = {
  ...{ ...nativeRoutes, ...accessRoutes, ...alertRoutes },
  ...{ ...operatorRoutes, ...memberRoutes, ...provisioningRoutes },
}

/** Adds to a route's schema what it does not say itself: descriptions, and how a request, an answer and each error look. */
export function documentedSchema<Schema extends RouteSchema>(schema: Schema, route: RouteName): Schema {
  const { method, url, is_public } = route
  const known = examples[`${method} ${url}`]
  const full = url.startsWith(CLUSTER_API_PREFIX) ? { ...schema, ...clusterApi(route) } : schema
  return {
    ...full,
    ...(known?.description === undefined ? {} : { description: known.description }),
    ...(method === 'POST' && !is_public ? { headers: withIdempotencyKey(full.headers) } : {}),
    ...(isObject(full.body) && known?.body !== undefined ? { body: { ...full.body, examples: [known.body] } } : {}),
    ...(isObject(full.response) ? { response: answersOf(full.response, known, url) } : {}),
  }
}

function answersOf(response: object, known: DocumentedRoute | undefined, url: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(response).map(([status, answer]: [string, unknown]) => {
      const code = Number(status)
      const description = code >= 400 ? (STATUS_CODES[status] ?? 'Error') : descriptionOf(answer)
      const told = (type: string, schema: unknown, example: unknown) => [
        status,
        { description, content: { [type]: example === undefined ? { schema } : { schema, example } } },
      ]
      const example = known?.answers?.[code]
      if (isProblem(answer)) return told('application/problem+json', answer, problemExample(code, url))
      if (isMemberError(answer)) return told('application/json', answer, memberErrorExample(code))
      if (hasExample(answer)) return [status, answer]
      const [type, inner] = contentOf(answer)
      return inner === null ? [status, answer] : told(type, inner, example)
    }),
  )
}

/** Of what type an answer is, and its schema; null: it has no content. */
function contentOf(answer: unknown): readonly [string, unknown] {
  if (!isObject(answer)) return ['', null]
  if ('content' in answer && isObject(answer.content)) {
    const [type = '', media] = Object.entries(answer.content)[0] ?? []
    return [type, isObject(media) && 'schema' in media ? media.schema : null]
  }
  if ('type' in answer && answer.type === 'null') return ['', null]
  return ['type' in answer && answer.type === 'string' ? 'text/plain' : 'application/json', answer]
}

function clusterApi({ method, url }: RouteName): Pick<RouteSchema, 'body' | 'response'> {
  const schemas = clusterApiSchemas[`${method} ${url.slice(CLUSTER_API_PREFIX.length)}`]
  if (schemas === undefined) return {}
  const json = (schema: z.ZodType, io: 'input' | 'output') => {
    const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
    return rest
  }
  const envelope = (data: z.ZodType) => z.object({ code: z.number().int(), message: z.string(), data })
  const refused = { ...json(envelope(z.null()), 'output') }
  const told = (status: number, message: string) => ({
    description: STATUS_CODES[status] ?? 'Error',
    content: { 'application/json': { schema: refused, example: { code: status, message, data: null } } },
  })
  return {
    ...(schemas.body === undefined ? {} : { body: json(schemas.body, 'input') }),
    response: {
      200: { ...json(envelope(schemas.data), 'input'), description: 'Success' },
      ...(method === 'GET' && !url.endsWith('decision')
        ? {}
        : { 400: told(400, 'stream_path: a stream path is app/name') }),
      401: told(401, 'The key is missing or wrong: send it as X-Cluster-Api-Key or as a bearer token.'),
    },
  }
}

function withIdempotencyKey(headers: unknown) {
  const properties =
    isObject(headers) && 'properties' in headers && isObject(headers.properties) ? headers.properties : {}
  const description =
    'A string in quotes, best a random UUID. The same request with the same key within a day is done once and answered the same again, with `Idempotency-Replayed: true`; another request with it is answered 422, one while the first is being answered 409.'
  return { type: 'object', properties: { ...properties, [IDEMPOTENCY_HEADER]: { type: 'string', description } } }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function descriptionOf(answer: unknown): string {
  return isObject(answer) && 'description' in answer && typeof answer.description === 'string'
    ? answer.description
    : 'Success'
}

const hasProperty = (answer: unknown, name: string) =>
  isObject(answer) && 'properties' in answer && isObject(answer.properties) && name in answer.properties
const hasExample = (answer: unknown) =>
  isObject(answer) &&
  'content' in answer &&
  isObject(answer.content) &&
  JSON.stringify(answer.content).includes('"example"')
const isProblem = (answer: unknown) => hasProperty(answer, 'instance')
const isMemberError = (answer: unknown) => hasProperty(answer, 'issues')
