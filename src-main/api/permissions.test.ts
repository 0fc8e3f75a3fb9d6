import net from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { type ApiKeyScope, apiKeyScopeSchema, operatorRoleSchema } from '#contract/operators.ts'
import { NODE_ID, openApi } from './api-fixture.ts'
import { refusalOf } from './permissions.ts'

type Api = Awaited<ReturnType<typeof openApi>>

function caller(api: Api, headers: Record<string, string>) {
  return async (route: string, body?: unknown) => {
    const [method = '', path = ''] = route.split(' ')
    const answer = await fetch(`${api.url}${path}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const said = (await answer.json()) as { data: Record<string, unknown> | null; error: { code: string } | null }
    return { status: answer.status, code: said.error?.code ?? null, ...said }
  }
}

const withKey = (api: Api, scopes: ApiKeyScope[], operator = api.owner) => {
  const wish = { name: 'k', ttl_ms: null, scopes, reason: null }
  const { key } = api.features.trust.api_keys.create(operator, wish, 'operator:owner')
  return caller(api, { authorization: `Bearer ${key}` })
}
const signedIn = (api: Api, operator_id = api.owner.id) => {
  const { trust } = api.features
  const from = { user_agent: 'Firefox', address: '::1' }
  const { session_token } = trust.sign_in.byLink(trust.createSignInLink(operator_id, 60_000), from)
  return caller(api, { cookie: `headwater_session_${api.port}=${session_token}`, origin: api.url })
}

test('an API key does what its scopes say, and never more than its operator may', async () => {
  await using api = await openApi()
  const drain = `POST /api/v1/nodes/${NODE_ID}/drain`
  const reader = withKey(api, ['read'])
  expect((await reader('GET /api/v1/nodes')).status).toBe(200)
  expect(await reader(drain, {})).toMatchObject({ status: 403, code: 'key_scope_missing' })
  expect((await reader('POST /api/v1/enrollment-tokens', {})).code).toBe('key_scope_missing')

  const nodes = withKey(api, ['nodes'])
  expect((await nodes(drain, {})).status).toBe(200)
  expect((await nodes('GET /api/v1/nodes')).status).toBe(200)
  for (let n = 0; n < 3; n += 1) expect((await nodes('GET /api/v1/streams')).code).toBe('key_scope_missing')
  const told = api.features.activity.list({ limit: 20, type: 'access.refused' })
  expect(told.map(({ data }) => data.route)).toEqual([
    'GET /api/v1/streams',
    'POST /api/v1/enrollment-tokens',
    'POST /api/v1/nodes/:id/drain',
  ])
  expect((await nodes('POST /api/v1/enrollment-tokens', {})).code).toBe('key_scope_missing')

  const { id } = api.features.trust.invite({ name: 'vera', role: 'viewer', reason: null }, 60_000, 'x')
  const vera = api.features.trust.operators.get(id)
  const hers = withKey(api, ['read', 'nodes', 'admin'], vera)
  expect((await hers('GET /api/v1/nodes')).status).toBe(200)
  expect(await hers(drain, {})).toMatchObject({ status: 403, code: 'forbidden' })
  expect((await hers('GET /api/v1/backups')).code).toBe('forbidden')
  api.features.trust.operators.change(id, { role: 'operator', reason: null }, 'x')
  expect((await hers(drain, {})).status).toBe(200)
  api.features.trust.operators.remove(id, null, 'x')
  expect((await hers('GET /api/v1/nodes')).status).toBe(401)
})

test('no API key changes who may come in, whatever its scopes', async () => {
  await using api = await openApi()
  const all = withKey(api, [...apiKeyScopeSchema.options])
  const whole = caller(api, { authorization: `Bearer ${api.key}` })
  for (const call of [all, whole]) {
    for (const route of [
      'GET /api/v1/account',
      'GET /api/v1/sessions',
      'GET /api/v1/api-keys',
      'GET /api/v1/operators',
      'POST /api/v1/api-keys',
      'POST /api/v1/operators',
      'POST /api/v1/sessions/end-others',
      'POST /api/v1/backups/x/restore',
    ]) {
      const body = route.startsWith('POST') ? { name: 'x', role: 'owner' } : undefined
      expect([route, (await call(route, body)).code]).toEqual([route, 'session_required'])
    }
  }
})

test('what is sensitive wants a proof of the last minutes, and says how to give it', async () => {
  await using api = await openApi()
  const owner = signedIn(api)
  expect((await owner('POST /api/v1/api-keys', { name: 'ci' })).status).toBe(200)
  expect((await owner('PUT /api/v1/account/password', { password: 'three words of nothing' })).status).toBe(200)
  const long_ago = new Date(Date.now() - 16 * 60_000).toISOString()
  api.store.sql.prepare('UPDATE operator_sessions SET proven_at = ?').run(long_ago)
  for (const route of ['POST /api/v1/api-keys', 'POST /api/v1/operators', 'PUT /api/v1/account/password']) {
    expect(await owner(route, {})).toMatchObject({
      status: 403,
      error: { code: 'recent_proof_required', details: { methods: ['link', 'password'], max_age_ms: 900_000 } },
    })
  }
  // To take away, and to look, it does not take one.
  expect((await owner('GET /api/v1/operators')).status).toBe(200)
  expect((await owner('POST /api/v1/sessions/end-others')).status).toBe(200)
  expect(await owner('POST /api/v1/session/proof', { password: 'wrong' })).toMatchObject({
    status: 403,
    code: 'proof_refused',
  })
  const proven = await owner('POST /api/v1/session/proof', { password: 'three words of nothing' })
  expect(proven).toMatchObject({ status: 200, data: { by: 'session', proven_until: expect.any(String) } })
  const made = await owner('POST /api/v1/operators', { name: 'vera', role: 'viewer' })
  expect(made).toMatchObject({ status: 200, data: { operator: { name: 'vera', state: 'invited' } } })
  expect(made.data?.sign_in_url).toMatch(new RegExp(`^${api.url}/sign-in#signin_[\\w-]{43}$`))
})

test('everybody sees and ends their own sessions and keys, an owner everybody’s', async () => {
  await using api = await openApi()
  const owner = signedIn(api)
  const { id } = api.features.trust.invite({ name: 'vera', role: 'viewer', reason: null }, 60_000, 'x')
  const vera = signedIn(api, id)
  const items = async (call: typeof vera, route: string) => (await call(route)).data?.items as { id: string }[]
  expect(await items(vera, 'GET /api/v1/sessions')).toMatchObject([{ operator_name: 'vera', current: true }])
  expect((await vera('GET /api/v1/sessions?of=all')).code).toBe('forbidden')
  const all = await items(owner, 'GET /api/v1/sessions?of=all')
  expect(all).toHaveLength(2)
  const made = await vera('POST /api/v1/api-keys', { name: 'hers', scopes: ['read'] })
  expect(made).toMatchObject({ status: 200, data: { key: expect.stringMatching(/^sk_/), role: 'viewer' } })
  const [mine] = api.features.trust.api_keys.list(api.owner.id)
  expect((await vera(`DELETE /api/v1/api-keys/${mine?.id}`)).code).toBe('api_key_not_found')
  const key_id = String(made.data?.id)
  expect(await owner(`DELETE /api/v1/api-keys/${key_id}?reason=leaked`)).toMatchObject({ data: { state: 'revoked' } })
  const [hers] = await items(vera, 'GET /api/v1/sessions')
  expect((await owner(`DELETE /api/v1/sessions/${hers?.id}`)).status).toBe(200)
  expect((await vera('GET /api/v1/session')).status).toBe(401)
  expect((await vera('POST /api/v1/operators', { name: 'x', role: 'owner' })).status).toBe(401)
  const told = api.features.activity.list({ limit: 20, type: 'api_key.revoked' })
  expect(told).toMatchObject([{ actor: 'operator:owner', data: { reason: 'leaked' } }])
})

test('a right link is taken from an address that guesses, a wrong one is not even counted there', async () => {
  await using api = await openApi()
  const nobody = caller(api, {})
  const guess = () => nobody('POST /api/v1/sign-in/password', { name: 'owner', password: 'wrong' })
  for (let n = 0; n < 5; n += 1) expect((await guess()).code).toBe('sign_in_refused')
  expect((await guess()).code).toBe('too_many_attempts')
  const link_token = api.features.trust.createSignInLink(api.owner.id, 60_000)
  const wrong = { link_token: `signin_${'x'.repeat(43)}` }
  expect((await nobody('POST /api/v1/sign-in', wrong)).code).toBe('too_many_attempts')
  expect((await nobody('POST /api/v1/sign-in', { link_token })).status).toBe(200)
})

test('a wall link looks, and does nothing else', async () => {
  await using api = await openApi()
  const owner = signedIn(api)
  const made = await owner('POST /api/v1/wall-links', { name: 'studio 2' })
  const wall_url = String(made.data?.wall_url)
  expect(wall_url).toMatch(new RegExp(`^${api.url}/sign-in#wall_[\\w-]{43}$`))
  const link_token = new URL(wall_url).hash.slice(1)
  const answer = await fetch(`${api.url}/api/v1/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ link_token }),
  })
  expect(await answer.json()).toMatchObject({ data: { role: 'viewer', by: 'wall_link', proven_until: null } })
  expect(answer.headers.getSetCookie()).toHaveLength(1)
  const screen = caller(api, { cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '', origin: api.url })
  expect((await screen('GET /api/v1/nodes')).status).toBe(200)
  expect((await screen(`POST /api/v1/nodes/${NODE_ID}/drain`, {})).code).toBe('forbidden')
  expect((await screen('GET /api/v1/account')).code).toBe('session_required')
  expect((await screen('POST /api/v1/api-keys', { name: 'x' })).code).toBe('session_required')
  expect((await screen('POST /api/v1/session/proof', { link_token })).code).toBe('session_required')
  expect((await owner(`DELETE /api/v1/wall-links/${made.data?.id}`)).status).toBe(200)
  expect((await screen('GET /api/v1/nodes')).status).toBe(401)
})

test('passkeys are for names, and where there is none it says where there are', async () => {
  await using api = await openApi()
  const owner = signedIn(api)
  expect(await owner('POST /api/v1/account/passkeys/options')).toMatchObject({
    status: 409,
    error: {
      code: 'passkeys_unavailable',
      details: { hint: `Open the panel as http://localhost:${api.port} instead.` },
    },
  })
  const at = (origin: string) => ({ origin, host: new URL(origin).host, 'content-length': '0' })
  const options = async (origin: string) => {
    const answer = await api.raw({ method: 'POST', path: '/api/v1/sign-in/passkey/options', headers: at(origin) })
    return JSON.parse(answer.text) as { data: { options: unknown } | null; error: { code: string } | null }
  }
  const nameless = 'POST /api/v1/sign-in/passkey/options HTTP/1.0\r\nContent-Length: 0\r\n\r\n'
  const socket = net.connect(api.port, '127.0.0.1').end(nameless)
  expect(await text(socket)).toContain('passkeys_unavailable')
  expect(await options('http://origin.example.com')).toMatchObject({ error: { code: 'passkeys_unavailable' } })
  expect(await options('https://origin.example.com')).toMatchObject({
    data: { options: { rpId: 'origin.example.com', userVerification: 'required' } },
  })
  expect(await options(`http://localhost:${api.port}`)).toMatchObject({ data: { options: { rpId: 'localhost' } } })
})

