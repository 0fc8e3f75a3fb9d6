import { STATUS_CODES } from 'node:http'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import { sessionCookieName } from '#contract/api.ts'
import { type Problem, problemOf } from '#contract/problem.ts'
import type { ApiApp } from './api-app.ts'

/** What the documentation's own page may load: its scripts are files of this server, its styles partly inline. */
const DOCUMENTATION_CSP = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'font-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
}

/** Serves /api/docs and /api/docs/json, written from the schemas of the routes. Registered before any route. */
export async function registerDocumentation(app: ApiApp, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Headwater',
        version,
        description:
          'The API of a Headwater origin. Answers of /api/v1 are `{data, error}`; errors are problem documents (RFC 9457) with a stable `code`, a message for a person, what to do in `details.hint`, and the `request_id` under which the log has them.',
        license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
      },
      tags: [
        { name: 'Cluster', description: 'The installation at a glance' },
        { name: 'Nodes', description: 'Machines that carry media' },
        { name: 'Rolling drains', description: 'Draining several nodes, with enough of them up' },
        { name: 'Streams', description: 'What is live, and who serves it' },
        { name: 'Stream policies', description: 'Who may publish and play what, where, and how many' },
        { name: 'Allocations', description: 'Where to play and where to publish' },
        { name: 'Enrollment', description: 'How a fresh box joins' },
        { name: 'Boxes', description: 'Looking at a box before it becomes a node' },
        {
          name: 'StreamHub cluster API',
          description: 'For scripts and panels written for StreamHub, in their own envelope',
        },
        { name: 'Backups', description: 'Of what must not be lost' },
        { name: 'Activity', description: 'What happened' },
        { name: 'Events', description: 'What changes, as it changes' },
        { name: 'Sign-in', description: 'Who steers the origin' },
        { name: 'Control channel', description: 'What nodes say to their origin' },
        { name: 'Health', description: 'What machines ask' },
      ],
      components: {
        securitySchemes: {
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: sessionCookieName(8090),
            description: 'The panel, after sign-in; the number is the port that the origin listens on',
          },
          api_key: { type: 'http', scheme: 'bearer', description: 'Programs: an API key, sk_...' },
        },
      },
      security: [{ session: [] }, { api_key: [] }],
    },
    transform: (document) => {
      const { schema, url } = jsonSchemaTransform(document)
      const { access } = document.route.config ?? {}
      const is_public = access === 'public' || !url.startsWith('/api/v1/')
      const documented = withProblems(schema)
      return { schema: is_public ? { ...documented, security: [] } : documented, url }
    },
  })
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: DOCUMENTATION_CSP,
    uiConfig: { deepLinking: true, tryItOutEnabled: false },
    theme: { title: 'Headwater API' },
  })
}

/** Says of every error that it comes as a problem document, and shows one. */
function withProblems<Schema extends { response?: unknown }>(schema: Schema): Schema {
  if (typeof schema.response !== 'object' || schema.response === null) return schema
  const response = Object.fromEntries(
    Object.entries(schema.response).map(([status, answer]: [string, unknown]) => {
      if (Number(status) < 400 || !isProblem(answer)) return [status, answer]
      const content = { 'application/problem+json': { schema: answer, example: exampleOf(Number(status)) } }
      return [status, { description: STATUS_CODES[status] ?? 'Error', content }]
    }),
  )
  return { ...schema, response }
}

function isProblem(answer: unknown): boolean {
  if (typeof answer !== 'object' || answer === null || !('properties' in answer)) return false
  return typeof answer.properties === 'object' && answer.properties !== null && 'instance' in answer.properties
}

function exampleOf(status: number): Problem {
  const { code, message } = EXAMPLES[status] ?? {
    code: 'internal_error',
    message: 'The origin failed at this request.',
  }
  const request_id = '0f9c1d3e-6f5b-4b3a-9f0e-0a51c7b1a2d4'
  return problemOf(status, { code, message, details: { hint: 'What to do next.' }, request_id })
}

const EXAMPLES: Readonly<Record<number, { code: string; message: string }>> = {
  400: { code: 'validation_failed', message: 'limit: Too small: expected number to be >=1' },
  401: { code: 'unauthorized', message: 'You are not signed in.' },
  403: { code: 'forbidden', message: 'This needs the role operator; vera has the role viewer.' },
  404: { code: 'node_not_found', message: 'there is no node 5f0c1f5e-8f7c-4f2e-9a51-0d6a3a0f7b11' },
  409: { code: 'last_routable_node', message: 'edge-1 is the only node that takes publishers and viewers' },
  412: { code: 'revision_mismatch', message: 'Node edge-1 is at revision 4, not at "3".' },
  422: {
    code: 'reason_required',
    message: 'edge-1 is the only node in region eu, so that a reason is wanted to go on',
  },
  426: { code: 'upgrade_required', message: 'This is the control channel of nodes.' },
  429: { code: 'too_many_attempts', message: 'Too many requests came from this address.' },
  502: { code: 'ssh_refused', message: 'nothing listens there' },
  503: { code: 'no_candidates', message: 'no node takes viewers' },
  504: { code: 'ssh_timed_out', message: 'the box did not answer in time' },
}
