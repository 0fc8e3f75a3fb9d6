import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import tls from 'node:tls'
import { expect, test } from 'vitest'
import { putCertificate } from '../harness/certificate.ts'
import { runHeadwater } from '../harness/headwater-command.ts'
import { askHttps, shownChain } from '../harness/https-client.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { tempDir } from '../harness/temp-dir.ts'
import { waitFor } from '../harness/wait-for.ts'

const portOf = (origin: OriginProgram) => Number(new URL(origin.ready.url).port)

test('an origin of which nothing was set answers http and https alike, and signs in over both', async () => {
  await using origin = await OriginProgram.start({ settings: { own_node: false, allowed_hosts: ['origin.test'] } })
  const port = portOf(origin)
  const chain = await shownChain(port)
  const ca = chain.at(-1) ?? ''
  expect(chain.length).toBeGreaterThan(1)
  for (const host of ['localhost', '127.0.0.1']) {
    expect((await askHttps(`https://${host}:${port}/ready`, { ca })).status).toBe(200)
  }
  expect(new X509Certificate((await shownChain(port, 'origin.test'))[0] ?? '').checkHost('origin.test')).toBeTruthy()
  expect((await fetch(`${origin.ready.url}/ready`)).status).toBe(200)

  const url = `https://localhost:${port}`
  const link_token = new URL(origin.ready.sign_in_url).hash.slice(1)
  const signed_in = await askHttps(`${url}/api/v1/sign-in`, { ca, method: 'POST', body: { link_token } })
  expect(signed_in.status).toBe(200)
  const [set_cookie = ''] = signed_in.headers['set-cookie'] ?? []
  expect(set_cookie).toMatch(/^__Host-.*; Secure/)
  expect(signed_in.headers['strict-transport-security']).toBeUndefined()
  const cookie = set_cookie.split(';')[0] ?? ''
  expect((await askHttps(`${url}/api/v1/session`, { ca, headers: { cookie } })).status).toBe(200)
  expect((await fetch(`${origin.ready.url}/api/v1/session`, { headers: { cookie } })).status).toBe(401)
  const { text } = await askHttps(`${url}/api/v1/certificates`, { ca, headers: { cookie } })
  expect(JSON.parse(text)).toMatchObject({
    data: {
      mode: 'own',
      http: 'allow',
      items: [{ source: 'own', problem: null, certificate: { publicly_trusted: false } }],
    },
  })
})

test('a certificate in files is exchanged under an open event stream, and a wrong pair leaves it as it is', async () => {
  await using folder = await tempDir()
  const files = await putCertificate(folder.path, 'first')
  const tls_settings = { mode: 'files', certificate: files.certificate, key: files.key }
  await using origin = await OriginProgram.start({ settings: { own_node: false, tls: tls_settings } })
  const port = portOf(origin)
  const first = await readFile(files.certificate, 'utf8')
  const panel = tls.connect({ host: 'localhost', port, ca: first })
  let heard = ''
  panel.on('data', (part: Buffer) => {
    heard += part.toString()
  })
  await once(panel, 'secureConnect')
  panel.write(`GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${origin.ready.api_key}\r\n\r\n`)
  await waitFor('events come', () => heard.includes('alive'))

  const problem = async () => {
    const headers = { authorization: `Bearer ${origin.ready.api_key}` }
    const answer = await fetch(`${origin.ready.url}/api/v1/certificates`, { headers })
    const { data } = (await answer.json()) as { data: { items: { problem: string | null }[] } }
    return data.items[0]?.problem ?? null
  }
  const key = await readFile(files.key)
  await putCertificate(folder.path, 'second')
  const [second, second_key] = await Promise.all([readFile(files.certificate, 'utf8'), readFile(files.key)])
  await writeFile(files.key, key)
  await waitFor('the wrong pair is seen', async () => /is not the key of/.test((await problem()) ?? ''), {
    deadline_ms: 30_000,
  })
  expect((await askHttps(`https://localhost:${port}/ready`, { ca: first })).status).toBe(200)
  await writeFile(files.key, second_key)
  await waitFor('the new pair is shown', async () => (await problem()) === null, { deadline_ms: 30_000 })
  expect((await askHttps(`https://localhost:${port}/ready`, { ca: second })).status).toBe(200)
  const before = heard.length
  await waitFor('the stream of before goes on', () => heard.slice(before).includes('alive'))
  panel.destroy()
})

test('an origin does not start on a certificate that it cannot use, and says which and why', async () => {
  await using folder = await tempDir()
  const files = await putCertificate(folder.path)
  await writeFile(files.key, 'no key')
  const environment = {
    HEADWATER_ORIGIN_TLS_MODE: 'files',
    HEADWATER_ORIGIN_TLS_CERTIFICATE: files.certificate,
    HEADWATER_ORIGIN_TLS_KEY: files.key,
  }
  const args = ['origin', '--data-dir', `${folder.path}/origin`, '--port', '0', '--no-own-node', '--redis', 'memory']
  const broken = await runHeadwater(args, { environment })
  expect(broken.code).toBe(78)
  expect(broken.errors).toMatch(/key\.pem is not the key of .*certificate\.pem/)
  const { HEADWATER_ORIGIN_TLS_KEY: _key, ...half } = environment
  expect((await runHeadwater(args, { environment: half })).errors).toContain('tls.key')
})
