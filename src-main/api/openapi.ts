import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import { sessionCookieName } from '#contract/api.ts'
import type { ApiApp } from './api-app.ts'
import { documentedSchema } from './documentation/documented-schema.ts'

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
        { name: 'Access', description: 'Who may publish and who may watch, and what they show for it' },
        { name: 'Stream policies', description: 'Who may publish and play what, where, and how many' },
        { name: 'Allocations', description: 'Where to play and where to publish' },
        { name: 'Enrollment', description: 'How a fresh box joins' },
        { name: 'Cluster tokens', description: 'What boxes of other makes join with' },
        { name: 'Installer', description: 'The one line that makes a machine a node' },
        { name: 'Authority', description: 'The certificate authority of this installation, and its rotation' },
        { name: 'Boxes', description: 'Looking at a box before it becomes a node' },
        { name: 'Provisioning', description: 'Runs that make boxes nodes, and change the nodes on them' },
        {
          name: 'StreamHub cluster API',
          description: 'For scripts and panels written for StreamHub, in their own envelope',
        },
        { name: 'About', description: 'What this origin is, and one file to send when asking for help' },
        { name: 'Alerts', description: 'What is the matter, and who is told of it how' },
        { name: 'First run', description: 'How far a new origin is, and what is decided there' },
        { name: 'Backups', description: 'Of what must not be lost' },
        { name: 'Activity', description: 'What happened' },
        { name: 'Events', description: 'What changes, as it changes' },
        { name: 'Sign-in', description: 'Who steers the origin' },
        { name: 'Account', description: 'What operators do about themselves' },
        { name: 'Operators', description: 'Who may steer the origin' },
        { name: 'Wall links', description: 'Links for screens that only look' },
        { name: 'API keys', description: 'With what programs prove themselves' },
        { name: 'Control channel', description: 'What nodes say to their origin' },
        { name: 'Cluster API', description: 'For media servers and tools of other makes, in their own envelope' },
        { name: 'Play and ingest', description: 'One address of a stream for every player and publisher' },
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
      const documented = documentedSchema(schema, { method: [document.route.method].flat()[0] ?? '', url, is_public })
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
