import { expect, test } from 'vitest'
import { z } from 'zod'
import { sessionCookieName } from '#contract/api.ts'
import { operatorSessionSchema } from '#contract/operators.ts'
import { ApiClient } from '../harness/api-client.ts'
import { runHeadwater } from '../harness/headwater-command.ts'
import { OriginProgram } from '../harness/origin-program.ts'

const linkToken = (url: string) => new URL(url).hash.slice(1)

test('a sign-in link works once, and its session lives in a cookie that scripts cannot read', async () => {
  await using origin = await OriginProgram.start({ settings: { own_node: false } })
  const browser = new ApiClient(origin.ready.url, null)
  const token = linkToken(origin.ready.sign_in_url)
  expect(token.length).toBeGreaterThan(20)

  const signedIn = await browser.request('POST', '/api/v1/sign-in', { body: { link_token: token } })
  expect(signedIn.status).toBe(200)
  const setCookie = signedIn.headers.get('set-cookie') ?? ''
  expect(setCookie).toContain(`${sessionCookieName(Number(new URL(origin.ready.url).port))}=`)
  expect(setCookie).toMatch(/HttpOnly/i)
  expect(setCookie).toMatch(/SameSite=Strict/i)
  expect(setCookie).toMatch(/Path=\//i)
  expect(await signedIn.text()).not.toContain(setCookie.split(/[=;]/)[1])

  const again = await browser.refusal('POST', '/api/v1/sign-in', { body: { link_token: token } })
  expect(again.status).toBeGreaterThanOrEqual(400)
  expect(again.message).toMatch(/used|once|no longer/i)
  const wrong = await browser.refusal('POST', '/api/v1/sign-in', { body: { link_token: 'made-up' } })
  expect(wrong.status).toBeGreaterThanOrEqual(400)

  const cookie = setCookie.split(';')[0] ?? ''
  const session = await browser.request('GET', '/api/v1/session', { headers: { cookie } })
  const { data } = z.object({ data: operatorSessionSchema }).parse(await session.json())
  expect(data).toMatchObject({ role: 'owner', by: 'session' })

  await origin.kill()
  await origin.restart()
  expect((await browser.request('GET', '/api/v1/session', { headers: { cookie } })).status).toBe(200)

  const out = await browser.request('POST', '/api/v1/sign-out', { headers: { cookie, origin: origin.ready.url } })
  expect(out.status).toBeLessThan(300)
  expect((await browser.request('GET', '/api/v1/session', { headers: { cookie } })).status).toBe(401)
})

test('`headwater origin sign-in-link` prints a fresh link while the origin runs', async () => {
  await using origin = await OriginProgram.start({ settings: { own_node: false } })
  const { code, output } = await runHeadwater(['origin', 'sign-in-link', '--data-dir', origin.data_dir])
  expect(code).toBe(0)
  const link = /https?:\/\/\S+/.exec(output)?.[0] ?? ''
  expect(link).toContain(origin.ready.url)
  expect(linkToken(link)).not.toBe(linkToken(origin.ready.sign_in_url))
  const browser = new ApiClient(origin.ready.url, null)
  const answer = await browser.request('POST', '/api/v1/sign-in', { body: { link_token: linkToken(link) } })
  expect(answer.status).toBe(200)
})

test('who guesses links is slowed down, and nobody else is', async () => {
  await using origin = await OriginProgram.start({ settings: { own_node: false } })
  const browser = new ApiClient(origin.ready.url, null)
  const statuses = await Promise.all(
    Array.from({ length: 60 }, async (_, nth) => {
      const answer = await browser.request('POST', '/api/v1/sign-in', { body: { link_token: `guess-${nth}` } })
      return answer.status
    }),
  )
  expect(statuses).toContain(429)
  expect(statuses).not.toContain(200)
  expect((await origin.api.request('GET', '/api/v1/nodes')).status).toBe(200)
})
