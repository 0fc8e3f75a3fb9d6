import { randomBytes } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { noteSecret, scanPieces, scanText, secretIn, takeLeaks } from './secret-scan.ts'

// What these tests find on purpose is no leak of theirs.
afterEach(() => void takeLeaks())

const token = (kind: string) => `${kind}_${randomBytes(32).toString('base64url')}`

test('every kind of secret is known by its shape, wherever it stands', () => {
  for (const kind of ['enroll', 'node', 'sk', 'clt', 'signin', 'session', 'datakey']) {
    const secret = `${kind}_Ab1${token(kind).slice(-40)}`
    for (const text of [secret, `{"key":"${secret}"}`, `http://x/#${secret}`, `Bearer ${secret}, and more`])
      expect(secretIn(text), text).toBe(`${secret.slice(0, 12)}...`)
    expect(secretIn(`{"key":"${secret}"}`, [secret])).toBe(null)
  }
  expect(secretIn('-----BEGIN PRIVATE KEY-----\nMIG')).not.toBe(null)
  expect(secretIn('otpauth://totp/Headwater:ann?secret=JBSWY3DPEHPK3PXPJBSWY3DP&issuer=x')).not.toBe(null)
})

test('what is shown of a secret, and what only looks like one, is none', () => {
  for (const text of [
    'sk_1a2b3c4d…',
    'node_log.stream.interrupted',
    'headwater_sessions_total',
    '-----BEGIN CERTIFICATE-----',
  ])
    expect(secretIn(text)).toBe(null)
})

test('a secret in two pieces is found, and told without being shown', () => {
  const secret = `sk_Ab1${token('sk').slice(-40)}`
  const take = scanPieces('a log')
  take(`{"msg":"${secret.slice(0, 20)}`)
  take(`${secret.slice(20)}"}`)
  noteSecret('a password of somebody')
  scanText('an answer', 'here is a password of somebody')
  expect(takeLeaks()).toEqual([`${secret.slice(0, 12)}... in a log`, 'a pa... in an answer'])
  expect(takeLeaks()).toEqual([])
})
