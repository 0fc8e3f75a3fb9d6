import net from 'node:net'
import { describe, expect, test } from 'vitest'
import { problemSchema } from '#contract/problem.ts'
import type { Principal } from '../trust/principal.ts'
import { NODE_ID, openApi } from './api-fixture.ts'

type Api = Awaited<ReturnType<typeof openApi>>

const json = { 'content-type': 'application/json' }
const bearer = (api: Api) => ({ authorization: `Bearer ${api.key}` })

function post(api: Api, path: string, body: unknown, headers: Record<string, string> = {}) {
  return fetch(`${api.url}${path}`, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) })
}

async function error(response: Response) {
  const body = (await response.json()) as {
    data: null
    error: Record<string, unknown> & { details: Record<string, unknown> }
  }
  expect(body.data).toBeNull()
  expect(body.error.request_id).toBe(response.headers.get('x-request-id'))
  return body.error
}

describe('signing in', () => {
  test('works once with a link, and sets a cookie that no script reads and no other site sends', async () => {
    await using api = await openApi()
    const link_token = api.features.trust.createSignInLink(api.owner.id, 60_000)
    const first = await post(api, '/api/v1/sign-in', { link_token })
    expect(first.status).toBe(200)
    expect(await first.json()).toMatchObject({
      data: { operator_name: 'owner', role: 'owner', by: 'session' },
      error: null,
    })
    const [cookie] = first.headers.getSetCookie()
    expect(cookie).toMatch(
      /^headwater_session_\d+=session_[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/,
    )
    expect(cookie).toContain(`headwater_session_${api.port}=`)
    const second = await post(api, '/api/v1/sign-in', { link_token })
    expect(second.status).toBe(401)
    expect(await error(second)).toMatchObject({
      code: 'sign_in_link_invalid',
      details: { hint: expect.stringContaining('headwater origin sign-in-link') },
    })
    const session = await fetch(`${api.url}/api/v1/session`, { headers: { cookie: cookie?.split(';')[0] ?? '' } })
    expect(await session.json()).toMatchObject({ data: { operator_name: 'owner' } })
    expect(JSON.stringify(api.logged)).not.toContain(link_token)
  })

  test('behind TLS sets a cookie for TLS only', async () => {
    await using api = await openApi()
    const link_token = api.features.trust.createSignInLink(api.owner.id, 60_000)
    const headers = { ...json, origin: 'https://origin.example.com', host: 'origin.example.com' }
    const answer = await api.raw({ method: 'POST', path: '/api/v1/sign-in', headers }, JSON.stringify({ link_token }))
    expect(answer.status).toBe(200)
    expect(answer.headers['set-cookie']?.[0]).toContain('; Secure')
  })

  test('out ends the session', async () => {
    await using api = await openApi()
    const headers = { cookie: api.cookie(), origin: api.url }
    expect((await fetch(`${api.url}/api/v1/sign-out`, { method: 'POST', headers })).status).toBe(200)
    const after = await fetch(`${api.url}/api/v1/session`, { headers })
    expect(after.status).toBe(401)
    expect(await error(after)).toMatchObject({ code: 'unauthorized', message: 'Your session has ended.' })
  })

  test('wrong again and again is slowed down, while keys that hold are not', async () => {
    await using api = await openApi()
    const statuses = []
    for (let n = 0; n < 8; n += 1)
      statuses.push((await post(api, '/api/v1/sign-in', { link_token: `signin_${n}` })).status)
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429])
    const token = `enroll_${'x'.repeat(43)}`
    const enroll = { token, name: 'edge', region: null, version: '1', relay_fingerprint: 'a'.repeat(64) }
    const slowed = await post(api, '/api/v1/enrollments', enroll)
    expect(slowed.status).toBe(429)
    expect(Number(slowed.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await fetch(`${api.url}/api/v1/nodes`, { headers: bearer(api) })).status).toBe(200)
    const wrong = { authorization: `Bearer sk_${'x'.repeat(43)}` }
    expect((await fetch(`${api.url}/api/v1/nodes`, { headers: wrong })).status).toBe(429)
    expect(api.features.activity.list({ limit: 50 }).filter(({ type }) => type === 'sign_in.slowed')).toHaveLength(1)
  })
})

