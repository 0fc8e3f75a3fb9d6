import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { openApi } from './api-fixture.ts'
import { NONCE_PLACE, panelPolicy } from './content-policies.ts'
import { permissionOf } from './permissions.ts'

describe('the documentation', () => {
  test('has every route, with its errors and how to prove oneself', async () => {
    await using api = await openApi()
    const document = (await (await fetch(`${api.url}/api/docs/json`)).json()) as {
      paths: Record<
        string,
        Record<string, { summary?: string; tags?: string[]; responses: object; security?: unknown[] }>
      >
      components: { securitySchemes: object }
    }
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(routes.sort()).toEqual(
      [
        'DELETE /api/v1/enrollment-tokens/{id}',
        'DELETE /api/v1/nodes/{id}',
        'GET /api/v1/activity',
        'GET /api/v1/activity/export',
        'GET /api/v1/allocations/explain',
        'GET /api/v1/channel',
        'GET /api/v1/cluster',
        'GET /api/v1/enrollment-tokens',
        'GET /api/v1/cluster-tokens',
        'POST /api/v1/cluster-tokens',
        'POST /api/v1/cluster-tokens/{id}/rotations',
        'DELETE /api/v1/cluster-tokens/{id}',
        'GET /api/v1/installer',
        'POST /api/v1/installer',
        'GET /install.sh',
        'GET /install/{version}/{file}',
        'GET /api/v1/authority',
        'POST /api/v1/authority/rotations',
        'DELETE /api/v1/authority/{id}',
        'GET /api/v1/events',
        'GET /api/v1/nodes',
        'GET /api/v1/nodes/{id}',
        'GET /api/v1/nodes/{id}/drain',
        'GET /api/v1/nodes/{id}/history',
        'GET /api/v1/nodes/{id}/logs',
        'GET /api/v1/nodes/{id}/drain/preview',
        'GET /api/v1/nodes/{id}/drain-status',
        'POST /api/v1/nodes/{id}/close-roles',
        'PUT /api/v1/nodes/{id}/mode',
        'POST /api/v1/nodes/{id}/maintain',
        'GET /api/v1/rolling-drains',
        'GET /api/v1/rolling-drains/{id}',
        'GET /api/v1/session',
        'POST /api/v1/session/proof',
        'GET /api/v1/account',
        'PATCH /api/v1/account',
        'PUT /api/v1/account/password',
        'GET /api/v1/sessions',
        'DELETE /api/v1/sessions/{id}',
        'POST /api/v1/sessions/end-others',
        'GET /api/v1/api-keys',
        'POST /api/v1/api-keys',
        'DELETE /api/v1/api-keys/{id}',
        'GET /api/v1/operators',
        'POST /api/v1/operators',
        'PATCH /api/v1/operators/{id}',
        'DELETE /api/v1/operators/{id}',
        'POST /api/v1/operators/{id}/sign-in-link',
        'POST /api/v1/sign-in/password',
        'POST /api/v1/sign-in/passkey',
        'POST /api/v1/sign-in/passkey/options',
        'POST /api/v1/session/proof/passkey',
        'GET /api/v1/account/passkeys',
        'POST /api/v1/account/passkeys',
        'POST /api/v1/account/passkeys/options',
        'DELETE /api/v1/account/passkeys/{id}',
        'POST /api/v1/account/totp',
        'POST /api/v1/account/totp/confirm',
        'DELETE /api/v1/account/totp',
        'POST /api/v1/account/recovery-codes',
        'GET /api/v1/wall-links',
        'POST /api/v1/wall-links',
        'DELETE /api/v1/wall-links/{id}',
        'DELETE /api/v1/access-policies/{id}',
        'GET /api/v1/access-policies',
        'GET /api/v1/access-policies/effective',
        'GET /api/v1/access-policies/{id}',
        'PATCH /api/v1/access-policies/{id}',
        'POST /api/v1/access-policies',
        'GET /api/v1/access-policies/{id}/webhooks',
        'POST /api/v1/access-policies/{id}/webhooks/test',
        'GET /api/v1/stream-keys',
        'GET /api/v1/keep-outs',
        'DELETE /api/v1/keep-outs/{id}',
        'GET /api/v1/signing-keys',
        'POST /api/v1/signing-keys',
        'DELETE /api/v1/signing-keys/{id}',
        'POST /api/v1/streams/{app}/{name}/signed-urls',
        'POST /api/v1/streams/{app}/{name}/watch-pass',
        'POST /api/v1/stream-keys',
        'POST /api/v1/stream-keys/{id}/revoke',
        'POST /api/v1/stream-keys/{id}/rotate',
        'DELETE /api/v1/stream-policies/{id}',
        'GET /api/v1/stream-policies',
        'GET /api/v1/stream-policies/effective',
        'GET /api/v1/stream-policies/{id}',
        'PATCH /api/v1/stream-policies/{id}',
        'POST /api/v1/stream-policies',
        'GET /api/v1/streams',
        'GET /api/v1/streams/{app}/{name}',
        'GET /api/v1/streams/{app}/{name}/history',
        'GET /api/v1/streams/{app}/{name}/viewers',
        'POST /api/v1/streams/{app}/{name}/disconnect-viewer',
        'GET /api/v1/tickets/{id}/replay',
        'GET /api/v1/tickets/{id}',
        'GET /api/problems',
        'GET /cluster/api/redirect/decision',
        'GET /cluster/api/relay/sessions',
        'GET /cluster/api/servers',
        'GET /cluster/api/sessions',
        'GET /cluster/api/status/local',
        'GET /cluster/status',
        'POST /cluster/api/allocate/play',
        'POST /cluster/api/allocate/publish',
        'POST /cluster/api/heartbeat',
        'POST /cluster/api/relay/pull',
        'POST /cluster/api/servers/sync',
        'POST /cluster/api/sessions/participation',
        'POST /cluster/api/sessions/sync',
        'GET /health',
        'GET /ingest/{app}/{name}',
        'GET /play/{app}/{name}',
        'GET /play/{app}/{name}.flv',
        'GET /play/{app}/{name}.m3u8',
        'GET /play/{app}/{name}/{protocol}',
        'GET /metrics',
        'GET /api/v1/removed-nodes',
        'GET /api/v1/settings',
        'PATCH /api/v1/settings',
        'POST /api/v1/restart',
        'GET /api/v1/about',
        'GET /api/v1/security-check',
        'POST /api/v1/diagnostics',
        'GET /api/v1/diagnostics/{id}',
        'GET /api/v1/alerts',
        'GET /api/v1/notifications',
        'GET /api/v1/notifications/deliveries',
        'PUT /api/v1/notifications/rules/{rule}',
        'POST /api/v1/notifications/silences',
        'DELETE /api/v1/notifications/silences/{id}',
        'POST /api/v1/notifications/channels',
        'PATCH /api/v1/notifications/channels/{id}',
        'DELETE /api/v1/notifications/channels/{id}',
        'POST /api/v1/notifications/channels/{id}/test',
        'GET /api/v1/setup',
        'PATCH /api/v1/setup',
        'POST /api/v1/setup/address-checks',
        'GET /api/v1/backups',
        'GET /api/v1/certificates',
        'POST /api/v1/certificates/order',
        'GET /api/v1/backups/{name}',
        'POST /api/v1/backups',
        'POST /api/v1/backups/{name}/restore',
        'POST /api/v1/move/exports',
        'POST /api/v1/move/uploads',
        'POST /api/v1/move/uploads/{id}/import',
        'GET /api/v1/storage',
        'POST /api/v1/cluster/join',
        'POST /api/v1/cluster/heartbeat',
        'GET /api/v1/cluster/nodes',
        'PATCH /api/v1/cluster/nodes/{id}',
        'DELETE /api/v1/cluster/nodes/{id}',
        'POST /api/v1/cluster/nodes/{id}/allow',
        'GET /api/v1/cluster/info',
        'GET /ready',
        'GET /resolve/{app}/{name}',
        'GET /resolve/{app}/{name}/{protocol}',
        'POST /api/v1/allocations/play',
        'POST /api/v1/allocations/publish',
        'POST /api/v1/boxes/check',
        'GET /api/v1/host-keys',
        'PUT /api/v1/host-keys/{host}/{port}',
        'DELETE /api/v1/host-keys/{host}/{port}',
        'POST /api/v1/provisioning-runs',
        'POST /api/v1/provisioning-runs/batch',
        'GET /api/v1/provisioning-runs',
        'GET /api/v1/provisioning-runs/{id}',
        'GET /api/v1/provisioning-runs/{id}/log',
        'GET /api/v1/provisioning-runs/{id}/files/{name}',
        'POST /api/v1/provisioning-runs/{id}/resume',
        'POST /api/v1/provisioning-runs/{id}/cancel',
        'POST /api/v1/provisioning-runs/{id}/undo',
        'GET /api/v1/nodes/{id}/login',
        'DELETE /api/v1/nodes/{id}/login',
        'POST /api/v1/enrollment-tokens',
        'POST /api/v1/enrollments',
        'POST /api/v1/nodes/{id}/drain',
        'POST /api/v1/nodes/{id}/resume',
        'POST /api/v1/rolling-drains',
        'POST /api/v1/rolling-drains/{id}/cancel',
        'POST /api/v1/rolling-drains/{id}/pause',
        'POST /api/v1/rolling-drains/{id}/resume',
        'POST /api/v1/sign-in',
        'POST /api/v1/sign-out',
        'POST /api/v1/streams/{app}/{name}/disconnect-viewers',
        'POST /api/v1/streams/{app}/{name}/end',
        'POST /ingest/{app}/{name}',
      ].sort(),
    )
    // Who may call it is said in one table; without a row it would be for owners alone.
    const unsaid = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, { security }]) => path.startsWith('/api/v1/') && security === undefined)
        .map(([method]) => [method.toUpperCase(), path.replaceAll(/\{(\w+)\}/g, ':$1')] as const)
        .filter(([method, url]) => permissionOf(method, url) === null),
    )
    expect(unsaid, 'routes without a row in src-main/api/permissions.ts').toEqual([])
    for (const methods of Object.values(document.paths)) {
      for (const { summary, tags } of Object.values(methods))
        expect([summary, tags]).toEqual([expect.any(String), [expect.any(String)]])
    }
    expect(Object.keys(document.paths['/api/v1/nodes/{id}']?.get?.responses ?? {})).toEqual([
      '200',
      '400',
      '401',
      '404',
      '500',
    ])
    expect(document.paths['/api/v1/nodes/{id}']?.get?.responses).toMatchObject({
      404: { content: { 'application/problem+json': { example: { status: 404, data: null } } } },
    })
    expect(document.paths['/api/v1/sign-in']?.post?.security).toEqual([])
    expect(document.paths['/api/v1/nodes']?.get?.security).toBeUndefined()
    expect(Object.keys(document.components.securitySchemes)).toEqual(['session', 'api_key'])
    const page = await fetch(`${api.url}/api/docs`)
    expect(page.status).toBe(200)
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self';")
    expect(await page.text()).not.toMatch(/<script>/)
  })
})

