import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { errorAnswerSchema } from '#contract/api.ts'
import { ApiClient } from '../harness/api-client.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { residentBytes } from '../harness/processes.ts'
import { RawConnection } from '../harness/raw-connection.ts'
import { waitFor } from '../harness/wait-for.ts'

const MEBIBYTE = 1024 * 1024

describe('the origin’s API', () => {
  let origin: OriginProgram
  beforeAll(async () => {
    origin = await OriginProgram.start({ settings: { own_node: false } })
  })
  afterAll(() => origin?.[Symbol.asyncDispose]())

  /** A request with any Host header, which fetch does not allow. */
  const withHeaders = (path: string, headers: Record<string, string>, method = 'GET') =>
    new Promise<{ status: number; body: string }>((resolve, reject) => {
      const { hostname, port } = new URL(origin.ready.url)
      const request = httpRequest({ hostname, port, path, method, headers, agent: false }, (answer) => {
        let body = ''
        answer.setEncoding('utf8').on('data', (text: string) => {
          body += text
          // An event stream has no end of its own.
          if (body.length > 200_000 || answer.headers['content-type']?.includes('event-stream')) request.destroy()
        })
        answer.on('close', () => resolve({ status: answer.statusCode ?? 0, body }))
      })
      request.on('error', reject)
      request.end()
    })

  describe('answers a body that nobody should send (row 28)', () => {
    test('of 100 MB with 413, without reading it into memory', async () => {
      const before_bytes = residentBytes(origin.ready.pid)
      const { port } = new URL(origin.ready.url)
      await using connection = await RawConnection.open(Number(port))
      const head = [
        'POST /api/v1/enrollment-tokens HTTP/1.1',
        `Host: 127.0.0.1:${port}`,
        `Authorization: Bearer ${origin.ready.api_key}`,
        'Content-Type: application/json',
        `Content-Length: ${100 * MEBIBYTE}`,
      ]
      await connection.send(`${head.join('\r\n')}\r\n\r\n`)
      for (let sent = 0; sent < 100 && connection.received_bytes === 0; sent += 1) {
        if (!(await connection.send(Buffer.alloc(MEBIBYTE, 0x20)))) break
      }
      await waitFor('an answer', () => connection.received_bytes > 0)
      expect(connection.received.toString('latin1')).toMatch(/^HTTP\/1\.1 413 /)
      expect(residentBytes(origin.ready.pid) - before_bytes).toBeLessThan(80 * MEBIBYTE)
    })

    const bad: readonly (readonly [string, string, unknown, RegExp])[] = [
      ['a number where text belongs', '/api/v1/enrollment-tokens', { name: 7 }, /name/],
      ['a negative number', '/api/v1/enrollment-tokens', { usage_limit: -1 }, /usage_limit/],
      ['a number that is none', '/api/v1/enrollment-tokens', '{"ttl_ms": NaN}', /JSON/i],
      ['a list where an object belongs', '/api/v1/enrollment-tokens', [1, 2], /object/i],
      ['a protocol that is none', '/api/v1/allocations/play', { stream_path: 'live/a', protocol: 'smtp' }, /protocol/],
      ['a path that climbs out', '/api/v1/allocations/play', { stream_path: '../a', protocol: 'flv' }, /stream_path/],
      ['JSON cut short', '/api/v1/enrollment-tokens', '{"name": "a', /JSON/i],
      ['invalid UTF-8', '/api/v1/enrollment-tokens', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22]), /JSON/i],
      ['a field named __proto__', '/api/v1/enrollment-tokens', '{"__proto__": {"usage_limit": 1000}}', /./],
      [
        'ten thousand objects in one another where text belongs',
        '/api/v1/enrollment-tokens',
        `{"name":${'{"a":'.repeat(1e4)}1${'}'.repeat(1e4)}}`,
        /./,
      ],
    ]
    test.for(bad)('%s with 400 and the field named, and writes nothing', async ([, path, body, words]) => {
      const tokens = async () => (await (await origin.api.request('GET', '/api/v1/enrollment-tokens')).text()).length
      const before = await tokens()
      const refused = await origin.api.refusal('POST', path, { body })
      expect(refused.status).toBe(400)
      expect(`${refused.message} ${JSON.stringify(refused.details)}`).toMatch(words)
      expect(await tokens()).toBe(before)
    })

    test('of another type with 4xx', async () => {
      const xml = { body: '<a/>', headers: { 'content-type': 'application/xml' } }
      const refused = await origin.api.refusal('POST', '/api/v1/enrollment-tokens', xml)
      expect(refused.status).toBeGreaterThanOrEqual(400)
      expect(refused.status).toBeLessThan(500)
    })
  })

  test('answers in its envelope whatever is asked, with a request id, and never with its insides', async () => {
    for (const path of ['/api/v1/none', '/api/v1/nodes/no-uuid', `/api/v1/nodes/${crypto.randomUUID()}`]) {
      const answer = await origin.api.request('GET', path)
      const text = await answer.text()
      const { error } = errorAnswerSchema.parse(JSON.parse(text))
      expect(answer.status === 404 || answer.status === 400).toBe(true)
      expect(error.request_id).not.toBe('')
      expect(text).not.toMatch(/\/src-main\/|\.js:\d+|SQLITE/)
    }
  })

  test('is closed to who is not signed in, with 401, on every path but those that are open', async () => {
    const stranger = new ApiClient(origin.ready.url, null)
    const closed = ['cluster', 'nodes', 'streams', 'enrollment-tokens', 'activity', 'events', 'session']
    for (const name of closed) expect((await stranger.request('GET', `/api/v1/${name}`)).status, name).toBe(401)
    for (const name of ['enrollment-tokens', 'allocations/play', 'allocations/publish', 'boxes/check']) {
      expect((await stranger.request('POST', `/api/v1/${name}`, { body: {} })).status, name).toBe(401)
    }
    const wrong = new ApiClient(origin.ready.url, `sk_${'A'.repeat(43)}`)
    expect((await wrong.request('GET', '/api/v1/nodes')).status).toBe(401)
    for (const name of ['/health', '/ready']) expect((await stranger.request('GET', name)).status, name).toBe(200)
    expect(await (await stranger.request('GET', '/health')).json()).toMatchObject({ status: 'ok' })
  })

  test('describes itself: the OpenAPI document names its paths', async () => {
    const answer = await origin.api.request('GET', '/api/docs/json')
    expect(answer.status).toBe(200)
    const { openapi, paths } = (await answer.json()) as { openapi: string; paths: Record<string, unknown> }
    expect(openapi).toMatch(/^3\./)
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/api/v1/nodes', '/api/v1/streams', '/api/v1/sign-in']))
  })

  describe('does not talk to a page of another site (row 32)', () => {
    const key = () => ({ authorization: `Bearer ${origin.ready.api_key}` })
    test('that made its name point here', async () => {
      const { port } = new URL(origin.ready.url)
      for (const host of [`rebound.example:${port}`, 'rebound.example', `127.0.0.1.rebound.example:${port}`]) {
        for (const path of ['/api/v1/nodes', '/', '/api/v1/events']) {
          const { status, body } = await withHeaders(path, { host, ...key() })
          expect([400, 403, 421], `${host} ${path}`).toContain(status)
          expect(body).not.toContain('<div id=')
        }
      }
      for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
        expect((await withHeaders('/api/v1/nodes', { host, ...key() })).status, host).toBe(200)
      }
    })

    test('that sends requests across sites, with cookie or without', async () => {
      const link = new URL(origin.ready.sign_in_url).hash.slice(1)
      const signIn = await new ApiClient(origin.ready.url, null).request('POST', '/api/v1/sign-in', {
        body: { link_token: link },
      })
      expect(signIn.status).toBe(200)
      const cookie = signIn.headers.get('set-cookie')?.split(';')[0] ?? ''
      const { host } = new URL(origin.ready.url)
      expect((await withHeaders('/api/v1/nodes', { host, cookie })).status).toBe(200)
      for (const origin_header of ['https://elsewhere.example', 'null', 'http://localhost.evil.example']) {
        const answer = await withHeaders(
          '/api/v1/enrollment-tokens',
          { host, cookie, origin: origin_header, 'content-type': 'application/json', 'content-length': '0' },
          'POST',
        )
        expect(answer.status, origin_header).toBe(403)
      }
      const crossSite = { host, cookie, 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example' }
      expect((await withHeaders('/api/v1/events', crossSite)).status).toBe(403)
    })
  })
})
