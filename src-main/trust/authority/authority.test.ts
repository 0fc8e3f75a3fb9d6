import { generateKeyPairSync, randomUUID, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, connect as connectTcp } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { connect, createServer } from 'node:tls'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ClusterId, NodeId } from '#contract/ids.ts'
import { CERTIFICATE_CLOCK_TOLERANCE_MS, judgeNodeCertificate, renewalDue } from '#contract/node-certificate.ts'
import { SqliteActivityLog } from '../../store/sqlite-activity-log.ts'
import { openStore, type Store } from '../../store/store.ts'
import { Authority, type AuthorityOptions, type KeySeal } from './authority.ts'
import { makeAuthority, signNodeCertificate } from './certificates.ts'

const DAY_MS = 86_400_000
const cluster_id = 'main' as ClusterId

let folder: string
let store: Store
let now_ms: number
let activity: SqliteActivityLog
const sealed: string[] = []
/** Shows that what is kept was sealed; that sealing hides anything is for the data key's own tests. */
const data_key: KeySeal = {
  seal: (purpose, plain) => {
    sealed.push(purpose)
    return Buffer.from(plain.map((byte) => byte ^ 0xff))
  },
  open: (_purpose, value) => Buffer.from(Buffer.from(value).map((byte) => byte ^ 0xff)),
}

const open = (wish: Partial<AuthorityOptions> = {}) =>
  Authority.open({ store, activity, data_key, cluster_id, clock: () => now_ms, ...wish })
const node = () => {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { ...keys, id: randomUUID() as NodeId, spki: keys.publicKey.export({ type: 'spki', format: 'der' }) }
}
const derOf = (pem: string) => new X509Certificate(pem).raw

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'hw-authority-'))
  store = openStore(path.join(folder, 'headwater.db'))
  activity = new SqliteActivityLog(store, { log: pino({ level: 'silent' }) })
  now_ms = Date.parse('2026-11-21T07:30:00Z')
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('the authority of an installation', () => {
  test('is made once, with its key sealed, and is the same after every start', async () => {
    const first = await open()
    expect(sealed).toContain('authority:ca-key')
    const again = await open()
    expect(again.certificates).toEqual(first.certificates)
    expect(again.fingerprint).toBe(first.fingerprint)
    const [pem = ''] = first.certificates
    const certificate = new X509Certificate(pem)
    expect(certificate.ca).toBe(true)
    expect(certificate.verify(certificate.publicKey)).toBe(true)
    expect(activity.list({ limit: 9, type: 'authority' })).toMatchObject([{ type: 'authority.made', actor: 'origin' }])
    store.sql.pragma('wal_checkpoint(TRUNCATE)')
    // An EC key in PKCS #8 names its algorithm and then holds the private key as an octet string of 32 bytes.
    expect(
      readFileSync(path.join(folder, 'headwater.db')).includes(Buffer.from('02010104 20'.replace(' ', ''), 'hex')),
    ).toBe(false)
  })

  test('signs for a node what proves that node, and no other, for seven days', async () => {
    const authority = await open()
    const { id, spki } = node()
    const { certificate_pem, authorities } = await authority.issueNodeCertificate(id, spki)
    expect(authorities).toEqual(authority.certificates)
    expect(Date.parse(new X509Certificate(certificate_pem).validTo)).toBe(now_ms + 7 * DAY_MS)
    expect(authority.judge(derOf(certificate_pem))).toEqual({ node_id: id, problem: null })
    const certificate = new X509Certificate(certificate_pem)
    expect(certificate.publicKey.export({ type: 'spki', format: 'der' })).toEqual(spki)
    expect(Math.round((renewalDue(certificate) - now_ms) / DAY_MS)).toBe(5)
  })

  test('judges clocks that are off with tolerance, and says which certificate is too old or too new (row 22)', async () => {
    const authority = await open()
    const { id, spki } = node()
    const issued_ms = now_ms
    const der = derOf((await authority.issueNodeCertificate(id, spki)).certificate_pem)
    const at = (clock_ms: number) => {
      now_ms = clock_ms
      return authority.judge(der)
    }
    const ten_minutes = 10 * 60_000
    expect(at(issued_ms - ten_minutes)).toMatchObject({ problem: null })
    expect(at(issued_ms + 7 * DAY_MS + ten_minutes)).toMatchObject({ problem: null })
    expect(at(issued_ms - 2 * CERTIFICATE_CLOCK_TOLERANCE_MS - 1_000)).toMatchObject({
      problem: 'not_yet_valid',
      message: expect.stringContaining('one of the two clocks is wrong'),
    })
    expect(at(issued_ms + 7 * DAY_MS + CERTIFICATE_CLOCK_TOLERANCE_MS + 1_000)).toMatchObject({
      problem: 'expired',
      message: expect.stringContaining('it was not renewed'),
    })
  })

  test('takes no certificate of another cluster, of another authority, of itself, or of nobody', async () => {
    const authority = await open()
    const { id, spki, privateKey } = node()
    const [own = ''] = authority.certificates
    expect(authority.judge(derOf(own))).toMatchObject({ problem: 'is_authority' })
    const stranger = await makeAuthority(cluster_id, now_ms, null)
    const key = await crypto.subtle.importKey(
      'pkcs8',
      new Uint8Array(stranger.key_der),
      { name: 'ECDSA', namedCurve: 'P-256' },
      false,
      ['sign'],
    )
    const signer = { certificate_pem: stranger.certificate_pem, key }
    const times = { now_ms, life_ms: DAY_MS }
    const foreign = await signNodeCertificate(signer, { node_id: id, cluster_id, spki_der: spki }, times)
    expect(authority.judge(derOf(foreign.certificate_pem))).toMatchObject({ problem: 'unknown_authority' })
    const elsewhere = await signNodeCertificate(
      signer,
      { node_id: id, cluster_id: 'other' as ClusterId, spki_der: spki },
      times,
    )
    const authorities = [new X509Certificate(stranger.certificate_pem)]
    expect(
      judgeNodeCertificate(new X509Certificate(elsewhere.certificate_pem), { authorities, cluster_id, now_ms }),
    ).toMatchObject({ problem: 'other_cluster', message: expect.stringContaining('is for cluster other') })
    const public_key = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      .publicKey.export({ type: 'spki', format: 'pem' })
      .toString()
    const server = await authority.issueServerCertificate({ dns_names: ['a.example'], ip_addresses: [], public_key })
    expect(authority.judge(derOf(server.chain_pem))).toMatchObject({ problem: 'no_node' })
    expect(privateKey.type).toBe('private')
  })

  test('takes requests for P-256 keys alone, from whoever holds the key', async () => {
    const authority = await open()
    await expect(authority.readRequest('nothing')).rejects.toMatchObject({ code: 'certificate_request_invalid' })
  })
})

