import { expect, test } from 'vitest'
import { AnsweredRequests } from '../store/answered-requests.ts'
import { NODE_ID, openApi } from './api-fixture.ts'

type Api = Awaited<ReturnType<typeof openApi>>

async function post(api: Api, path: string, body: unknown, key: string | null, bearer = api.key) {
  const answer = await fetch(`${api.url}/api/v1/${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${bearer}`,
      'content-type': 'application/json',
      ...(key === null ? {} : { 'idempotency-key': key }),
    },
    body: JSON.stringify(body),
  })
  const { headers } = answer
  return {
    status: answer.status,
    replayed: headers.get('idempotency-replayed'),
    type: headers.get('content-type'),
    text: await answer.text(),
  }
}

const tokens = (api: Api) => api.features.trust.listEnrollmentTokens().length

test('the same request with the same key is done once, and answered the same again', async () => {
  await using api = await openApi()
  const first = await post(api, 'enrollment-tokens', { name: 'a' }, '"one"')
  const again = await post(api, 'enrollment-tokens', { name: 'a' }, 'one')
  expect([first.status, first.replayed, again.replayed]).toEqual([200, null, 'true'])
  expect([again.status, again.type, again.text]).toEqual([first.status, first.type, first.text])
  expect(tokens(api)).toBe(1)
  await post(api, 'enrollment-tokens', { name: 'a' }, '"two"')
  await post(api, 'enrollment-tokens', { name: 'a' }, null)
  expect(tokens(api)).toBe(3)
})

test('a refusal is repeated as it was, and a fault of the origin is tried again', async () => {
  await using api = await openApi()
  const first = await post(api, `nodes/${NODE_ID}/maintain`, {}, '"k"')
  const again = await post(api, `nodes/${NODE_ID}/maintain`, {}, '"k"')
  expect([first.status, again.status, again.replayed, again.text]).toEqual([404, 404, 'true', first.text])
  expect([(await post(api, `nodes/${NODE_ID}/resume`, {}, '"k"')).status]).toEqual([500])
  expect((await post(api, `nodes/${NODE_ID}/resume`, {}, '"k"')).replayed).toBeNull()
})

test('a key with another body or another address is refused, and is of one route and of one caller', async () => {
  await using api = await openApi()
  await post(api, 'enrollment-tokens', { name: 'a' }, '"k"')
  expect(await post(api, 'enrollment-tokens', { name: 'b' }, '"k"')).toMatchObject({ status: 422, replayed: null })
  expect(await post(api, `nodes/${NODE_ID}/drain`, {}, '"k"')).toMatchObject({ status: 200, replayed: null })
  const other = '6f0c1f5e-8f7c-4f2e-9a51-0d6a3a0f7b11'
  expect((await post(api, `nodes/${other}/drain`, {}, '"k"')).status).toBe(422)
  const { key } = api.features.trust.createApiKey(api.owner.id, 'another', null)
  expect(await post(api, 'enrollment-tokens', { name: 'b' }, '"k"', key)).toMatchObject({ status: 200, replayed: null })
  expect((await post(api, 'enrollment-tokens', { name: 'a' }, '"k"', 'sk_wrong')).status).toBe(401)
  for (const malformed of ['""', '"a', 'a b', `"${'x'.repeat(256)}"`]) {
    expect((await post(api, 'enrollment-tokens', {}, malformed)).status).toBe(400)
  }
})

test('while the first is being answered the second is told to wait', async () => {
  const checking = Promise.withResolvers<void>()
  const report = Promise.withResolvers<never>()
  await using api = await openApi({
    features: {
      boxes: {
        check: () => {
          checking.resolve()
          return report.promise
        },
      },
    },
  })
  const first = post(api, 'boxes/check', { host: 'x', user: 'y' }, '"k"')
  await checking.promise
  expect(await post(api, 'boxes/check', { host: 'x', user: 'y' }, '"k"')).toMatchObject({ status: 409 })
  report.reject(new Error('over'))
  expect((await first).status).toBe(500)
  expect((await post(api, 'boxes/check', { host: 'x', user: 'y' }, '"k"')).status).toBe(500)
})

test('one that hangs up before its answer leaves no key in flight', async () => {
  const checking = Promise.withResolvers<void>()
  const report = Promise.withResolvers<never>()
  await using api = await openApi({
    features: {
      boxes: {
        check: () => {
          checking.resolve()
          return report.promise
        },
      },
    },
  })
  const gone = new AbortController()
  const headers = { authorization: `Bearer ${api.key}`, 'content-type': 'application/json', 'idempotency-key': '"k"' }
  const body = JSON.stringify({ host: 'x', user: 'y' })
  const first = fetch(`${api.url}/api/v1/boxes/check`, { method: 'POST', headers, body, signal: gone.signal })
  await checking.promise
  gone.abort()
  await expect(first).rejects.toThrow()
  await new Promise((resolve) => setTimeout(resolve, 50))
  report.reject(new Error('over'))
  await expect.poll(async () => (await post(api, 'boxes/check', { host: 'x', user: 'y' }, '"k"')).status).toBe(500)
})

test('answers are kept for a day, sealed, and not without bound', async () => {
  await using api = await openApi()
  const { text } = await post(api, 'enrollment-tokens', { name: 'a' }, '"of-this-test"')
  const rows = JSON.stringify(api.store.sql.prepare('SELECT *, hex(sealed_answer) AS x FROM answered_requests').all())
  const [secret = ''] = /enroll_[\w-]+/.exec(text) ?? []
  expect(secret).not.toBe('')
  for (const clear of [secret, 'of-this-test']) {
    expect(rows).not.toContain(clear)
    expect(rows).not.toContain(Buffer.from(clear).toString('hex').toUpperCase())
  }

  api.store.sql.exec('DELETE FROM answered_requests')
  let now = Date.parse('2026-11-21T00:00:00Z')
  const kept = new AnsweredRequests(api.store, { clock: () => now, max_answers: 3, max_bytes: 4_096 })
  const answer = (body: string) => ({ status: 200, type: 'text/plain', body })
  const of = (key: string) => ({ scope: 's', key })
  for (const key of ['a', 'b', 'c', 'd']) {
    now += 1_000
    kept.keep(of(key), 'r', answer(key))
  }
  expect(['a', 'b', 'c', 'd'].map((key) => kept.find(of(key), 'r'))).toEqual([
    undefined,
    answer('b'),
    answer('c'),
    answer('d'),
  ])
  kept.keep(of('large'), 'r', answer('x'.repeat(300)))
  expect(kept.find(of('large'), 'r')).toBeUndefined()
  now += 86_400_000
  expect(kept.find(of('d'), 'r')).toBeUndefined()
})