describe('who may', () => {
  test('everything of the API needs a proof, and says how to get one', async () => {
    await using api = await openApi()
    for (const path of [
      '/api/v1/nodes',
      '/api/v1/cluster',
      '/api/v1/events',
      '/api/v1/activity',
      '/api/v1/enrollment-tokens',
    ]) {
      const answer = await fetch(`${api.url}${path}`)
      expect(answer.status).toBe(401)
      expect(await error(answer)).toMatchObject({
        code: 'unauthorized',
        details: { hint: expect.stringContaining('sign-in') },
      })
    }
    expect((await fetch(`${api.url}/health`)).status).toBe(200)
    expect(await (await fetch(`${api.url}/ready`)).json()).toEqual({ status: 'ready' })
  })

  test('a viewer reads and does not write', async () => {
    const viewer: Principal = {
      actor: 'operator:vera',
      operator_id: 'v',
      operator_name: 'vera',
      role: 'viewer',
      by: 'session',
      expires_at: null,
      session_id: crypto.randomUUID(),
      scopes: null,
      proven_until: null,
    }
    await using api = await openApi()
    api.features.trust.authenticate = () => viewer
    const headers = { ...bearer(api) }
    expect((await fetch(`${api.url}/api/v1/nodes`, { headers })).status).toBe(200)
    const drain = await post(api, `/api/v1/nodes/${NODE_ID}/drain`, {}, headers)
    expect(drain.status).toBe(403)
    expect(await error(drain)).toMatchObject({ code: 'forbidden', message: expect.stringContaining('vera') })
    expect(api.drained).toEqual([])
  })

  test('an origin that is not ready says why', async () => {
    await using api = await openApi({ features: { notReadyReason: () => 'the own node has not joined yet' } })
    const ready = await fetch(`${api.url}/ready`)
    expect(ready.status).toBe(503)
    expect(await ready.json()).toEqual({ status: 'not_ready', reason: 'the own node has not joined yet' })
  })
})

describe('a page of another site', () => {
  test('that comes by a name of its own is refused, with what to configure', async () => {
    await using api = await openApi()
    for (const host of ['evil.example.com', `rebound.example:${api.port}`, 'localhost.evil.com', 'a b']) {
      const answer = await api.raw({ path: '/health', headers: { host } })
      expect([host, answer.status]).toEqual([host, 421])
      expect(answer.text).toContain('allowed_hosts')
    }
    for (const host of [
      'localhost',
      'panel.localhost:1',
      '127.0.0.1',
      '[::1]:8090',
      '10.1.2.3:80',
      'ORIGIN.example.com.:8090',
    ]) {
      expect([host, (await api.raw({ path: '/health', headers: { host } })).status]).toEqual([host, 200])
    }
  })

  test('cannot write, read or listen, whoever is signed in', async () => {
    await using api = await openApi()
    const cookie = api.cookie()
    const drain = `/api/v1/nodes/${NODE_ID}/drain`
    for (const origin of ['http://evil.example.com', 'null', 'http://127.0.0.1:1', 'garbage']) {
      const answer = await post(api, drain, {}, { cookie, origin })
      expect([origin, answer.status]).toEqual([origin, 403])
      expect((await error(answer)).code).toBe('cross_site_request')
      expect((await fetch(`${api.url}/api/v1/events`, { headers: { cookie, origin } })).status).toBe(403)
      expect((await post(api, drain, {}, { ...bearer(api), origin })).status).toBe(403)
    }
    expect((await api.raw({ method: 'POST', path: drain, headers: { cookie } })).status).toBe(403)
    expect(api.drained).toEqual([])
    expect((await post(api, drain, {}, { cookie, origin: api.url })).status).toBe(200)
    expect((await post(api, drain, {}, bearer(api))).status).toBe(200)
    expect(api.drained).toHaveLength(2)
    expect(api.drained[1]).toEqual([
      NODE_ID,
      { reason: null, deadline_ms: 900_000, on_deadline: 'end', after_drain: null, force: false },
      expect.stringMatching(/^api_key:sk_.{6}$/),
    ])
  })

  test('cannot open the control channel, and nobody can upgrade any other path', async () => {
    await using api = await openApi()
    const upgrade = { connection: 'Upgrade', upgrade: 'websocket' }
    const to = async (path: string, headers = {}) =>
      (await api.raw({ path, headers: { ...upgrade, ...headers } })).status
    expect(await to('/api/v1/channel')).toBe(401)
    expect(await to('/api/v1/channel', { origin: 'http://evil.example.com' })).toBe(403)
    expect(await to('/api/v1/channel', { host: 'evil.example.com' })).toBe(421)
    expect(await to('/api/v1/events')).toBe(404)
    expect(await to('/')).toBe(404)
    expect((await fetch(`${api.url}/api/v1/channel`)).status).toBe(426)
  })

  test('that fails in the channel is closed, and the origin goes on', async () => {
    await using api = await openApi({
      features: {
        channel: {
          handleUpgrade: () => {
            throw new Error('the channel failed')
          },
        },
      },
    })
    const headers = { connection: 'Upgrade', upgrade: 'websocket' }
    expect((await api.raw({ path: '/api/v1/channel', headers })).status).toBe(500)
    expect((await fetch(`${api.url}/health`)).status).toBe(200)
  })

  test('answers of the API are for no cache', async () => {
    await using api = await openApi()
    const headers = { authorization: `Bearer ${api.key}` }
    for (const path of ['/api/v1/nodes', '/api/v1/session', '/api/v1/none'])
      expect([path, (await fetch(`${api.url}${path}`, { headers })).headers.get('cache-control')]).toEqual([
        path,
        'no-store',
      ])
  })

  test('cannot frame an answer or run scripts in it', async () => {
    await using api = await openApi()
    for (const path of ['/', '/health', '/api/v1/nodes', '/nothing-there']) {
      const { headers } = await fetch(`${api.url}${path}`, { headers: { accept: 'text/html' } })
      expect(headers.get('content-security-policy'), path).toBe(
        "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
      )
      expect(headers.get('x-content-type-options'), path).toBe('nosniff')
    }
  })
})

