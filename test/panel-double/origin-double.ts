/**
 * Stands in for the origin while the panel is built: it serves dist/panel and answers the API of contract/ for a
 * cluster that exists in memory only. `node test/panel-double/origin-double.ts --port 0 [--scenario studio|empty|quiet|many|crowded|vast]
 * [--reachable]`; the first line on standard output is JSON with `url` and `sign_in_url`.
 * Switches for tests: POST /double/mute, /double/unmute, /double/silence/<node name>, /double/revive/<node name>,
 * /double/hold and /double/go (runs stand still, and go on), /double/run/<kind>/<host or node name> (somebody else begins a run).
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { parseArgs } from 'node:util'
import { sessionCookieName } from '#contract/api.ts'
import { newRunSchema, runKindSchema } from '#contract/provisioning-run.ts'
import { NONCE_PLACE, newStyleNonce, panelPolicy, policyOfFile } from '../../src-main/api/content-policies.ts'
import { answerRoute, type RouteAnswer } from './api-routes.ts'
import { EventFeed } from './event-feed.ts'
import { alertOfEveryRule } from './fake-alerts.ts'
import { FakeCluster } from './fake-cluster.ts'
import { fakeLog } from './fake-log.ts'
import { FakeMedia } from './fake-media.ts'
import { FakeRolling } from './fake-rolling.ts'
import { FakeRuns } from './fake-runs.ts'
import { fill, scenarioNames } from './scenarios.ts'

const { values: flags } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    scenario: { type: 'string', default: 'studio' },
    reachable: { type: 'boolean', default: false },
    viewer: { type: 'boolean', default: false },
    /** Kinds of run that this origin can do; all unless told. */
    runs: { type: 'string', default: runKindSchema.options.join(',') },
  },
})
const scenario = scenarioNames.find((name) => name === flags.scenario)
if (scenario === undefined) throw new Error(`--scenario is one of ${scenarioNames.join(', ')}`)

const role = flags.viewer ? 'viewer' : 'owner'

const panelDir = join(import.meta.dirname, '../../dist/panel')
const session = randomBytes(16).toString('hex')
const linkToken = randomBytes(16).toString('base64url')
const media = new FakeMedia()
const feed = new EventFeed()

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

async function servePanel(path: string, response: ServerResponse): Promise<void> {
  const file = extname(path) === '' ? 'index.html' : normalize(path)
  try {
    const content = await readFile(join(panelDir, file))
    const type = contentTypes[extname(file)] ?? 'application/octet-stream'
    if (file !== 'index.html') {
      const policy = policyOfFile(join(panelDir, file))
      response.writeHead(200, { 'content-type': type, ...(policy && { 'content-security-policy': policy }) })
      response.end(content)
      return
    }
    // The policy that the real origin sends with the panel, so that what it forbids is found here.
    const nonce = newStyleNonce()
    response.writeHead(200, { 'content-type': type, 'content-security-policy': panelPolicy(nonce) })
    response.end(content.toString().replaceAll(NONCE_PLACE, nonce))
  } catch {
    // Any failure to read is the same to a browser: the file is not there. Most often the panel was not built yet.
    response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found. Was the panel built?\n')
  }
}

