import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { originConfigSchema } from '#contract/config.ts'
import { putCertificate } from '../../test/harness/certificate.ts'
import { tempDir } from '../../test/harness/temp-dir.ts'
import type { MediaNode } from '../nodes/media-certificates.ts'
import type { Authority } from '../trust/authority/authority.ts'
import { OriginMediaCertificates } from './origin-media-certificates.ts'

const authority = { onChanged: () => () => undefined } as unknown as Authority
const node = (address: string, remote_address: string, is_origin = false) =>
  ({ name: 'edge-1', address, remote_address, is_origin }) as MediaNode
const config = originConfigSchema.parse({
  ...{ data_dir: '/nowhere', host: '192.0.2.1', advertise_host: 'origin.example.com' },
  tls: { node_names: ['*.nodes.example.com', '198.51.100.7'] },
})

test('signs for where a node comes from, and for names that an operator has given to nodes', () => {
  const certificates = new OriginMediaCertificates(config, authority)
  const may = (...wish: Parameters<typeof node>) => certificates.refusal(node(...wish)) === null
  expect(may('203.0.113.5', '203.0.113.5')).toBe(true)
  expect(may('203.0.113.5', '::ffff:203.0.113.5')).toBe(true)
  expect(may('edge.nodes.example.com', '203.0.113.5')).toBe(true)
  expect(may('198.51.100.7', '203.0.113.5')).toBe(true)
  expect(may('192.0.2.1', '127.0.0.1')).toBe(true)
  expect(may('origin.example.com', '127.0.0.1', true)).toBe(true)

  expect(may('203.0.113.6', '203.0.113.5')).toBe(false)
  expect(may('bank.example', '203.0.113.5')).toBe(false)
  expect(may('a.b.nodes.example.com', '203.0.113.5')).toBe(false)
  expect(may('nodes.example.com', '203.0.113.5')).toBe(false)
  expect(may('origin.example.com', '203.0.113.5')).toBe(false)
  expect(may('192.0.2.1', '203.0.113.5')).toBe(false)
  expect(certificates.refusal(node('bank.example', '203.0.113.5'))).toMatch(/bank\.example.*tls\.node_names/)
})

test('hands over a pair only for a name that it is for', async () => {
  await using folder = await tempDir()
  const files = await putCertificate(folder.path, 'nodes', { dns: ['*.nodes.example.com'], ip: [] })
  const pair = { certificate_pem: readFileSync(files.certificate, 'utf8'), key_pem: readFileSync(files.key, 'utf8') }
  const certificates = new OriginMediaCertificates(config, authority)
  expect(certificates.readyMade(node('edge.nodes.example.com', '203.0.113.5'))).toBeNull()
  let changes = 0
  certificates.onChanged(() => changes++)
  certificates.handOver(pair)
  expect(changes).toBe(1)
  expect(certificates.readyMade(node('edge.nodes.example.com', '203.0.113.5'))).toBe(pair)
  expect(certificates.readyMade(node('edge.example.com', '203.0.113.5'))).toBeNull()
  expect(certificates.readyMade(node('203.0.113.5', '203.0.113.5'))).toBeNull()
})
