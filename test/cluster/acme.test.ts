import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import tls from 'node:tls'
import { expect, test } from 'vitest'
import type { CertificateState, Certificates } from '#contract/certificates.ts'
import { freePorts } from '../harness/free-ports.ts'
import { shownChain } from '../harness/https-client.ts'
import { NameServer, ZONE } from '../harness/name-server.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { Pebble } from '../harness/pebble.ts'
import type { Settings } from '../harness/settings.ts'
import { tempDir } from '../harness/temp-dir.ts'
import { waitFor } from '../harness/wait-for.ts'

const SLOW = { deadline_ms: 60_000 }
const portOf = (origin: OriginProgram) => Number(new URL(origin.ready.url).port)

async function stateOf(origin: OriginProgram): Promise<CertificateState> {
  const headers = { authorization: `Bearer ${origin.ready.api_key}` }
  const answer = await fetch(`${origin.ready.url}/api/v1/certificates`, { headers })
  const { data } = (await answer.json()) as { data: Certificates }
  const found = data.items.find(({ source }) => source === 'acme')
  if (found === undefined) throw new Error('nothing is ordered')
  return found
}

const orderNow = (origin: OriginProgram) =>
  fetch(`${origin.ready.url}/api/v1/certificates/order`, {
    method: 'POST',
    headers: { authorization: `Bearer ${origin.ready.api_key}` },
  })

const startOrigin = (advertise_host: string, tls_settings: Settings, data_dir?: string) =>
  OriginProgram.start({
    settings: { own_node: false, advertise_host, tls: { mode: 'acme', acme_terms_agreed: true, ...tls_settings } },
    ...(data_dir === undefined ? {} : { data_dir }),
  })

test('a certificate by HTTP-01 is ordered, shown, and renewed under an open event stream', async () => {
  await using folder = await tempDir()
  await using names = await NameServer.start(folder.path, ['origin'])
  const [http_port = 0] = await freePorts(1)
  await using pebble = await Pebble.start(folder.path, { http_port, dns_server: names.address, validity_s: 15 })
  const host = `origin.${ZONE}`
  const settings = { acme_directory: pebble.directory_url, acme_ca: pebble.ca_file, acme_http_port: http_port }
  await using origin = await startOrigin(host, settings)
  const port = portOf(origin)
  const first = await waitFor('a certificate is there', async () => (await stateOf(origin)).certificate, SLOW)
  expect(first.names).toEqual([host])
  const ca = await pebble.root()

  const panel = tls.connect({ host: '127.0.0.1', port, servername: host, ca })
  let heard = ''
  panel.on('data', (part: Buffer) => {
    heard += part.toString()
  })
  await once(panel, 'secureConnect')
  panel.write(`GET /api/v1/events HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${origin.ready.api_key}\r\n\r\n`)
  await waitFor('events come', () => heard.includes('alive'))
  // Whoever asks for no name, or by an address, sees the own authority's.
  expect(new X509Certificate((await shownChain(port))[0] ?? '').checkIP('127.0.0.1')).toBeTruthy()

  const second = await waitFor(
    'it is renewed by itself',
    async () => {
      const { certificate } = await stateOf(origin)
      return certificate !== null && certificate.fingerprint !== first.fingerprint ? certificate : null
    },
    SLOW,
  )
  const shown = new X509Certificate((await shownChain(port, host))[0] ?? '')
  expect(Date.parse(shown.validTo)).toBeGreaterThanOrEqual(Date.parse(second.valid_until))
  const before = heard.length
  await waitFor('the stream of before goes on', () => heard.slice(before).includes('alive'))
  panel.destroy()
  // The port for proofs is closed when nothing is under way.
  await expect(fetch(`http://127.0.0.1:${http_port}/`)).rejects.toThrow()
})

test('a certificate by DNS-01 is ordered with wildcards and kept over restarts; failures are told plainly', async () => {
  await using folder = await tempDir()
  await using names = await NameServer.start(folder.path, [])
  await using pebble = await Pebble.start(folder.path, { http_port: 9, dns_server: names.address, validity_s: 86_400 })
  const host = `origin.${ZONE}`
  const settings = {
    ...{ acme_directory: pebble.directory_url, acme_ca: pebble.ca_file, acme_challenge: 'dns-01', dns_wait: '0s' },
    ...{ acme_names: [host, `*.${ZONE}`, ZONE], dns_server: names.address, dns_tsig_name: names.key.name },
  }
  const wrong = { ...settings, dns_tsig_secret: Buffer.alloc(32, 7).toString('base64') }
  const data_dir = `${folder.path}/origin`
  const problemOf = async (origin: OriginProgram) =>
    await waitFor('the failure is told', async () => (await stateOf(origin)).problem, SLOW)
  {
    await using origin = await startOrigin(host, wrong, data_dir)
    expect(await problemOf(origin)).toMatch(/did not take the update of _acme-challenge\.\S+: .*secret.*BADSIG/)
    const { next_try_at, certificate } = await stateOf(origin)
    expect(certificate).toBeNull()
    const wait_ms = Date.parse(next_try_at ?? '') - Date.now()
    expect(wait_ms).toBeGreaterThan(30_000)
    expect(wait_ms).toBeLessThan(200_000)
    await origin.program.endBy('SIGTERM')
  }
  {
    // No such name by HTTP-01: what was set is another wish, and is tried at once.
    const by_http = { ...wrong, acme_challenge: 'http-01', acme_names: [`nowhere.${ZONE}`] }
    await using origin = await startOrigin(host, by_http, data_dir)
    expect(await problemOf(origin)).toMatch(/nowhere\.hw\.test could not be proved to be here: .*nowhere/)
    await origin.program.endBy('SIGTERM')
  }
  const right = { ...settings, dns_tsig_secret: names.key.secret }
  {
    await using origin = await startOrigin(host, right, data_dir)
    const made = await waitFor('a certificate is there', async () => (await stateOf(origin)).certificate, SLOW)
    expect([...made.names].sort()).toEqual([`*.${ZONE}`, ZONE, host].sort())
    const ca = await pebble.root()
    const connection = tls.connect({ host: '127.0.0.1', port: portOf(origin), servername: `any.${ZONE}`, ca })
    await once(connection, 'secureConnect')
    connection.destroy()
    await origin.program.endBy('SIGTERM')
  }
  await pebble[Symbol.asyncDispose]()
  await using origin = await startOrigin(host, right, data_dir)
  const kept = await stateOf(origin)
  expect(kept).toMatchObject({ problem: null, certificate: { names: expect.arrayContaining([host]) } })
  expect((await orderNow(origin)).status).toBe(200)
  expect(await problemOf(origin)).toMatch(/The authority localhost:\d+ cannot be reached: nothing listens there/)
  expect((await stateOf(origin)).certificate?.fingerprint).toBe(kept.certificate?.fingerprint)
})
