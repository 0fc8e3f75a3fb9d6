import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { errorAnswerSchema } from '#contract/api.ts'
import { ApiClient } from '../harness/api-client.ts'
import { OriginProgram } from '../harness/origin-program.ts'

describe('the origin’s API', () => {
  let origin: OriginProgram
  beforeAll(async () => {
    origin = await OriginProgram.start({ settings: { own_node: false } })
  })
  afterAll(() => origin?.[Symbol.asyncDispose]())

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
})