describe('a certificate for the port of the origin', () => {
  test('is taken by OpenSSL for its names and addresses, with the authority alone trusted', async () => {
    now_ms = Date.now()
    const authority = await open()
    const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const public_key = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const issue = () =>
      authority.issueServerCertificate({
        dns_names: ['origin.example'],
        ip_addresses: ['127.0.0.1', '::1'],
        public_key,
      })
    const before = authority.certificates
    const { chain_pem } = await issue()
    const key = keys.privateKey.export({ type: 'pkcs8', format: 'pem' })
    expect(await handshake(chain_pem, key, before, 'origin.example')).toBe('trusted')
    expect(await handshake(chain_pem, key, before, '127.0.0.1')).toBe('trusted')
    expect(await handshake(chain_pem, key, before, 'other.example')).toContain('other.example')
    expect(
      await handshake(chain_pem, key, [(await makeAuthority(cluster_id, now_ms, null)).certificate_pem], '127.0.0.1'),
    ).not.toBe('trusted')
    await authority.rotate('operator:owner')
    const renewed = await issue()
    // Who knows only the authority of before takes it by the cross-signed certificate in the chain.
    expect(await handshake(renewed.chain_pem, key, before, 'origin.example')).toBe('trusted')
    expect(await handshake(renewed.chain_pem, key, authority.certificates.slice(0, 1), 'origin.example')).toBe(
      'trusted',
    )
  })
})

describe('a rotation', () => {
  test('leaves both authorities trusted until the old one is dropped, when all have renewed', async () => {
    const authority = await open()
    let changes = 0
    authority.onChanged(() => {
      changes += 1
    })
    const { id, spki } = node()
    const held = derOf((await authority.issueNodeCertificate(id, spki)).certificate_pem)
    const old = authority.describe().authorities[0]
    now_ms += 1_000
    const { authorities } = await authority.rotate('operator:owner')
    expect(authorities).toMatchObject([
      { state: 'signing', nodes: 0, replaced_at: null },
      { state: 'trusted', nodes: 1, id: old?.id },
    ])
    expect(authority.fingerprint).toBe(authorities[0]?.key_fingerprint)
    expect(authority.judge(held)).toMatchObject({ node_id: id })
    await expect(authority.rotate('operator:owner')).rejects.toMatchObject({ code: 'rotation_under_way' })
    expect(() => authority.drop(authorities[0]?.id ?? '', true, 'operator:owner')).toThrow('signs the certificates')
    expect(() => authority.drop(old?.id ?? '', false, 'operator:owner')).toThrow('1 node holds')

    const renewed = derOf((await authority.issueNodeCertificate(id, spki)).certificate_pem)
    expect(authority.describe().authorities).toMatchObject([{ nodes: 1 }, { nodes: 0 }])
    authority.drop(old?.id ?? '', false, 'operator:owner')
    expect(authority.judge(renewed)).toMatchObject({ node_id: id })
    expect(authority.judge(held)).toMatchObject({ problem: 'unknown_authority' })
    expect(changes).toBe(2)
    expect((await open()).certificates).toEqual(authority.certificates)
    expect(activity.list({ limit: 9, type: 'authority' }).map(({ type }) => type)).toEqual([
      'authority.dropped',
      'authority.rotated',
      'authority.made',
    ])
  })
})

/** What a client that trusts these authorities makes of a server with this certificate, when it asks for this name. */
async function handshake(cert: string, key: string | Buffer, ca: readonly string[], name: string): Promise<string> {
  const server = createServer({ cert, key }, (socket) => socket.end())
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const socket = connect({
    socket: connectTcp(port, '127.0.0.1'),
    host: name,
    ca: [...ca],
    ...(name === '127.0.0.1' ? {} : { servername: name }),
  })
  try {
    await once(socket, 'secureConnect')
    return 'trusted'
  } catch (error) {
    return String(error)
  } finally {
    socket.destroy()
    server.close()
  }
}
