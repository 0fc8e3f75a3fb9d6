import { X509Certificate } from 'node:crypto'
import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import type { ClusterId } from '#contract/ids.ts'
import { tempDir } from '../../test/harness/temp-dir.ts'
import { SqliteActivityLog } from '../store/sqlite-activity-log.ts'
import { openStore } from '../store/store.ts'
import { Authority } from '../trust/authority/authority.ts'
import { DataKey } from '../trust/data-key.ts'
import { OwnCertificate } from './own-certificate.ts'
import { ownCertificateKey } from './own-certificate-key.ts'
import { ShownCertificates } from './shown-certificates.ts'

const log = pino({ level: 'silent' })
const DAY_MS = 86_400_000
const key = ownCertificateKey(DataKey.random())

async function withAuthority(use: (authority: Authority) => Promise<void>) {
  await using folder = await tempDir()
  const store = openStore(`${folder.path}/origin.db`)
  try {
    const activity = new SqliteActivityLog(store, { log })
    await use(await Authority.open({ store, activity, data_key: DataKey.random(), cluster_id: 'main' as ClusterId }))
  } finally {
    store.close()
  }
}

describe('a certificate of the own authority', () => {
  test('is there for every name, renewed at two thirds of its life, for new names, and by a new authority', async () => {
    await withAuthority(async (authority) => {
      const shown = new ShownCertificates()
      let names = ['localhost', '127.0.0.1', '::1', 'origin.example.com']
      let now = Date.now()
      const own = await OwnCertificate.open({
        ...{ signer: authority, shown, log, key, names: () => names, clock: () => now, check_interval_ms: 3_600_000 },
      })
      const first = own.state()
      expect(first.certificate?.names.sort()).toEqual([
        '0:0:0:0:0:0:0:1',
        '127.0.0.1',
        'localhost',
        'origin.example.com',
      ])
      expect(first).toMatchObject({ problem: null, certificate: { publicly_trusted: false } })
      expect(Date.parse(first.next_try_at ?? '') - now).toBeGreaterThan(18 * DAY_MS)

      await own.check()
      expect(shown.of('own')?.fingerprint).toBe(first.certificate?.fingerprint)
      now += 21 * DAY_MS
      await own.check()
      const renewed = shown.of('own')?.fingerprint
      expect(renewed).not.toBe(first.certificate?.fingerprint)
      expect(shown.of('own')?.key_pin).toBe(first.certificate?.key_pin)

      now -= 21 * DAY_MS
      names = [...names, '192.0.2.7']
      await own.check()
      expect(shown.of('own')?.names).toContain('192.0.2.7')

      const before = shown.of('own')?.issuer
      await authority.rotate('test')
      await expect.poll(() => shown.of('own')?.issuer).not.toBe(before)
      own.stop()
    })
  })

  test('stays in use where the next one cannot be signed, and it is said why', async () => {
    await withAuthority(async (authority) => {
      const shown = new ShownCertificates()
      let names = ['localhost']
      let broken = false
      const own = await OwnCertificate.open({
        ...{ shown, log, key, names: () => names, check_interval_ms: 3_600_000 },
        signer: {
          onChanged: () => () => undefined,
          issueServerCertificate: (wish) =>
            broken ? Promise.reject(new Error('the disk is full')) : authority.issueServerCertificate(wish),
        },
      })
      const first = shown.of('own')?.fingerprint
      broken = true
      names = ['localhost', 'other']
      await own.check()
      expect(shown.of('own')?.fingerprint).toBe(first)
      expect(own.state().problem).toMatch(/could not sign.*the disk is full.*stays in use/)
      broken = false
      await own.check()
      expect(own.state()).toMatchObject({ problem: null, certificate: { names: ['localhost', 'other'] } })
      own.stop()
    })
  })

  test('is what those see who ask for no name, or for one that no other certificate is for', async () => {
    await withAuthority(async (authority) => {
      const shown = new ShownCertificates()
      const sign = async (names: readonly string[], into: ShownCertificates) => {
        const own = await OwnCertificate.open({ signer: authority, shown: into, key, names: () => names, log })
        own.stop()
        return own
      }
      await sign(['localhost', '10.0.0.7'], shown)
      const { generateKeyPairSync } = await import('node:crypto')
      const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const { chain_pem } = await authority.issueServerCertificate({
        dns_names: ['*.example.com'],
        ip_addresses: [],
        public_key: keys.publicKey.export({ type: 'spki', format: 'pem' }) as string,
      })
      shown.show('files', {
        certificate_pem: chain_pem,
        key_pem: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
      })
      const wildcard = new X509Certificate(chain_pem).fingerprint256.replaceAll(':', '').toLowerCase()
      expect(shown.shownFor('origin.example.com')?.fingerprint).toBe(wildcard)
      expect(shown.shownFor('elsewhere.test')?.fingerprint).toBe(wildcard)
      expect(shown.shownFor('localhost')?.names).toContain('localhost')
      expect(shown.shownFor(undefined)?.names).toContain('10.0.0.7')
    })
  })
})
