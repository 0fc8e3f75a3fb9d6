import { expect, test } from 'vitest'
import { readAudit } from './read-audit.mjs'

const answer = (vulnerabilities, counts) =>
  JSON.stringify({ vulnerabilities, metadata: { vulnerabilities: counts, dependencies: { total: 700 } } })

test('a registry that does not answer is no clean bill: it is said that nothing was checked', () => {
  const mirror = JSON.stringify({
    message: '405 Method Not Allowed - POST https://mirror/-/npm/v1/security',
    statusCode: 405,
  })
  for (const output of [mirror, '', 'not JSON', '{"error":{"code":"ENOAUDIT","summary":"no audit here"}}']) {
    expect(readAudit(output)).toMatchObject({ kind: 'not_checked', text: expect.stringMatching(/^NOT CHECKED/) })
  }
  expect(readAudit(mirror).text).toContain('405')
})

test('what is high or critical is named, and what is below does not count', () => {
  const one = (severity) => ({
    a: { name: 'a', severity, range: '<2', via: [{ title: 'reads anything', url: 'https://x/1' }] },
  })
  expect(readAudit(answer(one('moderate'), { moderate: 1 }))).toMatchObject({ kind: 'clean' })
  for (const severity of ['high', 'critical']) {
    const { kind, text } = readAudit(answer(one(severity), { [severity]: 1 }))
    expect(kind).toBe('found')
    expect(text).toContain(`${severity}: a <2 (reads anything https://x/1)`)
  }
  expect(readAudit(answer({}, {}))).toMatchObject({ kind: 'clean', text: expect.stringContaining('700 packages') })
})