describe('a request that is wrong', () => {
  test('is told which field', async () => {
    await using api = await openApi()
    const answer = await post(api, '/api/v1/enrollment-tokens', { ttl_ms: 5, usage_limit: 'many' }, bearer(api))
    expect(answer.status).toBe(400)
    const said = await error(answer)
    expect(said.code).toBe('validation_failed')
    expect(said.message).toContain('usage_limit: ')
    expect(said.details.fields).toEqual([
      { in: 'body', field: 'usage_limit', message: expect.any(String) },
      { in: 'body', field: 'ttl_ms', message: expect.any(String) },
    ])
    const query = await fetch(`${api.url}/api/v1/activity?limit=0`, { headers: bearer(api) })
    expect((await error(query)).details.fields).toEqual([{ in: 'query', field: 'limit', message: expect.any(String) }])
  })

  test('too large, not JSON, or for nothing that is there is told so in the envelope', async () => {
    await using api = await openApi()
    const send = (body: string, headers: Record<string, string> = json) =>
      fetch(`${api.url}/api/v1/enrollment-tokens`, { method: 'POST', headers: { ...headers, ...bearer(api) }, body })
    expect((await error(await send(`{"name":"${'x'.repeat(300_000)}"}`))).code).toBe('body_too_large')
    expect((await error(await send('{"name":'))).code).toBe('bad_request')
    expect((await error(await send('name=x', { 'content-type': 'text/csv' }))).code).toBe('unsupported_media_type')
    const nothing = await fetch(`${api.url}/api/v1/nothing`, { headers: { accept: 'text/html' } })
    expect(nothing.status).toBe(404)
    expect((await error(nothing)).code).toBe('not_found')
    expect((await api.raw({ path: '/api/v1/%' })).status).toBe(400)
  })

  test('with __proto__ or a depth of 100,000 harms nothing', async () => {
    await using api = await openApi()
    const send = (body: string) =>
      fetch(`${api.url}/api/v1/enrollment-tokens`, { method: 'POST', headers: { ...json, ...bearer(api) }, body })
    for (const body of ['{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}']) {
      expect((await send(body)).status).toBe(400)
    }
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
    expect((await send('['.repeat(100_000) + ']'.repeat(100_000))).status).toBe(400)
    expect((await fetch(`${api.url}/health`)).status).toBe(200)
  })

  test('and one that the program fails at says nothing of the inside, and is in the log', async () => {
    await using api = await openApi()
    const answer = await post(
      api,
      `/api/v1/nodes/${NODE_ID}/resume`,
      {},
      { ...bearer(api), 'x-request-id': 'follow-me-1' },
    )
    expect(answer.status).toBe(500)
    const said = await error(answer)
    expect(said).toMatchObject({ code: 'internal_error', request_id: 'follow-me-1' })
    expect(JSON.stringify(said)).not.toContain('hunter2')
    expect(api.logged).toContainEqual(expect.objectContaining({ event: 'request.failed', request_id: 'follow-me-1' }))
  })

  test('that is no HTTP closes that connection alone', async () => {
    await using api = await openApi()
    const socket = net.connect(api.port, '127.0.0.1')
    socket.write('\x16\x03\x01 this is not HTTP\r\n\r\n')
    const closed = Promise.withResolvers<void>()
    socket.on('close', () => closed.resolve())
    socket.on('error', () => undefined)
    socket.resume()
    await closed.promise
    expect((await fetch(`${api.url}/health`)).status).toBe(200)
  })
})