test('of two roles the greater may all that the lesser may, and a key never more than its operator', async () => {
  await using api = await openApi()
  const document = (await (await fetch(`${api.url}/api/docs/json`)).json()) as {
    paths: Record<string, Record<string, { security?: unknown[] }>>
  }
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { security }]) => path.startsWith('/api/v1/') && security === undefined)
      .map(([method]) => [method.toUpperCase(), path.replaceAll(/\{(\w+)\}/g, ':$1')] as const),
  )
  expect(routes.length).toBeGreaterThan(60)
  const now = Date.now()
  const anybody = { actor: 'x', operator_id: 'x', operator_name: 'x', expires_at: null }
  const session = { ...anybody, by: 'session', session_id: 's', scopes: null } as const
  const may = (method: string, url: string, who: Parameters<typeof refusalOf>[2]) =>
    refusalOf(method, url, who, now) === null
  for (const [method, url] of routes) {
    const roles = operatorRoleSchema.options.map((role) =>
      may(method, url, { ...session, role, proven_until: new Date(now + 1_000).toISOString() }),
    )
    // viewer, operator, owner
    expect([method, url, roles], 'a lesser role may more').toEqual([method, url, roles.toSorted()])
    expect([method, url, roles[2]], 'not even an owner may').toEqual([method, url, true])
    const writes = method !== 'GET'
    for (const [nth, role] of operatorRoleSchema.options.entries()) {
      const keys = [null, ...apiKeyScopeSchema.options.map((scope) => [scope])].map((scopes) =>
        may(method, url, { ...anybody, by: 'api_key', role, session_id: null, scopes, proven_until: null }),
      )
      if (!roles[nth]) expect([method, url, role, keys]).toEqual([method, url, role, keys.map(() => false)])
      // What only reads changes nothing, but that a player's back end is given a place.
      const harmless = ['POST /api/v1/allocations/play', 'POST /api/v1/sign-out'].includes(`${method} ${url}`)
      if (writes && !harmless) expect([method, url, role, keys[1]]).toEqual([method, url, role, false])
    }
    const wall = may(method, url, { ...session, by: 'wall_link', role: 'viewer', proven_until: null })
    const open = ['POST /api/v1/allocations/play', 'POST /api/v1/sign-out'].includes(`${method} ${url}`)
    if (writes && !open) expect([method, url, wall]).toEqual([method, url, false])
  }
})
