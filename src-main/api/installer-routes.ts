import { createReadStream } from 'node:fs'
import { TLSSocket } from 'node:tls'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { INSTALLER_PATH, installerLineSchema, installerRequestSchema, installerSchema } from '#contract/installer.ts'
import { problemSchema } from '#contract/problem.ts'
import { nodeFormSchema } from '#contract/provisioning-run.ts'
import { type ApiApp, principalOf } from './api-app.ts'
import { answer, answers } from './envelope.ts'
import { ApiFailure } from './errors.ts'
import type { ApiFeatures } from './features.ts'

const tags = ['Installer']
/** For everybody: no secret is in it. Many boxes may stand behind one address. */
const publicRoute = { access: 'public', rateLimit: { max: 120, timeWindow: 60_000 } } as const
const fileParams = z.object({ version: z.string().max(64), file: z.string().max(128) })

/** The one-line installer (contracts S-3, S-4, S-12): the script, what it downloads, and the line to paste. */
export function registerInstallerRoutes(app: ApiApp, { installer, trust, clusterInfo }: ApiFeatures): void {
  app.get(
    INSTALLER_PATH,
    {
      config: publicRoute,
      schema: {
        tags,
        summary: 'The script that makes a machine a node',
        description:
          'For `curl ... | sudo bash -s -- --join ...`; `POST /api/v1/installer` makes the whole line. It names the origin as the caller reached it, what its certificate is known by, and the SHA-256 of what it downloads. `bash install.sh --help` tells its options.',
        querystring: z.object({ form: nodeFormSchema.default('service') }),
        response: {
          200: { description: 'The script', content: { 'text/x-shellscript': { schema: z.string() } } },
          400: problemSchema,
          429: problemSchema,
        },
      },
    },
    async (request, reply) => {
      const script = await installer.script(request.headers.host, isEncrypted(request), request.query.form)
      // A script whose digests are of yesterday would refuse what is there today.
      reply.header('cache-control', 'no-store').type('text/x-shellscript; charset=utf-8')
      return reply.serializer(String).send(script)
    },
  )

  app.get(
    '/install/:version/:file',
    {
      config: publicRoute,
      schema: {
        tags,
        summary: 'What the script downloads',
        description:
          'The node as an archive, or as an image for Docker. One range of bytes may be asked for, to go on after a break.',
        params: fileParams,
        response: {
          200: { description: 'The file', content: { 'application/octet-stream': { schema: z.unknown() } } },
          206: {
            description: 'The part that was asked for',
            content: { 'application/octet-stream': { schema: z.unknown() } },
          },
          404: problemSchema,
          416: problemSchema,
          429: problemSchema,
        },
      },
    },
    async (request, reply) => {
      const { version, file: name } = request.params
      const file = await installer.file(version, name)
      if (file === null) {
        throw new ApiFailure(
          'not_found',
          `This origin has no ${name} of version ${version}.`,
          'Ask for /install.sh again: it names what there is.',
        )
      }
      return sendFile(request, reply, file)
    },
  )

  app.get(
    '/api/v1/installer',
    {
      schema: {
        tags,
        summary: 'How a machine becomes a node without SSH',
        description: 'Where the script is, what can be installed by it, and the line without a token.',
        response: answers(installerSchema, 401, 403),
      },
    },
    async () => answer(await installer.describe()),
  )

  app.post(
    '/api/v1/installer',
    {
      schema: {
        tags,
        summary: 'Make the line that makes a machine a node',
        description:
          'With a fresh enrollment token in it, for `usage_limit` boxes and `ttl`. Where a node name is given the token is good for that name alone. The answer is the only time the token is shown.',
        body: installerRequestSchema.prefault({}),
        response: answers(installerLineSchema, 400, 401, 403),
      },
    },
    async (request) => {
      const { node_name, ttl, usage_limit } = request.body
      const { info, token } = trust.createEnrollmentToken({
        cluster_id: clusterInfo().id,
        name: node_name === null ? 'one-line installer' : `one-line installer of ${node_name}`,
        usage_limit,
        ttl_ms: ttl,
        node_names: node_name,
        created_by: principalOf(request).actor,
      })
      return answer({ token: info, ...installer.lines(token, request.body) })
    },
  )
}

/** Whether it came over TLS, here or at a proxy that says so. */
function isEncrypted({ socket, headers }: FastifyRequest): boolean {
  return socket instanceof TLSSocket || headers['x-forwarded-proto'] === 'https'
}

/** RFC 9110 14: one range, as those ask who go on after a break; several are answered with everything. */
function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  { path, bytes, sha256 }: { readonly path: string; readonly bytes: number; readonly sha256: string },
): FastifyReply {
  const etag = `"${sha256}"`
  reply.header('accept-ranges', 'bytes').header('etag', etag).header('cache-control', 'no-cache')
  reply.type('application/octet-stream').serializer(String)
  const { range, 'if-range': if_range } = request.headers
  const [, from, to] = /^bytes=(\d{1,15})-(\d{1,15})?$/.exec(range ?? '') ?? []
  if (from === undefined || (if_range !== undefined && if_range !== etag)) {
    return reply.header('content-length', String(bytes)).send(createReadStream(path))
  }
  const start = Number(from)
  const end = Math.min(to === undefined ? bytes - 1 : Number(to), bytes - 1)
  if (start > end) {
    reply.header('content-range', `bytes */${bytes}`)
    throw new ApiFailure('range_not_satisfiable', `It has ${bytes} bytes.`, 'Ask for a range within them.')
  }
  reply.code(206).header('content-range', `bytes ${start}-${end}/${bytes}`)
  return reply.header('content-length', String(end - start + 1)).send(createReadStream(path, { start, end }))
}
