import { createServer as createPlainServer } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { wordsFor } from './languages/words.ts'
import { keyFingerprint } from './pinned-authority.ts'
import { type AskBySystem, lookAtOrigin, NoOrigin } from './remote-look.ts'
import { keyPem, testingCertificate } from './testing-authority.ts'

const unauthorized = JSON.stringify({
  data: null,
  error: { code: 'unauthorized', message: 'Sign in.', details: null, request_id: 'x' },
})
const untrusting: AskBySystem = () => Promise.reject(new Error('net::ERR_CERT_AUTHORITY_INVALID'))
const asking = new AbortController().signal

let authority_pem: string
let chain_pem: string
let key_pem: string
beforeAll(async () => {
  const dates = { from: new Date(Date.now() - 60_000), until: new Date(Date.now() + 3_600_000) }
  const authority = await testingCertificate({ ...dates, name: 'authority', by: null, is_authority: true })
  const hosts = [{ type: 'ip', value: '127.0.0.1' }] as const
  const origin = await testingCertificate({ ...dates, name: 'origin', by: authority, is_authority: false, hosts })
  authority_pem = authority.pem
  chain_pem = `${origin.pem}${authority.pem}`
  key_pem = await keyPem(origin)
})

async function serve(body: string, tls = true): Promise<string> {
  const answer = (_request: unknown, response: { end(text: string): void }) => response.end(body)
  const server: Server = tls ? createServer({ cert: chain_pem, key: key_pem }, answer) : createPlainServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
  })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

const texts = wordsFor('en', []).origin

it('an origin with an authority of its own is found with the fingerprint that its panel shows', async () => {
  const url = `https://${await serve(unauthorized)}`
  const found = await lookAtOrigin(url, untrusting, texts, asking)
  expect(found).toMatchObject({ url, fingerprint: keyFingerprint(authority_pem) })
  expect(found.authority_pem).toContain('BEGIN CERTIFICATE')
})

it('an origin that the system trusts needs no fingerprint', async () => {
  const url = `https://${await serve(unauthorized)}`
  const trusting: AskBySystem = async () => ({ status: 401, text: async () => unauthorized })
  expect(await lookAtOrigin(url, trusting, texts, asking)).toEqual({ url, authority_pem: null, fingerprint: null })
})

it.each([
  ['another service', async () => `https://${await serve('{"hello":"world"}')}`, 'is no origin of Headwater'],
  ['a port without TLS', async () => `https://${await serve(unauthorized, false)}`, 'does not speak TLS'],
  ['a port where nothing is', async () => 'https://127.0.0.1:1', 'Nothing answers'],
  [
    'a name that its certificate is not for',
    async () => `https://${(await serve(unauthorized)).replace('127.0.0.1', 'localhost')}`,
    'is not for localhost',
  ],
])('%s is told apart', async (_what, at, why) => {
  const failure = await lookAtOrigin(await at(), untrusting, texts, asking).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(NoOrigin)
  expect(String(failure)).toContain(why)
})
