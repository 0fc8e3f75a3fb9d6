import { readFileSync } from 'node:fs'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { putCertificate } from '../../../test/harness/certificate.ts'
import { tempDir } from '../../../test/harness/temp-dir.ts'
import { openStore } from '../../store/store.ts'
import { DataKey } from '../../trust/data-key.ts'
import { type CertificatePair, describeCertificate } from '../certificate-pair.ts'
import { AcmeCertificate } from './acme-certificate.ts'
import { AcmeError } from './acme-order.ts'
import { AcmeRows } from './acme-rows.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

async function open() {
  const folder = await tempDir()
  const store = openStore(`${folder.path}/origin.db`)
  const rows = new AcmeRows(store, DataKey.random())
  const files = await putCertificate(folder.path)
  const pair: CertificatePair = {
    certificate_pem: readFileSync(files.certificate, 'utf8'),
    key_pem: readFileSync(files.key, 'utf8'),
  }
  const told: (string | null)[] = []
  const state = { now: Date.now(), orders: 0, next: (): CertificatePair => pair }
  const make = (wish = 'a wish') =>
    new AcmeCertificate({
      ...{ id: 'origin', names: ['localhost'], wish, account: 'an authority', rows },
      newAccountKey: async () => 'the key of an account',
      order: async ({ account, onAccount }) => {
        state.orders++
        if ((await account()).url === null) onAccount('https://authority.test/account/1')
        return state.next()
      },
      onCertificate: describeCertificate,
      onOrdered: ({ problem }) => told.push(problem),
      clock: () => state.now,
      random: () => 0.5,
      log: pino({ level: 'silent' }),
    })
  return {
    ...{ store, rows, pair, told, state, make },
    waitOf: (certificate: AcmeCertificate) => Date.parse(certificate.state().next_try_at ?? '') - state.now,
    async [Symbol.asyncDispose]() {
      store.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

test('a certificate is ordered once, kept sealed, and renewed a little after two thirds of its life', async () => {
  await using given = await open()
  const first = given.make()
  await first.orderNow()
  await first.stop()
  const { certificate, problem } = first.state()
  expect(problem).toBeNull()
  const life_ms = Date.parse(certificate?.valid_until ?? '') - Date.parse(certificate?.valid_from ?? '')
  const age_ms = given.waitOf(first) + given.state.now - Date.parse(certificate?.valid_from ?? '')
  expect(age_ms / life_ms).toBeGreaterThan(2 / 3)
  expect(age_ms / life_ms).toBeLessThan(0.7)
  expect(given.rows.account('an authority')).toEqual({
    key_pem: 'the key of an account',
    url: 'https://authority.test/account/1',
  })
  const kept = given.store.sql.prepare('SELECT sealed_key FROM acme_certificates').get() as { sealed_key: Buffer }
  expect(kept.sealed_key.includes('PRIVATE KEY')).toBe(false)

  const again = given.make()
  again.start()
  expect(again.state().certificate?.fingerprint).toBe(certificate?.fingerprint)
  await again.stop()
  expect(given.state.orders).toBe(1)
  expect(given.told).toEqual([null])
})

test('what fails is tried later and later, also after a restart, and at once where something else is set', async () => {
  await using given = await open()
  given.state.next = () => {
    throw new AcmeError('the name is not known')
  }
  const certificate = given.make()
  const waits: number[] = []
  for (let attempt = 0; attempt < 12; attempt++) {
    await certificate.orderNow()
    waits.push(given.waitOf(certificate) / MINUTE_MS)
  }
  expect(waits.slice(0, 5)).toEqual([2, 4, 8, 16, 32])
  expect(waits.at(-1)).toBe(12 * 60)
  expect(certificate.state()).toMatchObject({ certificate: null, problem: 'the name is not known' })
  await certificate.stop()

  const restarted = given.make()
  expect(given.waitOf(restarted) / MINUTE_MS).toBe(12 * 60)
  const changed = given.make('another wish')
  expect(given.waitOf(changed)).toBe(0)
  given.state.next = () => given.pair
  await changed.orderNow()
  expect(changed.state().problem).toBeNull()
  await changed.stop()
})

test('an authority that wants to be left alone is, and the certificate of before is shown on', async () => {
  await using given = await open()
  const certificate = given.make()
  await certificate.orderNow()
  given.state.next = () => {
    throw new AcmeError('too many certificates', { retry_after_ms: 2 * DAY_MS })
  }
  await certificate.orderNow()
  expect(given.waitOf(certificate)).toBe(2 * DAY_MS)
  expect(certificate.state().certificate).not.toBeNull()
  expect(given.make().state()).toMatchObject({ problem: 'too many certificates' })
  await certificate.stop()
})