function send(response: ServerResponse, answer: RouteAnswer): void {
  const request_id = randomUUID()
  const body =
    'data' in answer
      ? { data: answer.data, error: null }
      : {
          data: null,
          error: { code: answer.code, message: answer.message, details: { hint: answer.hint }, request_id },
        }
  response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString())
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://double')
  const method = request.method ?? 'GET'
  if (url.pathname.endsWith('.flv')) return media.serve(url.pathname.slice(1, -4), response)
  if (url.pathname.endsWith('/keyframe.mp4'))
    return media.serveKeyframe(url.pathname.slice(1, -'/keyframe.mp4'.length), response)
  if (url.pathname.startsWith('/double/')) return control(url.pathname.split('/').slice(2), response)
  if (!url.pathname.startsWith('/api/v1/')) return servePanel(url.pathname, response)
  const segments = url.pathname.slice('/api/v1/'.length).split('/').map(decodeURIComponent)
  const body = method === 'POST' ? await bodyOf(request) : {}
  if (segments[0] === 'sign-in') {
    if ((body as { link_token?: string }).link_token !== linkToken) {
      return send(response, {
        status: 401,
        code: 'sign_in_link_invalid',
        message: 'This sign-in link is not valid any more.',
        hint: 'Make a new one with: npx headwater origin sign-in-link',
      })
    }
    response.setHeader(
      'set-cookie',
      `${sessionCookieName(request.socket.localPort ?? 0)}=${session}; HttpOnly; SameSite=Strict; Path=/`,
    )
    return send(response, {
      status: 200,
      data: {
        operator_id: '4b2c7f0e-3c0f-4d0e-9d25-0a8f1f6e2b11',
        operator_name: 'Mira',
        role,
        by: 'session',
        expires_at: null,
        session_id: 'c0ffee00-0000-4000-8000-000000000001',
        scopes: null,
        proven_until: null,
      },
    })
  }
  if (!(request.headers.cookie ?? '').includes(`${sessionCookieName(request.socket.localPort ?? 0)}=${session}`)) {
    return send(response, {
      status: 401,
      code: 'unauthorized',
      message: 'You are not signed in.',
      hint: 'npx headwater origin sign-in-link',
    })
  }
  if (segments[0] === 'sign-out') {
    response.setHeader('set-cookie', `${sessionCookieName(request.socket.localPort ?? 0)}=; Max-Age=0; Path=/`)
    return send(response, { status: 200, data: {} })
  }
  if (segments[0] === 'events') return feed.attach(response, request.headers['last-event-id'] as string | undefined)
  if (segments[0] === 'nodes' && segments[2] === 'logs')
    return send(response, { status: 200, data: await fakeLog(url.searchParams) })
  send(response, answerRoute({ cluster, rolling, runs, role }, method, segments, url.searchParams, body))
})

/** Nothing moves by itself any more. */
let still = false

function control([action, name, on]: string[], response: ServerResponse): void {
  const node = [...cluster.nodes.values()].find((candidate) => candidate.name === name)
  if (action === 'mute' || action === 'unmute') feed.muted = action === 'mute'
  if (action === 'hold' || action === 'go') runs.held = action === 'hold'
  if (action === 'still') still = true
  if (action === 'alerts') cluster.alerts = alertOfEveryRule()
  if (action === 'run') beginRun(name ?? '', on ?? '')
  if (action === 'silence' && node !== undefined) cluster.silence(node.id)
  if (action === 'revive' && node !== undefined) cluster.revive(node.id)
  response.writeHead(204).end()
}

function beginRun(kind: string, on: string): void {
  const node = [...cluster.nodes.values()].find((candidate) => candidate.name === on)
  const target = { host: `${on}.example`, user: 'ubuntu', password: 'none' }
  runs.start(
    newRunSchema.parse(kind === 'provision' ? { kind, target, node: { name: on } } : { kind, node_id: node?.id }),
  )
}

await new Promise<void>((resolve) => server.listen(Number(flags.port), '127.0.0.1', resolve))
const { port } = server.address() as AddressInfo
const url = `http://127.0.0.1:${port}`
const join_url = flags.reachable ? `http://192.168.10.5:${port}` : url
const cluster = new FakeCluster({
  publish: (event) => feed.publish(event),
  ...{ join_url, reachable: flags.reachable },
  run_kinds: runKindSchema.array().parse(flags.runs.split(',')),
})
fill(cluster, scenario, port)
const runs = new FakeRuns(cluster, (event) => feed.publish(event), port)
for (const node of cluster.nodes.values())
  if (!node.is_origin && node.form !== 'by_hand' && cluster.nodes.size < 100) runs.past(node)
const rolling = new FakeRolling(cluster, (event) => feed.publish(event))
const life = setInterval(() => {
  if (!still) cluster.tick()
}, 1_000)
process.stdout.write(`${JSON.stringify({ program: 'origin-double', pid: process.pid, url, sign_in_url: `${url}/sign-in#${linkToken}` })}
`)

function stop(): void {
  clearInterval(life)
  rolling.stop()
  runs.stop()
  feed.stop()
  media.stop()
  server.close()
  server.closeAllConnections()
}
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