describe('a change decided on by an older state', () => {
  test('is refused with 412 where If-Match says which', async () => {
    await using api = await openApi()
    const node = await fetch(`${api.url}/api/v1/nodes/${NODE_ID}`, { headers: bearer(api) })
    expect(node.headers.get('etag')).toBe('"0"')
    const drain = (etag: string) =>
      post(api, `/api/v1/nodes/${NODE_ID}/drain`, { deadline: '30s' }, { ...bearer(api), 'if-match': etag })
    const refused = await drain('"7"')
    expect(refused.status).toBe(412)
    expect((await error(refused)).code).toBe('revision_mismatch')
    expect(api.drained).toEqual([])
    expect((await drain('"6", "0"')).status).toBe(200)
    expect(api.drained).toEqual([[NODE_ID, expect.objectContaining({ deadline_ms: 30_000 }), expect.any(String)]])
  })
})

describe('durations', () => {
  test('are taken with their unit, and refused without one', async () => {
    await using api = await openApi()
    const make = (ttl: unknown) => post(api, '/api/v1/enrollment-tokens', { ttl }, bearer(api))
    const made = (await (await make('2h')).json()) as { data: { created_at: string; expires_at: string } }
    expect(Date.parse(made.data.expires_at) - Date.parse(made.data.created_at)).toBe(2 * 3_600_000)
    for (const ttl of ['2', '2 hours', '1ms', '31d', 7]) {
      const answer = await make(ttl)
      expect([ttl, answer.status]).toEqual([ttl, 400])
      expect((await error(answer)).details.fields).toEqual([{ in: 'body', field: 'ttl', message: expect.any(String) }])
    }
  })
})

describe('an error', () => {
  test('is a problem document of a type that is listed', async () => {
    await using api = await openApi()
    const missing = await fetch(`${api.url}/api/v1/nodes/${NODE_ID.replace('5', '6')}`, { headers: bearer(api) })
    expect(missing.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    const problem = problemSchema.parse(await missing.json())
    expect(problem).toMatchObject({
      status: 404,
      type: 'urn:headwater:problem:node_not_found',
      title: 'Node not found',
    })
    const types = await fetch(`${api.url}/api/problems`)
    expect(await types.json()).toMatchObject({
      data: { items: expect.arrayContaining([{ type: problem.type, title: problem.title, status: 404 }]) },
    })
  })
})

describe('what features refuse', () => {
  test('comes with a fitting status', async () => {
    await using api = await openApi()
    const headers = bearer(api)
    const target = { host: '127.0.0.1', user: 'root' }
    expect((await post(api, '/api/v1/boxes/check', target, headers)).status).toBe(502)
    expect((await post(api, '/api/v1/streams/live/test/end', {}, headers)).status).toBe(404)
    const wish = { stream_path: 'live/test', protocol: 'flv' }
    expect((await post(api, '/api/v1/allocations/play', wish, headers)).status).toBe(503)
  })
})

describe('enrollment tokens', () => {
  test('are made, listed without their value, used once and revoked', async () => {
    await using api = await openApi()
    const headers = bearer(api)
    const made = (await (await post(api, '/api/v1/enrollment-tokens', {}, headers)).json()) as {
      data: { id: string; token: string; join_command: string }
    }
    expect(made.data.join_command).toContain(made.data.token)
    const list = await (await fetch(`${api.url}/api/v1/enrollment-tokens`, { headers })).text()
    expect(list).toContain(made.data.id)
    expect(list).not.toContain(made.data.token)
    const enroll = {
      token: made.data.token,
      name: 'edge',
      region: null,
      version: '1',
      relay_fingerprint: 'a'.repeat(64),
    }
    expect((await post(api, '/api/v1/enrollments', enroll)).status).toBe(200)
    const again = await post(api, '/api/v1/enrollments', enroll)
    expect(again.status).toBe(403)
    expect((await error(again)).code).toBe('enrollment_token_usage_exceeded')
    const revoked = await fetch(`${api.url}/api/v1/enrollment-tokens/${made.data.id}`, { method: 'DELETE', headers })
    expect(await revoked.json()).toMatchObject({ data: { state: 'revoked' } })
    expect(api.features.activity.list({ limit: 3 }).map(({ type }) => type)).toEqual([
      'enrollment_token.revoked',
      'enrollment_token.used',
      'enrollment_token.created',
    ])
  })
})
