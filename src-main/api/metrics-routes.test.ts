import { expect, test } from 'vitest'
import { openApi } from './api-fixture.ts'

const families = () => [
  { name: 'headwater_x', help: 'X.', type: 'gauge' as const, samples: [{ labels: {}, value: 1 }] },
]

test('the metrics are open to the networks that are named, and to others with a key', async () => {
  await using near = await openApi({ features: { metrics: { families, allow: ['127.0.0.0/8'] } } })
  const page = await fetch(`${near.url}/metrics`)
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
  expect(await page.text()).toBe('# HELP headwater_x X.\n# TYPE headwater_x gauge\nheadwater_x 1\n')
  const open_metrics = await fetch(`${near.url}/metrics`, { headers: { accept: 'application/openmetrics-text' } })
  expect(await open_metrics.text()).toMatch(/# EOF\n$/)
  // Behind a proxy everybody has its address.
  const proxied = await fetch(`${near.url}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.9' } })
  expect(proxied.status).toBe(403)

  await using far = await openApi({ features: { metrics: { families, allow: ['10.0.0.0/8'] } } })
  const refused = await fetch(`${far.url}/metrics`)
  expect([refused.status, await refused.json()]).toMatchObject([403, { error: { code: 'not_allowed' } }])
  const wrong = await fetch(`${far.url}/metrics`, { headers: { authorization: 'Bearer sk_wrong' } })
  expect(wrong.status).toBe(403)
  const guess = () => fetch(`${far.url}/metrics`, { headers: { authorization: `Bearer sk_${'A'.repeat(43)}` } })
  const statuses: number[] = []
  for (let n = 0; n < 6; n += 1) statuses.push((await guess()).status)
  expect(statuses.slice(0, 3)).toEqual([403, 403, 403])
  expect(statuses.at(-1)).toBe(429)
  const proven = await fetch(`${far.url}/metrics`, { headers: { authorization: `Bearer ${far.key}` } })
  expect([proven.status, await proven.text()]).toEqual([200, expect.stringContaining('headwater_x 1')])
})