describe('the panel', () => {
  test('is served with its router behind every page, and assets for ever', async () => {
    const panel_dir = mkdtempSync(path.join(os.tmpdir(), 'hw-panel-'))
    mkdirSync(path.join(panel_dir, 'assets'))
    writeFileSync(path.join(panel_dir, 'index.html'), `<title>panel</title><style nonce="${NONCE_PLACE}"></style>`)
    writeFileSync(path.join(panel_dir, 'assets', 'app-1a2b.js'), 'export {}')
    await using api = await openApi({ panel_dir })
    const accept = { headers: { accept: 'text/html,*/*' } }
    const nonces = new Set<string>()
    for (const page of ['/', '/nodes/abc', '/sign-in', '/index.html']) {
      const answer = await fetch(`${api.url}${page}`, accept)
      expect([page, answer.status, answer.headers.get('cache-control')]).toEqual([page, 200, 'no-store'])
      const [, nonce = ''] =
        /^<title>panel<\/title><style nonce="([A-Za-z0-9+/=]{24})">/.exec(await answer.text()) ?? []
      expect(nonces, 'a nonce is good for one answer').not.toContain(nonce)
      nonces.add(nonce)
      const policy = answer.headers.get('content-security-policy') ?? ''
      expect(policy).toBe(panelPolicy(nonce))
      for (const directive of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"])
        expect(policy.split('; ')).toContain(directive)
      expect(policy).not.toContain('unsafe')
      // It would send players of an http page to nodes that a browser does not know over https.
      expect(policy).not.toContain('upgrade-insecure-requests')
    }
    const asset = await fetch(`${api.url}/assets/app-1a2b.js`)
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(asset.headers.get('content-type')).toContain('javascript')
    expect((await fetch(`${api.url}/assets/gone.js`, accept)).status).toBe(404)
    expect((await fetch(`${api.url}/nodes`, { method: 'POST' })).status).toBe(404)
    for (const outside of ['/..%2f..%2fetc/passwd', '/../../etc/passwd', '/%00', '/.env']) {
      const answer = await api.raw({ path: outside })
      expect([outside, answer.status < 500, answer.text.includes('root:')]).toEqual([outside, true, false])
    }
    rmSync(panel_dir, { recursive: true })
  })

  test('that was not built says which command builds it', async () => {
    await using api = await openApi()
    const answer = await fetch(`${api.url}/`, { headers: { accept: 'text/html' } })
    expect(answer.status).toBe(503)
    expect(await answer.text()).toContain('npm run build')
  })
})

describe('stopping', () => {
  test('closes every connection within 3 s, whatever holds it', async () => {
    const checking = Promise.withResolvers<void>()
    const api = await openApi({
      features: {
        channel: { handleUpgrade: (_request, socket) => void socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n') },
        boxes: {
          check: () => {
            checking.resolve()
            return new Promise(() => undefined)
          },
        },
      },
    })
    const events = await fetch(`${api.url}/api/v1/events`, { headers: { authorization: `Bearer ${api.key}` } })
    const hanging = fetch(`${api.url}/api/v1/boxes/check`, {
      method: 'POST',
      headers: { authorization: `Bearer ${api.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ host: 'x', user: 'y' }),
    }).catch(() => 'cut')
    const socket = net.connect(api.port, '127.0.0.1')
    socket.write('GET /api/v1/channel HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    const closed = Promise.withResolvers<void>()
    socket.on('close', () => closed.resolve())
    await new Promise((resolve) => socket.once('data', resolve))
    await checking.promise
    const started = performance.now()
    await api.stop()
    expect(performance.now() - started).toBeLessThan(3_000)
    await closed.promise
    await events.text()
    expect(await hanging).toBe('cut')
    await expect(fetch(`${api.url}/health`)).rejects.toThrow()
    await api[Symbol.asyncDispose]()
  })
})
